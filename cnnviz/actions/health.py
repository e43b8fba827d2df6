"""Health of the machine: worker, queue, memory and disk in numbers, and a list of problems; loads no TensorFlow."""

import os
import shutil
import time
from typing import Any

import psutil

from cnnviz.base.settings import runs_dir
from cnnviz.training.queueing import queue
from cnnviz.training.runs import damaged, runs

GIB = 2**30
LEAST_DISK, LEAST_MEMORY = 1.0, 0.5
"""GiB below which a training is likely to fail."""
PATIENCE_S = 120.0


def health() -> dict[str, Any]:
    """Return ``ok``, ``problems`` (a sentence each), ``worker``, ``queue``, ``memory_gb`` and ``disk_gb``."""
    statuses, memory, folder = [run.status() for run in runs()], psutil.virtual_memory(), _folder()
    waiting = [status for status in statuses if status.state == "queued" and status.pid is None]
    announced = queue.worker() if (runs_dir() / ".worker.lock").exists() and queue.worker_alive() else {}
    facts = {
        "worker": {
            "alive": bool(announced),
            "state": announced.get("state", "none"),
            "memory_gb": _used(announced.get("pid")),
        },
        "queue": {
            "training": sum(status.active for status in statuses),
            "waiting": len(waiting),
            "damaged": len(damaged()),
        },
        "memory_gb": {"total": _gib(memory.total), "free": _gib(memory.available)},
        "disk_gb": {"free": _gib(shutil.disk_usage(folder).free), "writable": os.access(folder, os.W_OK)},
    }
    problems = []
    if not facts["disk_gb"]["writable"]:
        problems.append(f"The folder of runs, {runs_dir()}, cannot be written to: allow the app to write there.")
    if facts["disk_gb"]["free"] < LEAST_DISK:
        problems.append(f"The disk of the runs has {facts['disk_gb']['free']} GB left: delete old runs.")
    if facts["memory_gb"]["free"] < LEAST_MEMORY:
        problems.append(f"Only {facts['memory_gb']['free']} GB of memory are free: stop a training.")
    longest = max((time.time() - status.queued for status in waiting), default=0.0)
    if longest > PATIENCE_S and not announced and not facts["queue"]["training"]:
        problems.append("A run waits and no process takes it: open the Train page, which starts one.")
    return {"ok": not problems, "problems": problems, **facts}


def _folder() -> Any:
    """Return the folder of runs, or the nearest folder above it that exists."""
    return next(path for path in (runs_dir().resolve(), *runs_dir().resolve().parents) if path.is_dir())


def _used(pid: int | None) -> float:
    try:
        return _gib(psutil.Process(pid).memory_info().rss) if pid else 0.0
    except psutil.Error:
        return 0.0


def _gib(count: float) -> float:
    return round(count / GIB, 2)
