"""Provenance of a figure: the day, the code and the libraries that it was made with."""

import subprocess
import time
from typing import Any

from cnnviz import device
from cnnviz.base.settings import ROOT


def provenance() -> dict[str, Any]:
    """Return ``date``, ``versions`` of the libraries, and ``commit`` of the code, None outside a clone."""
    return {"date": time.strftime("%Y-%m-%d"), "versions": device.versions(), "commit": _commit()}


def _commit() -> str | None:
    try:
        answer = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
