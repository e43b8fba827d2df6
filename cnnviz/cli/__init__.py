"""The command line, ``python -m cnnviz COMMAND``: the actions of the pages without a browser.

Bad input gives one sentence on the error stream and exit status 2, a failed item exit status 1.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from cnnviz import datasets
from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.cli import answering, exporting, growing, looking, machine, searching, shipping, training
from cnnviz.cli.arguments import Parser
from cnnviz.cli.common import show_progress

MODULES = (training, searching, shipping, answering, looking, growing, exporting, machine)
"""Modules that add commands, in the order in which the commands are listed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = parser().parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with datasets.reporting(lambda sentence, share: show_progress(str(sentence), share)):
            return int(options.command(options))
    except CnnvizError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Else Python complains again as it ends.
        return 0  # The reader, such as `head`, has seen enough.
    except OSError as error:
        if not (message := files.fault(error)):
            raise
        print(message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and their options."""
    whole = Parser(prog="python -m cnnviz", description="See how convolutional networks work, without a browser.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for module in MODULES:
        module.add_commands(commands)
    return whole
