"""What the commands share: a quiet start of Keras, the chosen run, pictures, printing, waiting for a turn."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cnnviz.training.runs import Run, RunError, find

NETWORK_FILES = (".keras", ".h5", ".hdf5")
"""How the names of network files end."""


def start_keras() -> None:
    """Import Keras without the lines that TensorFlow writes about missing graphics cards."""
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


def load_actions() -> Any:
    """Start Keras and return the module of actions."""
    start_keras()
    from cnnviz import actions

    return actions


def chosen_run(options: argparse.Namespace) -> Run:
    """Return the chosen run; a network's file is opened as one, after which its notes are printed.

    Raises:
        RunError: There is no such run, or ``--scale`` is given for one.
        ForeignError: The file is not opened.
    """
    given = Path(options.run)
    if given.suffix.lower() not in NETWORK_FILES or (given / "recipe.json").exists():
        if options.scale:
            raise RunError(f"--scale is for network files ({', '.join(NETWORK_FILES)}): {options.run} is none.")
        return find(options.run)
    run: Run = load_actions().take_in(given, options.scale)
    for note in run.notes():
        print(note, file=sys.stderr)
    return run


@contextmanager
def announced(lock: FileLock) -> Iterator[None]:
    """Hold the lock, and say so where it has to be waited for."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("Another training is at work; this one begins when it ends.", file=sys.stderr)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def show_progress(sentence: object, share: float) -> None:
    """Show the progress of a download, or of other long work, on one line."""
    print(f"{sentence!s:78}", end="\r" if share < 1 else "\n", file=sys.stderr, flush=True)


def open_picture(path: str) -> Any:
    """Read a picture file."""
    from cnnviz import images

    return images.read(Path(path))


def write_png(path: Path, picture: Any) -> int:
    """Write a picture, say so, and return the exit status."""
    from cnnviz.images import png

    try:
        path.write_bytes(png(picture))
    except OSError as error:
        raise RunError(f"The picture cannot be written to {path} ({error.strerror}): choose another place.") from error
    print(f"Written to {path}.", file=sys.stderr)
    return 0


def show(value: Any) -> int:
    """Print JSON for a program, and return the exit status."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str))
    return 0
