"""Runs and searches as directories that any process can read at any time."""

from cnnviz.training.runs.run import Run, RunError, checkpoints, damaged, find, records, runs
from cnnviz.training.runs.status import Status

__all__ = ["Run", "RunError", "Status", "checkpoints", "damaged", "find", "records", "runs"]
