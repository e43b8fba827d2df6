"""Listing and finding of runs: those in the folder of runs, and those that come with the app."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from cnnviz.base import ownership, settings
from cnnviz.base.settings import runs_dir
from cnnviz.locale import Message
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run


def runs(owner: str | None = None) -> list[Run]:
    """Return the readable runs in the folder of runs that an owner may see, the newest first; None sees all of them."""
    readable = [run for run in _in(runs_dir(), owner) if not _fault(run)]
    return sorted(readable, key=lambda run: (run.status().queued, run.name), reverse=True)


def damaged(owner: str | None = None) -> dict[Run, str]:
    """Return the unreadable runs that an owner may see, each with the reason; None sees all of them."""
    return {run: reason for run in _in(runs_dir(), owner) if (reason := _fault(run))}


def checkpoints() -> list[Run]:
    """Return all finished runs that come with the app and can be opened."""
    return [run for run in records() if run.weights]


def records() -> list[Run]:
    """Return all finished runs that come with the app, also those without their network."""
    try:
        changed = settings.CHECKPOINTS.stat().st_mtime_ns
    except OSError:
        return []
    return list(_records(settings.CHECKPOINTS, changed))


@lru_cache(maxsize=4)
def _records(folder: Path, changed: int) -> list[Run]:
    """Look through what comes with the app: a folder may come or go, which ``changed`` tells, but none changes."""
    return [run for run in _in(folder) if not _fault(run)]


def find(name: str | Path, owner: str | None = None) -> Run:
    """Return the run of that name: a directory, the name of a run, or the name of a shipped checkpoint.

    Args:
        name: For an owner other than None, a directory does not count as a name.
        owner: The person who asks; None may see every run.

    Raises:
        RunError: There is none that the owner may see.
    """
    candidates = [Path(name)] if owner is None else []
    if re.fullmatch(r"[\w.-]+", str(name)):
        candidates += [runs_dir() / str(name), settings.CHECKPOINTS / str(name)]
    for path in candidates:
        if (path / "recipe.json").is_file() and ownership.read(path).visible_to(owner):
            return Run(path.resolve())
    shipped = ", ".join(run.name for run in checkpoints()) or Message("there is none")
    raise RunError(
        Message(
            "There is no run {name!r}: give a run directory or a ready-made network ({names}).",
            name=str(name),
            names=shipped,
        )
    )


def _fault(run: Run) -> str | None:
    """Return why a run cannot be read; None where it can, or where it has just been deleted."""
    try:
        run.recipe()
    except RunError as error:
        return str(error) if (run.path / "recipe.json").exists() else None
    return None


def _in(folder: Path, owner: str | None = None) -> list[Run]:
    try:
        held = [Run(path) for path in sorted(folder.iterdir()) if (path / "recipe.json").exists()]
    except OSError:
        return []
    return held if owner is None else [run for run in held if run.ownership.visible_to(owner)]
