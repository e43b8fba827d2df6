"""Fixtures of the tests of pages."""

import os
import shutil
from pathlib import Path

import pytest

from cnnviz.training.runs import Run


@pytest.fixture
def finished(tmp_path: Path, trained: Run) -> Run:
    """Return a finished run among the runs of this test, which may change it."""
    target = Path(os.environ["CNNVIZ_RUNS_DIR"]) / "finished"
    shutil.copytree(trained.path, target)
    return Run(target)
