"""Where do data, runs and shipped checkpoints live?"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINTS = ROOT / "checkpoints"


def data_dir() -> Path | None:
    """Return the folder of local data sets, from ``CNNVIZ_DATA_DIR``, or None when it is not set."""
    folder = os.environ.get("CNNVIZ_DATA_DIR")
    return Path(folder).expanduser() if folder else None


def runs_dir() -> Path:
    """Return the folder of runs: ``CNNVIZ_RUNS_DIR``, else ``runs`` beside the app."""
    return Path(os.environ.get("CNNVIZ_RUNS_DIR") or ROOT / "runs").expanduser()


def personal_dir() -> Path:
    """Return the folder of data sets that people made of their own photos."""
    return runs_dir() / "my_classes"


def teacher_password() -> str:
    """Return the password that makes a visitor the teacher, from ``CNNVIZ_TEACHER_PASSWORD``; empty when it is not set."""
    return os.environ.get("CNNVIZ_TEACHER_PASSWORD", "")


def classroom() -> bool:
    """Return whether each browser sees its own runs and photos only; without it, every one sees all."""
    return bool(teacher_password())


def runs_each() -> int:
    """Return how many runs one person may have waiting or at work in a classroom: ``CNNVIZ_RUNS_EACH``, else 3."""
    said = os.environ.get("CNNVIZ_RUNS_EACH", "")
    return int(said) if said.isdecimal() and int(said) else 3


def warm_worker() -> bool:
    """Return whether a training process may wait ready for work; ``CNNVIZ_WARM_WORKER=0`` says no."""
    return os.environ.get("CNNVIZ_WARM_WORKER", "1") != "0"
