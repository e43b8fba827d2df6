"""The command that writes a network as files to use elsewhere: export."""

import argparse
import sys
from pathlib import Path

from cnnviz.actions import export
from cnnviz.cli.arguments import Commands, add_command, add_network
from cnnviz.cli.common import chosen_run, start_keras
from cnnviz.training.runs import Run, RunError


def add_commands(commands: Commands) -> None:
    """Add the command of this module."""
    parser = add_command(commands, "export", write, json=False)
    add_network(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR_OR_FILE")
    parser.add_argument("--format", choices=export.FILES, help="one file instead of all")


def write(options: argparse.Namespace) -> int:
    """Write a run's network and the names of its classes as files, to use them elsewhere."""
    run, out = chosen_run(options), options.out
    formats = [options.format] if options.format else list(export.FILES)
    whole = options.format is None or out.is_dir()
    for each in formats:
        _save(_content(run, each), out / export.FILES[each] if whole else out)
    return 0


def _content(run: Run, kind: str) -> bytes:
    if kind == "labels":
        return export.labels_text(run.labels()).encode()
    start_keras()
    if kind == "keras":
        return export.keras_file(run)
    print("Translating the network, which can take a minute …", file=sys.stderr)
    return export.tflite(run)


def _save(content: bytes, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise RunError(f"{path} cannot be written ({error.strerror}): choose another place.") from error
    print(path)
