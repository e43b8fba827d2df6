"""How is a network trained?  A Run is a directory; a worker process fills it; any process may read it."""

from cnnviz.training.run import Run, RunError, checkpoints, damaged, find, records, runs
from cnnviz.training.status import Status

__all__ = ["Run", "RunError", "Status", "checkpoints", "damaged", "find", "records", "runs"]
