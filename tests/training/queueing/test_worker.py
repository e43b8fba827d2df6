"""Are queued runs trained one after the other by a process of their own, whatever is killed meanwhile?"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from cnnviz import recipes
from cnnviz.base.settings import ROOT
from cnnviz.training.queueing import queue, worker
from cnnviz.training.runs import Run, RunError
from cnnviz.training.runs import runs as all_runs
from tests.conftest import workers

TINY = recipes.get("tiny").edited(epochs=1)
LONG = TINY.edited(epochs=1000)
SLOW = TINY.edited(epochs=3, batch_size=4)

SERVER = """
import time
from cnnviz import recipes
from cnnviz.training.queueing import queue

tiny = recipes.get("tiny")
queue.submit(tiny.edited(epochs=4, batch_size=4))
queue.submit(tiny.edited(epochs=1, seed=1))
time.sleep(600)
"""

IDLE_SERVER = """
import time
from cnnviz.training.queueing import queue

queue.ensure_worker()
time.sleep(600)
"""


@contextmanager
def server(script: str) -> Iterator[None]:
    """A process that asks for trainings, as the app's server does; killed after the block."""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def until(holds: Callable[[], Any], seconds: float = 90) -> None:
    """Wait until something holds; a run that fails meanwhile says why."""
    deadline = time.monotonic() + seconds
    while True:
        failed = [run.status().message for run in all_runs() if run.status().state == "failed"]
        if holds():
            return
        assert failed == []
        assert time.monotonic() < deadline
        time.sleep(0.02)


def in_epoch(run: Run, epoch: int) -> bool:
    """Whether steps of that epoch are written down."""
    return any(record["epoch"] == epoch for record in run.metrics())


def state(run: Run) -> str:
    """The state of a run now."""
    return run.status().state


@pytest.mark.slow
def test_runs_are_trained_one_after_the_other_though_the_server_is_killed(runs: Path) -> None:
    with server(SERVER):
        until(lambda: len(all_runs()) == 2 and in_epoch(all_runs()[-1], 1))
    second, first = all_runs()
    assert (state(first), state(second)) == ("running", "queued")
    assert queue.place(second) == 1
    assert queue.worker()["pid"] == first.status().pid
    queue.ensure_worker()
    until(lambda: len(workers(runs)) == 1, 10)
    until(lambda: state(first) == "done")
    assert second.metrics() == []
    until(lambda: state(second) == "done")
    assert len(first.epochs()) == 4
    assert len(second.epochs()) == 1
    until(lambda: workers(runs) == [], 10)


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_is_interrupted_at_once_and_goes_on_when_resumed() -> None:
    run = queue.submit(SLOW)
    until(lambda: in_epoch(run, 2))
    psutil.Process(run.status().pid).kill()
    until(lambda: state(run) == "interrupted", 5)
    first = [record for record in run.metrics() if record["epoch"] == 1]
    queue.resume(run)
    assert state(run) == "queued"
    until(lambda: state(run) == "done")
    assert run.metrics()[: len(first)] == first
    assert [record["epoch"] for record in run.epochs()] == [1, 2, 3]
    assert [record["step"] for record in run.epochs()] == [324, 648, 972]
    steps = [record["step"] for record in run.metrics() if "seconds" not in record]
    assert steps == sorted(set(steps))
    assert (run.status().epoch, run.status().share) == (3, 1)
    with pytest.raises(RunError, match=f"^Run {run.name} is done: only a stopped, failed or interrupted run can go on"):
        queue.resume(run)


@pytest.mark.slow
def test_a_stop_ends_a_running_and_a_waiting_run_within_seconds(runs: Path) -> None:
    running, waiting = queue.submit(LONG), queue.submit(LONG)
    until(lambda: in_epoch(running, 2))
    waiting.request_stop()
    assert state(waiting) == "stopped"
    assert queue.waiting() == []
    running.request_stop()
    assert state(running) in ("stopping", "stopped")
    until(lambda: state(running) == "stopped", 10)
    assert running.status().message.endswith("Resume goes on from there.")
    assert running.model().name == "tiny"
    until(lambda: workers(runs) == [], 10)
    assert waiting.metrics() == []


@pytest.mark.slow
def test_a_worker_that_hangs_and_ignores_a_stop_is_killed(monkeypatch: pytest.MonkeyPatch, runs: Path) -> None:
    run = queue.submit(LONG)
    until(lambda: in_epoch(run, 2))
    process = psutil.Process(run.status().pid)
    process.suspend()
    run.request_stop()
    queue.enforce_stops()
    time.sleep(0.5)
    assert state(run) == "stopping"
    monkeypatch.setattr(queue, "OVERDUE_S", 0.1)
    queue.enforce_stops()
    until(lambda: state(run) == "interrupted", 5)
    queue.enforce_stops()
    until(lambda: workers(runs) == [], 5)


@pytest.mark.slow
def test_a_device_that_is_not_there_fails_the_run_and_leaves_it_not_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DEVICE", "gpu:7")
    run = queue.submit(TINY)
    until(lambda: state(run) == "failed")
    assert run.status().message.startswith("CNNVIZ_DEVICE asks for 'gpu:7', which is not there")


@pytest.mark.slow
def test_a_worker_waits_ready_while_the_server_lives(monkeypatch: pytest.MonkeyPatch, runs: Path) -> None:
    monkeypatch.setenv("CNNVIZ_WARM_WORKER", "1")
    with server(IDLE_SERVER):
        until(lambda: queue.worker().get("state") == "ready")
        assert queue.worker()["device"]["kind"] in ("CPU", "GPU")
        assert len(workers(runs)) == 1
    until(lambda: workers(runs) == [], worker.RESCAN_S + 10)


def test_a_run_that_comes_as_a_worker_leaves_is_not_forgotten(monkeypatch: pytest.MonkeyPatch, runs: Path) -> None:
    runs.mkdir()
    monkeypatch.setattr(worker, "_get_ready", lambda: None)
    monkeypatch.setattr(worker, "_next_run", lambda: Run.create(TINY) and None)
    worker.main()
    until(queue.worker_alive, 10)


def test_many_who_ask_while_a_worker_still_loads_start_one_and_it_is_no_zombie_when_it_ends(runs: Path) -> None:
    before = set(psutil.Process().children())
    with ThreadPoolExecutor(8) as class_:
        for asked in [class_.submit(queue.ensure_worker) for _ in range(40)]:
            asked.result()
    (started,) = set(psutil.Process().children()) - before
    until(queue.worker_alive, 20)
    started.kill()
    until(lambda: not started.is_running(), 5)
    assert set(psutil.Process().children()) <= before
    queue.ensure_worker()
    assert len(set(psutil.Process().children()) - before) == 1


def test_a_worker_that_died_while_it_loaded_is_not_waited_for(runs: Path) -> None:
    runs.mkdir()
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    (runs / queue.COMING).write_text(str(gone.pid))
    queue.ensure_worker()
    until(queue.worker_alive, 20)
    until(lambda: not (runs / queue.COMING).exists(), 5)
