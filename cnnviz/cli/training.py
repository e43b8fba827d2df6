"""Commands that train: recipes, train, cost, reproduce."""

import argparse
import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from cnnviz import datasets, recipes
from cnnviz.actions.catalogue import catalogue
from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.cli.arguments import Commands, add_command, count
from cnnviz.cli.common import announced, show, start_keras
from cnnviz.recipes import OPTIMIZERS, Recipe
from cnnviz.training.runs import Run, RunError, find, recipe_file, runs

EDITS = ("epochs", "batch_size", "learning_rate", "optimizer", "seed", "dataset", "validation_split")
RESUMABLE = ("stopped", "failed", "interrupted")


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    add_command(commands, "recipes", show_recipes)
    parser = add_command(commands, "train", train, json=False)
    parser.add_argument("recipe", help="name of a recipe, or a recipe.json")
    parser.add_argument("--run-dir", type=Path, help="directory of the run")
    parser.add_argument("--resume", action="store_true", help="go on with an unfinished run")
    for name, kind in (("epochs", int), ("batch-size", int), ("learning-rate", float), ("seed", int)):
        parser.add_argument(f"--{name}", type=kind)
    parser.add_argument("--optimizer", choices=OPTIMIZERS)
    parser.add_argument("--dataset", help="train on another data set, such as digits or shapes")
    parser.add_argument("--validation-split", type=float, help="share of the training pictures to validate on")
    add_command(commands, "cost", cost).add_argument("recipe", help="name of a recipe, or a recipe.json")
    parser = add_command(commands, "reproduce", reproduce)
    parser.add_argument(
        "ladder", metavar="SERIES", help="name of a series of improvements, such as " + next(iter(recipes.ladders()))
    )
    parser.add_argument("--folder", type=Path, help="where the runs are kept; by default among the other runs")
    parser.add_argument("--epochs", type=count, help="shorten every step; the runs are named by it")
    parser.add_argument("--seed", type=int)


def show_recipes(options: argparse.Namespace) -> int:
    """List the recipes."""
    rows = catalogue()
    if options.json:
        return show(rows)
    for row in rows:
        measured = _accuracy(row["measured"]["test_accuracy"], "test") if row["measured"] else "-"
        reported = _accuracy(row["reported"]["accuracy"], row["reported"]["split"]) if row["reported"] else "-"
        began = f", measured with {row['measured']['weights_of']}" if "weights_of" in (row["measured"] or {}) else ""
        print(
            f"{row['name']:26} {row['parameters']:>10,}  reported {reported:16}  measured {measured:10}  "
            f"{row['title']}{began}"
        )
    return 0


def _accuracy(value: float, split: str) -> str:
    return f"{value:.3f} {split}"


def train(options: argparse.Namespace) -> int:
    """Train in the foreground."""
    run = _run_to_resume(options) if options.resume else _new_run(options)
    start_keras()
    from cnnviz.cli.progress import ProgressBar
    from cnnviz.training.learning.train import train as train_here
    from cnnviz.training.queueing.queue import turn

    with announced(turn()):
        train_here(run, resume=options.resume, callbacks=(ProgressBar(run),))
    status = run.status()
    print(status.message, file=sys.stderr)
    print(run.path)
    return 0 if status.state in ("done", "stopped") else 1


def cost(options: argparse.Namespace) -> int:
    """Say how long a training will take, by a few steps on made-up pictures."""
    recipe = named_recipe(options.recipe)
    start_keras()
    from cnnviz import device
    from cnnviz.training.learning.stopwatch import measure

    with device.working(chosen := device.start()):
        measured = measure(recipe, str(chosen))
    if options.json:
        return show(measured.to_json())
    print(
        f"{measured.seconds_an_epoch:.1f} s an epoch of {measured.pictures:,} pictures, {measured.seconds_once:.1f} s "
        f"before the first, {measured.seconds:.0f} s for {measured.epochs} epochs; {measured.learns:,} weights learn; "
        f"measured on {measured.measured_on}"
    )
    return 0


def reproduce(options: argparse.Namespace) -> int:
    """Train a whole series of improvements; started again, it goes on where it was broken off."""
    ladder = recipes.get_ladder(options.ladder)
    edits = {name: value for name in ("epochs", "seed") if (value := getattr(options, name)) is not None}
    start_keras()
    from cnnviz.actions.reproduce import reproduce as climb
    from cnnviz.cli.progress import ProgressBar
    from cnnviz.training.learning.train import train as train_here
    from cnnviz.training.queueing.queue import turn

    def train_one(run: Run, begun: bool) -> None:
        print(f"{run.recipe().rung} {run.recipe().title}: {run.path}", file=sys.stderr)
        train_here(run, resume=begun, callbacks=(ProgressBar(run),))

    rows = []
    with announced(turn()):
        for run in climb(ladder, options.folder or runs_dir(), train_one, **edits):
            rows.append(_rung(run))
            if not options.json:
                print(
                    "{rung:4} {recipe:28} reported {reported} {reported_split}  measured {measured} test  "
                    "epochs {epochs}".format(**rows[-1])
                )
    if options.json:
        show(rows)
    return 0 if all(row["state"] == "done" for row in rows) else 1


def _rung(run: Run) -> dict[str, Any]:
    """Return a row about a step: what its recipe reports, and what the run measured on the test pictures."""
    recipe, figures = run.recipe(), run.evaluation() or {}
    reported = recipe.reported or recipes.get(recipe.name).reported
    return {
        "rung": recipe.rung,
        "recipe": recipe.name,
        "run": str(run.path),
        "state": run.status().state,
        "reported": reported.accuracy if reported else None,
        "reported_split": reported.split if reported else "",
        "measured": figures.get("test_accuracy"),
        "epochs": len(run.epochs()),
        "seconds": figures.get("training_seconds"),
        "seed": recipe.seed,
    }


def _new_run(options: argparse.Namespace) -> Run:
    edits = {name: value for name in EDITS if (value := getattr(options, name)) is not None}
    recipe = named_recipe(options.recipe, edits)
    if edits.get("validation_split") == 0:
        edits["early_stopping"] = ()
    recipe = recipe.edited(**edits)
    datasets.get(recipe.dataset)
    return Run.create(recipe, options.run_dir, pid=os.getpid())


def named_recipe(name: str, edits: Collection[str] = ()) -> Recipe:
    """Return the recipe of that name, or that of a file, of which some fields are going to be replaced."""
    return recipe_file.read_file(Path(name), but=edits) if name.endswith(".json") else recipes.get(name)


def _run_to_resume(options: argparse.Namespace) -> Run:
    """Return the run of ``--run-dir``, else the newest unfinished one of the recipe."""
    if options.run_dir:
        run = find(options.run_dir)
    else:
        unfinished = [r for r in runs() if r.recipe().name == options.recipe and r.status().state in RESUMABLE]
        if not unfinished:
            raise RunError(f"There is no unfinished run of {options.recipe} to resume: start one without --resume.")
        run = unfinished[0]
    state = run.status().state
    if state not in RESUMABLE:
        raise RunError(f"Run {run.name} is {state}: only a stopped, failed or interrupted run can go on.")
    run.forget_stop()
    if options.epochs is not None:
        recipe = run.recipe().edited(epochs=options.epochs)
        files.write(run.path / "recipe.json", recipe.to_json())
    return run
