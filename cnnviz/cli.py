"""How is cnnviz used without a browser?  ``python -m cnnviz COMMAND``: the pages' actions as commands.

Bad input gives one sentence on the error stream and exit status 2, a failed item exit status 1.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from filelock import FileLock, Timeout

from cnnviz import datasets, recipes
from cnnviz.catalogue import catalogue
from cnnviz.errors import CnnvizError
from cnnviz.recipes import OPTIMIZERS, Recipe
from cnnviz.settings import data_dir, runs_dir
from cnnviz.training import Run, RunError, find, runs

SHEET_WIDTH = 1000
EDITS = ("epochs", "batch_size", "learning_rate", "optimizer", "seed", "dataset", "validation_split")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage around it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[:1].upper()}{message[1:]}; {self.prog} --help shows how.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with datasets.reporting(_say):
            return int(options.command(options))
    except CnnvizError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def show_recipes(options: argparse.Namespace) -> int:
    """List the recipes."""
    rows = catalogue()
    if options.json:
        return _print(rows)
    for row in rows:
        measured = f"{row['measured']['test_accuracy']:.3f}" if row["measured"] else "-"
        reported = f"{row['reported']['accuracy']:.3f}" if row["reported"] else "-"
        print(
            f"{row['name']:26} {row['parameters']:>10,}  reported {reported:>5}  measured {measured:>5}  {row['title']}"
        )
    return 0


def train(options: argparse.Namespace) -> int:
    """Train in the foreground."""
    run = _run_to_resume(options) if options.resume else _new_run(options)
    _start_keras()
    from cnnviz.progress import ProgressBar
    from cnnviz.training.queue import turn
    from cnnviz.training.train import train as train_here

    with _announced(turn()):
        train_here(run, resume=options.resume, callbacks=(ProgressBar(run),))
    status = run.status()
    print(status.message, file=sys.stderr)
    print(run.path)
    return 0 if status.state in ("done", "stopped") else 1


def reproduce(options: argparse.Namespace) -> int:
    """Train a whole ladder; started again, it goes on where it was broken off."""
    ladder = recipes.get_ladder(options.ladder)
    edits = {name: value for name in ("epochs", "seed") if (value := getattr(options, name)) is not None}
    _start_keras()
    from cnnviz.progress import ProgressBar
    from cnnviz.training.queue import turn
    from cnnviz.training.reproduce import reproduce as climb
    from cnnviz.training.train import train as train_here

    def train_one(run: Run, begun: bool) -> None:
        print(f"{run.recipe().rung} {run.recipe().title}: {run.path}", file=sys.stderr)
        train_here(run, resume=begun, callbacks=(ProgressBar(run),))

    rows = []
    with _announced(turn()):
        for run in climb(ladder, options.folder or runs_dir(), train_one, **edits):
            rows.append(_rung(run))
            if not options.json:
                print(
                    "{rung:4} {recipe:28} reported {reported}  measured {measured}  epochs {epochs}".format(**rows[-1])
                )
    if options.json:
        _print(rows)
    return 0 if all(row["state"] == "done" for row in rows) else 1


def ship(options: argparse.Namespace) -> int:
    """Make a finished run one of those that come with the app."""
    run = find(options.run)
    _start_keras()
    from cnnviz.training.shipping import ship as ship_run

    print(ship_run(run, run.recipe().name, network=not options.figures_only).path)
    return 0


def _rung(run: Run) -> dict[str, Any]:
    """Return what is said of a rung: what its recipe reports, what the run measured."""
    recipe, figures = run.recipe(), run.evaluation() or {}
    reported = recipe.reported or recipes.get(recipe.name).reported
    return {
        "rung": recipe.rung,
        "recipe": recipe.name,
        "run": str(run.path),
        "state": run.status().state,
        "reported": reported.accuracy if reported else None,
        "measured": figures.get("test_accuracy"),
        "epochs": len(run.epochs()),
        "seconds": figures.get("training_seconds"),
        "seed": recipe.seed,
    }


def evaluate(options: argparse.Namespace) -> int:
    """Measure a run on its test pictures."""
    run = find(options.run)
    figures = _actions().evaluate(run)
    if options.json:
        return _print(figures)
    print(
        f"test accuracy {figures['test_accuracy']:.4f}, loss {figures['test_loss']:.4f}, {figures['images']:,} pictures"
    )
    return 0


def classify(options: argparse.Namespace) -> int:
    """Classify pictures; one that cannot be used does not keep the others from it."""
    run = find(options.run)
    actions = _actions()
    opened = actions.open_run(run)
    answers: list[dict[str, Any]] = []
    for file in options.images:
        try:
            found = actions.classify(opened, Path(file), options.top)
            answers.append({"file": file, "predictions": [vars(prediction) for prediction in found]})
        except CnnvizError as error:
            answers.append({"file": file, "error": str(error)})
    if options.json:
        _print(answers)
    else:
        for answer in answers:
            said = ", ".join(f"{p['label']} {p['probability']:.3f}" for p in answer.get("predictions", []))
            print(f"{answer['file']}: {said or answer['error']}")
    return int(any("error" in answer for answer in answers))


def activations(options: argparse.Namespace) -> int:
    """Write one layer's channels for a picture as a PNG."""
    run, picture = find(options.run), _picture(options.image)
    actions = _actions()
    opened = actions.open_run(run)
    tiles = actions.activation_tiles(opened, picture, options.layer)
    from cnnviz.figures import colour_grid
    from cnnviz.images import enlarge

    sheet = colour_grid(tiles)
    return _write_png(options.out, enlarge(sheet, max(1, SHEET_WIDTH // sheet.shape[1])))


def patterns(options: argparse.Namespace) -> int:
    """Make the patterns of some filters and write them as a PNG."""
    run, chosen = find(options.run), _numbers(options.filters)
    actions = _actions()
    from cnnviz.explore.patterns import Settings

    settings = Settings(options.steps, options.size, options.seed, options.before_relu)
    made = {}
    for batch in actions.patterns(actions.open_run(run), options.layer, chosen, settings):
        made.update({pattern.filter: pattern for pattern in batch})
    import numpy as np

    from cnnviz.images import montage

    status = _write_png(options.out, montage(np.stack([made[number].picture for number in chosen]), per_row=8, gap=5))
    if options.json:
        found = [{"filter": n, "score": made[n].score, "silent": made[n].silent} for n in chosen]
        _print({"layer": options.layer, "settings": vars(settings), "filters": found, "out": str(options.out)})
    return status


def doctor(options: argparse.Namespace) -> int:
    """Say what this machine has: versions, the device, data sets, runs."""
    from cnnviz import device

    _start_keras()
    found = device.start()
    facts = {
        "versions": device.versions(),
        "device": vars(found) | {"description": str(found)},
        "data_dir": str(data_dir()) if data_dir() else None,
        "runs_dir": str(runs_dir()),
        "datasets": {
            source.name: {"offline": source.offline, "present": source.present()}
            for source in datasets.datasets().values()
        },
        "checkpoints": [row["checkpoint"] for row in catalogue() if row["checkpoint"]],
        "runs": len(runs()),
    }
    if options.json:
        return _print(facts)
    print(f"Device: {found}")
    print("Versions: " + ", ".join(f"{name} {version}" for name, version in device.versions().items()))
    for source in datasets.datasets().values():
        print(f"Data set {source.name}: {'here' if source.present() else 'will be downloaded when first used'}")
    print(f"Runs: {len(runs())} in {runs_dir()}")
    return 0


def _new_run(options: argparse.Namespace) -> Run:
    edits = {name: value for name in EDITS if (value := getattr(options, name)) is not None}
    named = options.recipe
    recipe = _recipe_file(Path(named)) if named.endswith(".json") else recipes.get(named)
    if edits.get("validation_split") == 0:
        edits["early_stopping"] = ()
    recipe = recipe.edited(**edits)
    datasets.get(recipe.dataset)
    return Run.create(recipe, options.run_dir, pid=os.getpid())


def _recipe_file(path: Path) -> Recipe:
    try:
        return Recipe.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"The recipe file {path} cannot be read: check its name.") from error


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
        (run.path / "recipe.json").write_text(recipe.to_json(), encoding="utf-8")
    return run


RESUMABLE = ("stopped", "failed", "interrupted")


def _start_keras() -> None:
    """Import Keras without the lines that TensorFlow writes about graphics cards that are not there."""
    from cnnviz import device

    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        device.start()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _actions() -> Any:
    _start_keras()
    from cnnviz import actions

    return actions


@contextmanager
def _announced(lock: FileLock) -> Iterator[None]:
    """Hold the lock, and say so if it has to be waited for."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("Another training is at work; this one begins when it ends.", file=sys.stderr)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _picture(path: str) -> Any:
    from cnnviz import images

    return images.read(Path(path))


def _say(sentence: str, share: float) -> None:
    """Show how far a download is, on one line."""
    print(f"{sentence:78}", end="\r" if share < 1 else "\n", file=sys.stderr, flush=True)


def _count(text: str) -> int:
    """Read a number of things, at least one; argparse turns the refusal into a sentence."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _numbers(text: str) -> list[int]:
    """Read filters such as ``0-3,8``."""
    try:
        ends = [
            (int(first), int(last or first)) for first, _, last in (part.partition("-") for part in text.split(","))
        ]
    except ValueError:
        raise RunError(f"Filters are written like 0-63 or 1,4,7, not {text!r}.") from None
    count = sum(max(0, last - first + 1) for first, last in ends)
    if not 1 <= count <= 2048:
        raise RunError(f"Filters {text!r} name {count} filters: name between 1 and 2048, such as 0-63.")
    return list(dict.fromkeys(number for first, last in ends for number in range(first, last + 1)))


def _write_png(path: Path, picture: Any) -> int:
    from cnnviz.images import png

    try:
        path.write_bytes(png(picture))
    except OSError as error:
        raise RunError(f"The picture cannot be written to {path} ({error.strerror}): choose another place.") from error
    print(f"Written to {path}.", file=sys.stderr)
    return 0


def _print(value: Any) -> int:
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m cnnviz", description="See how convolutional networks work, without a browser.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, action: Callable[[argparse.Namespace], int], json_too: bool = True
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=action.__doc__, description=action.__doc__)
        sub.set_defaults(command=action)
        if json_too:
            sub.add_argument("--json", action="store_true", help="print JSON for a program")
        return sub

    command("recipes", show_recipes)
    sub = command("train", train, json_too=False)
    sub.add_argument("recipe", help="name of a recipe, or a recipe.json")
    sub.add_argument("--run-dir", type=Path, help="directory of the run")
    sub.add_argument("--resume", action="store_true", help="go on with an unfinished run")
    for name, kind in (("epochs", int), ("batch-size", int), ("learning-rate", float), ("seed", int)):
        sub.add_argument(f"--{name}", type=kind)
    sub.add_argument("--optimizer", choices=OPTIMIZERS)
    sub.add_argument("--dataset", help="train on another data set, such as digits or shapes")
    sub.add_argument("--validation-split", type=float, help="share of the training pictures to validate on")
    sub = command("reproduce", reproduce)
    sub.add_argument("ladder", help="name of a ladder, such as " + next(iter(recipes.ladders())))
    sub.add_argument("--folder", type=Path, help="where the runs are kept; by default among the other runs")
    sub.add_argument("--epochs", type=_count, help="shorten every rung; the runs are named by it")
    sub.add_argument("--seed", type=int)
    sub = command("ship", ship, json_too=False)
    sub.add_argument("run", help="run directory")
    sub.add_argument(
        "--figures-only", action="store_true", help="without the network, for rungs that need not be opened"
    )
    command("evaluate", evaluate).add_argument("run", help="run directory or shipped checkpoint")
    sub = command("classify", classify)
    sub.add_argument("run", help="run directory or shipped checkpoint")
    sub.add_argument("images", nargs="+", metavar="IMAGE")
    sub.add_argument("--top", type=_count, default=5, help="classes to show")
    sub = command("activations", activations, json_too=False)
    sub.add_argument("run", help="run directory or shipped checkpoint")
    sub.add_argument("image", metavar="IMAGE")
    sub.add_argument("--layer", required=True)
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    sub = command("patterns", patterns)
    sub.add_argument("run", help="run directory or shipped checkpoint")
    sub.add_argument("--layer", required=True)
    sub.add_argument("--filters", default="0-7", help="such as 0-63 or 1,4,7")
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    for name, default in (("steps", 40), ("size", 64), ("seed", 0)):
        sub.add_argument(f"--{name}", type=int, default=default)
    sub.add_argument("--before-relu", action="store_true", help="aim at the filter before its ReLU")
    command("doctor", doctor)
    return parser
