"""The command that searches how much of a trained network should stay frozen: search-freeze."""

import argparse
import sys
from typing import Any

from cnnviz.cli.arguments import Commands, add_command, count
from cnnviz.cli.common import show, start_keras
from cnnviz.cli.training import named_recipe
from cnnviz.training.runs import search as searching
from cnnviz.training.runs.search import Search, SearchError

EDITS = ("epochs", "dataset")
HELP = (
    "Search how many layers of a trained network should stay frozen; a search that was broken off goes on with "
    "--resume."
)


def add_commands(commands: Commands) -> None:
    """Add the command of this module."""
    parser = add_command(commands, "search-freeze", search_freeze, help=HELP)
    parser.add_argument("recipe", nargs="?", help="name of a recipe on a trained network, or a recipe.json")
    parser.add_argument("--trials", type=count, help="at most; by default 8")
    parser.add_argument("--minutes", type=count, help="of training at most; by default 30")
    parser.add_argument("--epochs", type=count, help="of each trial")
    parser.add_argument("--dataset", help="search on another data set, such as shapes")
    parser.add_argument("--name", help="of the search; by default the time and the recipe")
    parser.add_argument(
        "--resume", action="store_true", help="go on with the search of that name, else with the newest"
    )


def search_freeze(options: argparse.Namespace) -> int:
    """Search how many layers of a trained network should stay frozen."""
    search = _to_resume(options) if options.resume else _new(options)
    start_keras()
    from cnnviz import device
    from cnnviz.cli.progress import ProgressBar
    from cnnviz.training.queueing.trials import conduct
    from cnnviz.training.runs.run import Run

    def bar(run: Run) -> tuple[Any, ...]:
        print(f"{run.recipe().frozen} layers frozen: {run.path}", file=sys.stderr)
        return (ProgressBar(run),)

    with device.working(device.start()):
        conduct(search, bar)
    status = search.status()
    rows = [vars(trial) | {"accuracy": trial.accuracy} for trial in search.trials()]
    if options.json:
        show({"search": str(search.path), "state": status.state, "message": status.message, "trials": rows})
    else:
        for row in sorted(rows, key=lambda row: -row["frozen"]):
            reached = "-" if row["accuracy"] is None else f"{row['accuracy']:.4f}"
            print(
                f"{row['frozen']:4} layers frozen  validation accuracy {reached:>6}  epochs {len(row['accuracies'])}  "
                f"{row['seconds']:.1f} s  {row['state']}"
            )
        print(status.message, file=sys.stderr)
        print(search.path)
    return 0 if status.state in ("done", "stopped") else 1


def _new(options: argparse.Namespace) -> Search:
    if not options.recipe:
        raise SearchError("Name the recipe whose frozen layers are searched, or go on with a search with --resume.")
    edits = {name: value for name in EDITS if (value := getattr(options, name)) is not None}
    limits = {name: value for name in ("trials", "minutes") if (value := getattr(options, name)) is not None}
    return Search.create(named_recipe(options.recipe).edited(**edits), name=options.name or "", **limits)


def _to_resume(options: argparse.Namespace) -> Search:
    """Return the search of ``--name``, else the newest, with the limits that are given now."""
    known = searching.searches()
    if not options.name and not known:
        raise SearchError("There is no search to go on with: start one without --resume.")
    search = searching.find(options.name) if options.name else known[0]
    search.replan(options.trials, options.minutes)
    return search
