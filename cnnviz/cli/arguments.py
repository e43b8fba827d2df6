"""Declaration of commands: a parser that answers in one sentence, and the arguments that several commands share."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from cnnviz.explore.upload.intake import SCALES

Commands = Any
"""What `argparse.ArgumentParser.add_subparsers` gives: commands are added to it."""
Action = Callable[[argparse.Namespace], int]
"""What a command does with its options; it returns the exit status."""


class Parser(argparse.ArgumentParser):
    """Reports an error in one sentence, without the usage around it."""

    def error(self, message: str) -> NoReturn:
        """End with that sentence and exit status 2."""
        self.exit(2, f"{message[:1].upper()}{message[1:]}; {self.prog} --help shows how.\n")


def add_command(
    commands: Commands, name: str, action: Action, json: bool = True, help: str | None = None
) -> argparse.ArgumentParser:
    """Add a command and return its parser.

    Args:
        commands: The commands so far.
        name: What is typed.
        action: Carries it out.
        json: Whether it has the option ``--json``.
        help: Its help; by default the docstring of the action.
    """
    text = help or action.__doc__
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=action)
    if json:
        parser.add_argument("--json", action="store_true", help="print JSON for a program")
    return parser


def add_network(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name a network; `cnnviz.cli.common.chosen_run` reads them."""
    parser.add_argument(
        "run", help="run directory, ready-made network, or the .keras or .h5 file of a network from elsewhere"
    )
    parser.add_argument(
        "--scale",
        help=f"what a network from elsewhere expects of its pixels: {', '.join(SCALES)}; by default what it begins "
        "with decides",
    )


def add_image(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names one picture."""
    parser.add_argument("image", metavar="IMAGE")


def add_png(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the result is written."""
    parser.add_argument("--out", type=Path, required=True, metavar="PNG")


def count(text: str) -> int:
    """Read a number of things, at least one; argparse turns the refusal into a sentence."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
