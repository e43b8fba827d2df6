"""Who trains next, and which process is a worker that lives?"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cnnviz import recipes
from cnnviz.training.queueing import queue
from cnnviz.training.runs import Run, RunError
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

TINY = recipes.get("tiny")


def test_the_first_to_ask_is_the_next_to_be_trained() -> None:
    first, second = Run.create(TINY), Run.create(TINY)
    states.write(first.path, Status("queued", queued=1.0))
    states.write(second.path, Status("queued", queued=2.0))
    assert queue.waiting() == [first, second]
    assert (queue.place(first), queue.place(second)) == (0, 1)


def test_what_came_with_the_app_is_not_trained_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.base.settings.CHECKPOINTS", tmp_path)
    shipped = Run.create(TINY, tmp_path / "tiny")
    states.write(shipped.path, Status("stopped"))
    with pytest.raises(RunError, match=r"^tiny came with the app and cannot be changed: train its recipe again\.$"):
        queue.resume(shipped)


def test_a_process_that_is_no_worker_is_never_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "OVERDUE_S", -1)
    run = Run.create(TINY)
    states.write(run.path, Status("running", "", os.getpid(), states.hostname(), time.time()))
    run.request_stop()
    queue.enforce_stops()
    assert run.status().state == "stopping"


@pytest.mark.skipif(sys.platform == "win32", reason="a killed process is gone at once on Windows")
def test_a_killed_worker_whose_threads_still_hold_the_lock_is_not_waited_for(runs: Path) -> None:
    runs.mkdir()
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with queue.worker_lock():
        (runs / ".worker.json").write_text(json.dumps({"pid": killed.pid, "state": "training"}))
        assert queue.worker_alive()
        killed.kill()
        while psutil.Process(killed.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert not queue.worker_alive()
    killed.communicate()


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_a_run_that_waits_works_or_is_done_cannot_go_on(state: str) -> None:
    run = Run.create(TINY)
    states.write(run.path, Status(state, "", os.getpid(), states.hostname(), time.time()))
    with pytest.raises(
        RunError, match=rf"^Run {run.name} is {states.STATES[state]}: only a stopped, failed or interrupted run can"
    ):
        queue.resume(run)


def test_without_a_worker_there_is_nothing_to_tell_of_one(runs: Path) -> None:
    runs.mkdir()
    assert queue.worker() == {}
    assert not queue.worker_alive()
    (runs / ".worker.json").write_text("{")
    assert queue.worker() == {}
