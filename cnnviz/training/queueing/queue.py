"""The queue of runs: one trains at a time, the others wait for their turn.

There is no list to keep: a run waits when its status.json says ``queued``. A worker process holds a lock while it
lives, so there is never more than one; whoever queues a run makes sure that there is one.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from cnnviz.base import files, logs
from cnnviz.base.settings import ROOT, runs_dir
from cnnviz.locale import Message
from cnnviz.recipes import Recipe
from cnnviz.training.cost import memory
from cnnviz.training.queueing import turns
from cnnviz.training.runs import search
from cnnviz.training.runs import status as states
from cnnviz.training.runs.contents.reading import json_object
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.store import runs

OVERDUE_S = 40.0
"""Seconds after which a worker that ignores a stop, even from its own pulse, is killed."""
WORKER = "cnnviz.training.queueing.worker"
"""The module that a worker runs; its process is known by it."""
COMING = ".worker.coming"
"""The file with the number of the process that was started last, until it has its lock."""
LOADING_S = 60.0
"""Seconds within which a worker must have come; after that another process may have its number."""


def submit(recipe: Recipe, owner: str = "", most: int | None = None) -> Run:
    """Queue a new run and make sure that a worker is there to take it.

    Args:
        recipe: What it trains.
        owner: The only person who sees it; empty for everybody.
        most: Runs that the owner may have waiting or at work; by default any number.

    Raises:
        RunError: The owner has as many already, or the run cannot be written.
        MemoryShortError: It does not fit into this machine's memory.
    """
    memory.require(recipe)
    with _room(owner, most):
        run = Run.create(recipe, owner=owner)
    logs.event("run queued", run=run.when)
    _wake()
    return run


def resume(run: Run, most: int | None = None) -> None:
    """Queue the run again, to go on after its last finished epoch; its owner may have ``most`` waiting or at work.

    Raises:
        RunError: It is waiting or being trained already, is done, or came with the app; or its owner has too many.
        MemoryShortError: It does not fit into this machine's memory.
    """
    status = run.status()
    if run.shipped:
        raise RunError(
            Message("{name} came with the app and cannot be changed: train its recipe again.", name=run.name)
        )
    if status.state not in ("stopped", "failed", "interrupted"):
        raise RunError(
            Message(
                "Run {name} is {state}: only a stopped, failed or interrupted run can go on.",
                name=run.name,
                state=Message(states.STATES[status.state]),
            )
        )
    memory.require(run.recipe())
    with _room(run.ownership.owner, most):
        run.forget_stop()
        run.change(replace(status, state="queued", sentence=Message("Waiting to go on."), pid=None, queued=time.time()))
    _wake()


@contextlib.contextmanager
def _room(owner: str, most: int | None) -> Iterator[None]:
    """Let one further run be queued at a time, so that many clicks at once do not get past the limit together."""
    if most is None or not owner:
        yield
        return
    runs_dir().mkdir(parents=True, exist_ok=True)
    with FileLock(runs_dir() / ".queue.lock"):
        turns.require_room(owner, most, turns.look(runs()))
        yield


def waiting() -> list[Run]:
    """Return the runs that wait for a worker, the next one first."""
    return turns.in_turn(turns.look(runs()))


def place(run: Run) -> int:
    """Return how many trainings come before the waiting run, counting the one at work; 0 if it is next."""
    seen = turns.look(runs())
    names = [other.name for other in turns.in_turn(seen)]
    before = names.index(run.name) if run.name in names else 0
    return before + sum(status.active for status, other in seen if other.name != run.name)


def begins_in(run: Run) -> float | None:
    """Return the seconds until the waiting run is likely to begin, at most; None while that is not known."""
    return None if search.at_work() else turns.begins_in(run, turns.look(runs()))


def turn() -> FileLock:
    """Return the lock that a training holds, so that one training at a time has the machine."""
    runs_dir().mkdir(parents=True, exist_ok=True)
    return FileLock(runs_dir() / ".training.lock")


def enforce_stops() -> None:
    """Kill a worker that has ignored a stop for too long; its run can be resumed."""
    for run in runs():
        status = run.status()
        if status.state == "stopping" and status.host == states.hostname() and _stop_age(run) > OVERDUE_S:
            with contextlib.suppress(psutil.NoSuchProcess):  # It may end at this moment.
                process = psutil.Process(status.pid)
                if WORKER in process.cmdline():
                    process.kill()


def _stop_age(run: Run) -> float:
    try:
        return time.time() - (run.path / "stop").stat().st_mtime
    except FileNotFoundError:
        return 0.0


# The worker: its process, its state and its device.


def ensure_worker() -> None:
    """Start a worker process unless one lives; it outlasts the process that started it while there is work.

    Raises:
        RunError: The folder of runs cannot be written to.
    """
    try:
        runs_dir().mkdir(parents=True, exist_ok=True)
        if worker_alive() or _coming():
            return
        with FileLock(runs_dir() / ".start.lock"):
            if not worker_alive() and not _coming():
                _start_worker(runs_dir())
    except OSError as error:
        reason = files.fault(error) or Message(
            "{reason}: choose another with CNNVIZ_RUNS_DIR.", reason=files.reason(error)
        )
        raise RunError(
            Message(
                "No training can be kept in the folder of runs, {folder}. {reason}",
                folder=str(runs_dir()),
                reason=reason,
            )
        ) from error


def _start_worker(folder: Path) -> None:
    environment = {**os.environ, "CNNVIZ_RUNS_DIR": str(folder), "CNNVIZ_PARENT": str(os.getpid())}
    with (folder / ".worker.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", WORKER],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    threading.Thread(target=process.wait, name="worker", daemon=True).start()  # Else it would stay as a zombie.
    with contextlib.suppress(OSError):  # It comes all the same; another process may start one more, which ends at once.
        files.write(folder / COMING, str(process.pid))


def _coming() -> bool:
    """Return whether a worker was started that is still loading and has not yet tried to take its lock.

    That takes a second or more, in which every page of a class would start another.
    """
    file = runs_dir() / COMING
    try:
        process = psutil.Process(int(file.read_text(encoding="utf-8")))
        return time.time() - file.stat().st_mtime < LOADING_S and WORKER in process.cmdline()
    except (OSError, ValueError, psutil.Error):
        return False


def arrived() -> None:
    """Note that the started worker has arrived; it calls this when it has its lock."""
    with contextlib.suppress(OSError):
        (runs_dir() / COMING).unlink()


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
    """Write the worker's state (``starting``, ``ready`` or ``training``) and the device that it found."""
    announcement = {"pid": os.getpid(), "state": state, "device": asdict(device) if device else worker().get("device")}
    with contextlib.suppress(OSError):  # It trains all the same.
        files.write(runs_dir() / ".worker.json", json.dumps(announcement))


def worker() -> dict[str, Any]:
    """Return the last worker's announcement: ``pid``, ``state`` and ``device``; empty when there never was one."""
    return json_object(runs_dir() / ".worker.json")


def wake_file() -> Path:
    """Return the file whose change of time tells a waiting worker to look at the queue."""
    return runs_dir() / ".wake"


def _wake() -> None:
    # A worker looks by itself every few seconds, and what follows reports a fault.
    with contextlib.suppress(OSError):
        wake_file().touch()
    ensure_worker()
