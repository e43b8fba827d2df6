"""The command that makes a finished run one of those that come with the app: ship."""

import argparse

from cnnviz.cli.arguments import Commands, add_command
from cnnviz.cli.common import start_keras
from cnnviz.training.runs import find


def add_commands(commands: Commands) -> None:
    """Add the command of this module."""
    parser = add_command(commands, "ship", ship, json=False)
    parser.add_argument("run", help="run directory")
    parser.add_argument(
        "--keep",
        choices=("whole", "part", "nothing"),
        default="whole",
        help="of the network: all, what learned on published weights, or nothing but the results",
    )


def ship(options: argparse.Namespace) -> int:
    """Make a finished run one of those that come with the app."""
    run = find(options.run)
    start_keras()
    from cnnviz.actions.shipping import ship as ship_run

    print(ship_run(run, run.recipe().name, options.keep).path)
    return 0
