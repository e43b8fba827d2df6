"""How is cnnviz used without a browser?  ``python -m cnnviz COMMAND``: the pages' actions as commands.

Bad input gives one sentence on the error stream and exit status 2, a failed item exit status 1.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from cnnviz import datasets, recipes
from cnnviz.actions.export import FILES as FORMATS
from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.cli import exporting, looking, searching, serving, training
from cnnviz.cli.common import count, say
from cnnviz.explore.upload.intake import SCALES
from cnnviz.recipes import OPTIMIZERS


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage around it.

    Attributes:
        late_help: What completes the help when it is asked for, where that takes long.
    """

    late_help: Callable[[], None] | None = None

    def format_help(self) -> str:
        """Return the help, completed."""
        if self.late_help:
            self.late_help()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[:1].upper()}{message[1:]}; {self.prog} --help shows how.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    options = parser().parse_args(arguments)
    try:
        with datasets.reporting(say):
            return int(options.command(options))
    except CnnvizError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Else Python complains again as it ends.
        return 0  # The reader, such as `head`, has seen enough.
    except OSError as error:
        if not (said := files.fault(error)):
            raise
        print(said, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """Return what understands the commands and their options."""
    made = _Parser(prog="python -m cnnviz", description="See how convolutional networks work, without a browser.")
    commands = made.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name: str, action: Callable[[argparse.Namespace], int], json_too: bool = True) -> _Parser:
        sub: _Parser = commands.add_parser(name, help=action.__doc__, description=action.__doc__)
        sub.set_defaults(command=action)
        if json_too:
            sub.add_argument("--json", action="store_true", help="print JSON for a program")
        return sub

    command("recipes", training.show_recipes)
    sub = command("train", training.train, json_too=False)
    sub.add_argument("recipe", help="name of a recipe, or a recipe.json")
    sub.add_argument("--run-dir", type=Path, help="directory of the run")
    sub.add_argument("--resume", action="store_true", help="go on with an unfinished run")
    for name, kind in (("epochs", int), ("batch-size", int), ("learning-rate", float), ("seed", int)):
        sub.add_argument(f"--{name}", type=kind)
    sub.add_argument("--optimizer", choices=OPTIMIZERS)
    sub.add_argument("--dataset", help="train on another data set, such as digits or shapes")
    sub.add_argument("--validation-split", type=float, help="share of the training pictures to validate on")
    command("cost", training.cost).add_argument("recipe", help="name of a recipe, or a recipe.json")
    sub = command("reproduce", training.reproduce)
    sub.add_argument("ladder", help="name of a ladder, such as " + next(iter(recipes.ladders())))
    sub.add_argument("--folder", type=Path, help="where the runs are kept; by default among the other runs")
    sub.add_argument("--epochs", type=count, help="shorten every rung; the runs are named by it")
    sub.add_argument("--seed", type=int)
    sub = command("search-freeze", searching.search_freeze)
    sub.add_argument("recipe", nargs="?", help="name of a recipe on a trained network, or a recipe.json")
    sub.add_argument("--trials", type=count, help="at most; by default 8")
    sub.add_argument("--minutes", type=count, help="of training at most; by default 30")
    sub.add_argument("--epochs", type=count, help="of each trial")
    sub.add_argument("--dataset", help="search on another data set, such as shapes")
    sub.add_argument("--name", help="of the search; by default the time and the recipe")
    sub.add_argument("--resume", action="store_true", help="go on with the search of that name, else with the newest")
    sub = command("ship", training.ship, json_too=False)
    sub.add_argument("run", help="run directory")
    sub.add_argument(
        "--keep",
        choices=("whole", "part", "nothing"),
        default="whole",
        help="of the network: all, what learned on published weights, or nothing but the figures",
    )
    _network(command("evaluate", looking.evaluate))
    sub = command("classify", looking.classify)
    _network(sub)
    sub.add_argument("images", nargs="+", metavar="IMAGE")
    sub.add_argument("--top", type=count, default=5, help="classes to show")
    sub = command("calibrate", looking.calibrate)
    _network(sub)
    sub.add_argument(
        "--strangers",
        nargs="*",
        metavar="DATASET",
        help="data sets whose test pictures it is tried on; by default those here that share no class with it",
    )
    sub = command("activations", looking.activations, json_too=False)
    _network(sub)
    sub.add_argument("image", metavar="IMAGE")
    sub.add_argument("--layer", required=True)
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    sub = command("attribute", looking.attribute, json_too=False)
    _network(sub)
    sub.add_argument("image", metavar="IMAGE")
    method = sub.add_argument("--method", default="grad_cam")
    sub.late_help = lambda: setattr(method, "help", looking.attribution_methods())
    sub.add_argument("--class", dest="label", metavar="LABEL", help="by default the likeliest")
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    sub = command("patterns", looking.patterns)
    _network(sub)
    aim = sub.add_mutually_exclusive_group(required=True)
    aim.add_argument("--layer")
    aim.add_argument(
        "--objective",
        action="append",
        metavar="TEXT",
        help="instead of a layer's filters: 'class:cat', 'conv2:3@middle' or 'conv2:3 + 0.5 conv2:7 - class:cat'; may be repeated",
    )
    sub.add_argument("--filters", default="0-7", help="of the layer, such as 0-63 or 1,4,7")
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    for name, default in (("steps", 40), ("size", 64), ("seed", 0)):
        sub.add_argument(f"--{name}", type=int, default=default)
    sub.add_argument("--before-relu", action="store_true", help="aim at the filter before its ReLU")
    sub.add_argument("--natural", action="store_true", help="grow waves and colours as in photos, not plain pixels")
    sub = command("strongest", looking.strongest)
    _network(sub)
    sub.add_argument("--layer", required=True)
    sub.add_argument("--filters", default="0-7", help="such as 0-63 or 1,4,7")
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    _network(command("gallery", looking.gallery, json_too=False))
    sub = command("dream", looking.dream, json_too=False)
    _network(sub)
    sub.add_argument("image", metavar="IMAGE")
    sub.add_argument("--layer", required=True)
    sub.add_argument("--channel", type=int, help="by default all: whatever the layer sees already grows")
    for name, kind, start in (("steps", int, 20), ("strength", float, 2.0), ("octaves", int, 3), ("seed", int, 0)):
        sub.add_argument(f"--{name}", type=kind, default=start)
    sub.add_argument("--out", type=Path, required=True, metavar="PNG")
    sub = command("export", exporting.write, json_too=False)
    _network(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="DIR_OR_FILE")
    sub.add_argument("--format", choices=FORMATS, help="one file instead of all")
    command("doctor", looking.doctor)
    command("health", serving.health).add_argument("--server", metavar="URL", help="ask the server there too")
    return made


def _network(command: argparse.ArgumentParser) -> None:
    """Let a command ask for a network."""
    command.add_argument(
        "run", help="run directory, shipped checkpoint, or the .keras or .h5 file of a network from elsewhere"
    )
    command.add_argument(
        "--scale",
        help=f"what a network from elsewhere expects of its pixels: {', '.join(SCALES)}; by default what it begins with decides",
    )
