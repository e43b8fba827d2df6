"""Cleaning up: the runs that are old, the disk space that they take, and their deletion."""

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from cnnviz.base.files import reason
from cnnviz.locale import Message
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.status import ENDED, STATES

DAY_S = 24 * 3600


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder; a file that vanishes meanwhile does not count."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total


def deletable(run: Run) -> bool:
    """Return whether the run may be deleted: it is not shipped, and it neither waits nor trains."""
    return not run.shipped and run.status().state in ENDED


def older_than(runs: Iterable[Run], days: float) -> list[Run]:
    """Return the deletable runs that were queued, and last written to, more than so many days ago."""
    before = time.time() - days * DAY_S
    return [run for run in runs if deletable(run) and max(run.status().queued, _touched(run)) < before]


def _touched(run: Run) -> float:
    try:
        return (run.path / "status.json").stat().st_mtime
    except OSError:
        return 0.0


def delete(run: Run) -> None:
    """Delete the run with all its files; it disappears from all lists at once.

    Raises:
        RunError: It came with the app, it waits or trains, or the disk refuses.
    """
    if run.shipped:
        raise RunError(Message("{name} came with the app and stays.", name=run.name))
    if not run.path.is_dir():
        raise RunError(Message("Run {name} is gone already.", name=run.name))
    if not deletable(run):
        raise RunError(
            Message("Run {name} is {state}: stop it first.", name=run.name, state=Message(STATES[run.status().state]))
        )
    try:
        (run.path / "recipe.json").unlink()  # First: whatever a crash leaves of the rest is no run.
        shutil.rmtree(run.path)
    except OSError as error:
        raise RunError(
            Message("Run {name} cannot be deleted ({reason}).", name=run.name, reason=reason(error))
        ) from error
