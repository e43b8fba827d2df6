"""Folders and settings from environment variables."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINTS = ROOT / "checkpoints"


def data_dir() -> Path | None:
    """Return the folder of local data sets, ``CNNVIZ_DATA_DIR``, or None if it is not set."""
    folder = os.environ.get("CNNVIZ_DATA_DIR")
    return Path(folder).expanduser() if folder else None


def runs_dir() -> Path:
    """Return the folder of runs: ``CNNVIZ_RUNS_DIR``, else ``runs`` beside the app."""
    return Path(os.environ.get("CNNVIZ_RUNS_DIR") or ROOT / "runs").expanduser()


def personal_dir() -> Path:
    """Return the folder of personal data sets."""
    return runs_dir() / "my_classes"


def teacher_password() -> str:
    """Return the teacher's password, ``CNNVIZ_TEACHER_PASSWORD``; empty if it is not set."""
    return os.environ.get("CNNVIZ_TEACHER_PASSWORD", "")


def classroom() -> bool:
    """Return whether each browser sees only its own runs and photos; otherwise every browser sees all."""
    return bool(teacher_password())


def runs_each() -> int:
    """Return how many runs a student may have queued or running in a classroom: ``CNNVIZ_RUNS_EACH``, else 3."""
    limit = os.environ.get("CNNVIZ_RUNS_EACH", "")
    return int(limit) if limit.isdecimal() and int(limit) else 3


def warm_worker() -> bool:
    """Return whether a training process may wait ready for work; ``CNNVIZ_WARM_WORKER=0`` forbids it."""
    return os.environ.get("CNNVIZ_WARM_WORKER", "1") != "0"


def preload() -> bool:
    """Return whether the server may open a network before anybody asks for it; ``CNNVIZ_PRELOAD=0`` forbids it."""
    return os.environ.get("CNNVIZ_PRELOAD", "1") != "0"
