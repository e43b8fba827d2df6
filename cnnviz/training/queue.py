"""Who trains next?  One run at a time, the others in the order in which they were asked for.

There is no list to keep: a run waits when its status.json says ``queued``. A worker process holds a lock while it lives,
so there is never more than one; whoever wants a run trained makes sure that there is one.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from cnnviz.recipes import Recipe
from cnnviz.settings import ROOT, runs_dir
from cnnviz.training import status as states
from cnnviz.training.run import Run, RunError, runs

OVERDUE_S = 40.0
"""Seconds after which a worker that ignores a stop, even from its own pulse, is killed."""


def submit(recipe: Recipe) -> Run:
    """Queue a new run and make sure that a worker is there to take it."""
    run = Run.create(recipe)
    _wake()
    return run


def resume(run: Run) -> None:
    """Queue the run again, to go on after its last finished epoch.

    Raises:
        RunError: It is waiting or being trained already, is done, or came with the app.
    """
    status = run.status()
    if run.shipped:
        raise RunError(f"{run.name} came with the app and stays as it is: train the recipe anew.")
    if status.state not in ("stopped", "failed", "interrupted"):
        raise RunError(f"Run {run.name} is {status.state}: only a stopped, failed or interrupted run can go on.")
    run.forget_stop()
    states.write(run.path, replace(status, state="queued", message="Waiting to go on.", pid=None, queued=time.time()))
    _wake()


def waiting() -> list[Run]:
    """Return the runs that wait for a worker, the next one first."""
    seen = [(run.status(), run) for run in runs()]
    free = [(status.queued, run.name, run) for status, run in seen if status.state == "queued" and status.pid is None]
    return [run for *_, run in sorted(free, key=lambda entry: entry[:2])]


def place(run: Run) -> int:
    """Return how many trainings come before the waiting run, counting the one at work; 0 if it is next."""
    names = [other.name for other in waiting()]
    before = names.index(run.name) if run.name in names else 0
    return before + sum(other.status().active for other in runs() if other.name != run.name)


def turn() -> FileLock:
    """Return the lock that whoever trains holds meanwhile, so that one training at a time has the machine."""
    runs_dir().mkdir(parents=True, exist_ok=True)
    return FileLock(runs_dir() / ".training.lock")


def enforce_stops() -> None:
    """Kill a worker that has ignored a stop for too long; its run can be resumed."""
    for run in runs():
        status = run.status()
        if status.state == "stopping" and status.host == states.hostname() and _stop_age(run) > OVERDUE_S:
            with contextlib.suppress(psutil.NoSuchProcess):  # It may end at this moment.
                process = psutil.Process(status.pid)
                if "cnnviz.training.worker" in process.cmdline():
                    process.kill()


def _stop_age(run: Run) -> float:
    try:
        return time.time() - (run.path / "stop").stat().st_mtime
    except FileNotFoundError:
        return 0.0


# The worker: which process, in which state, on which device?


def ensure_worker() -> None:
    """Start a worker process unless one lives; it outlasts the process that started it while there is work."""
    folder = runs_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if worker_alive():
        return
    environment = {**os.environ, "CNNVIZ_RUNS_DIR": str(folder), "CNNVIZ_PARENT": str(os.getpid())}
    with (folder / ".worker.log").open("ab") as output:
        subprocess.Popen(
            [sys.executable, "-m", "cnnviz.training.worker"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def worker_lock() -> FileLock:
    """Return the lock that a worker holds while it lives; the system frees it even when the process is killed."""
    return FileLock(runs_dir() / ".worker.lock")


def worker_alive() -> bool:
    """Return whether a worker holds its lock, and not only because it was killed and its threads are still ending."""
    try:
        with worker_lock().acquire(timeout=0):
            return False
    except Timeout:
        return not _ending(worker().get("pid"))


def _ending(pid: int | None) -> bool:
    try:
        return bool(pid and psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def announce(state: str, device: Any = None) -> None:
    """Write down the worker's state (``starting``, ``ready`` or ``training``) and the device that it found."""
    told = {"pid": os.getpid(), "state": state, "device": asdict(device) if device else worker().get("device")}
    new = runs_dir() / f".worker.{os.getpid()}.json"
    new.write_text(json.dumps(told), encoding="utf-8")
    new.replace(runs_dir() / ".worker.json")


def worker() -> dict[str, Any]:
    """Return what the last worker announced: ``pid``, ``state`` and ``device``; empty when there never was one."""
    try:
        told: dict[str, Any] = json.loads((runs_dir() / ".worker.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return told


def wake_file() -> Path:
    """Return the file whose change of time tells a waiting worker to look at the queue."""
    return runs_dir() / ".wake"


def _wake() -> None:
    wake_file().touch()
    ensure_worker()
