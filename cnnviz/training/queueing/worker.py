"""The worker: a process that waits with Keras imported and trains one queued run at a time.

Each run gets a fresh process, so that its memory and the GPU's are given back: after a run the worker starts its
successor and ends. It goes on while the server that started it is gone, as long as runs are waiting.
"""

import contextlib
import importlib
import logging
import os
import sys
import time
from dataclasses import replace

import psutil
from filelock import Timeout

from cnnviz.base import logs
from cnnviz.base.settings import runs_dir, warm_worker
from cnnviz.training.queueing import priority, queue
from cnnviz.training.runs import status as states
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.store import runs

LOOK_S = 0.1
RESCAN_S = 5.0
IDLE_S = 1800.0
"""Seconds that a worker waits for work before it gives its memory back."""


def main() -> None:
    """Take the lock, get ready, train the next run, hand over."""
    logs.start()
    lock = queue.worker_lock()
    try:
        lock.acquire(timeout=2)
    except Timeout:
        return  # There is another worker already.
    queue.arrived()
    _settle_the_dead()
    _get_ready()
    run = _next_run()
    if run:
        _train(run)
    lock.release()
    # A run may have come between the last look and the release, when nobody else could start a worker for it.
    if (run and warm_worker()) or queue.waiting():
        queue.ensure_worker()


def _settle_the_dead() -> None:
    """Record which runs were interrupted: only the holder of the lock may, as nobody else writes then."""
    for run in runs():
        status = run.status()
        if status.state == "interrupted":
            with contextlib.suppress(OSError):  # Its readers say so all the same.
                states.write(run.path, replace(status, pid=None))


def _get_ready() -> None:
    from cnnviz import device

    queue.announce("starting")
    priority.step_back()  # The page stays smooth beside it, also while TensorFlow is loaded.
    try:
        chosen = device.start()
    except device.DeviceError:
        return  # Training the run will say so, on its page.
    # Everything that a training imports, so that a click is answered at once.
    importlib.import_module("cnnviz.training.learning.train")
    queue.announce("ready", chosen)


def _next_run() -> Run | None:
    """Wait for a run and return it; None when there is nothing to wait for any longer."""
    idle_since, seen, scanned = time.monotonic(), -1.0, 0.0
    while runs_dir().is_dir():
        changed = _wake_time()
        if changed != seen or time.monotonic() - scanned > RESCAN_S:
            seen, scanned = changed, time.monotonic()
            if waiting := queue.waiting():
                return waiting[0]
            if not _wanted(idle_since):
                return None
        time.sleep(LOOK_S)
    return None


def _wake_time() -> float:
    try:
        return queue.wake_file().stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _wanted(idle_since: float) -> bool:
    """Return whether to go on waiting: the server lives and was in use not long ago."""
    parent = int(os.environ.get("CNNVIZ_PARENT", "0"))
    return warm_worker() and psutil.pid_exists(parent) and time.monotonic() - idle_since < IDLE_S


def _train(run: Run) -> None:
    queue.announce("training")
    with contextlib.suppress(OSError), (run.path / "log.txt").open("ab") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    from cnnviz.training.learning.train import train

    logs.event("run started", run=run.when)
    began = time.monotonic()
    with queue.turn():
        train(run, resume=True, overdue=lambda: os._exit(1))
    state = run.status().state
    log = logs.fault if state == "failed" else logs.event
    log("run ended", run=run.when, state=state, seconds=round(time.monotonic() - began, 1))
    logging.shutdown()


if __name__ == "__main__":
    main()
