"""Runs and searches as directories that any process can read at any time."""

from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.status import Status
from cnnviz.training.runs.store import checkpoints, damaged, find, records, runs

__all__ = ["Run", "RunError", "Status", "checkpoints", "damaged", "find", "records", "runs"]
