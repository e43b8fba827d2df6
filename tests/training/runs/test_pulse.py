"""Does a run show signs of life while its training works, and is a training that ignores a stop ended?"""

import os
import threading
import time

import pytest

from cnnviz import recipes
from cnnviz.training.runs import Run, pulse
from cnnviz.training.runs.pulse import Pulse


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose heart beats twenty times a second."""
    monkeypatch.setattr(pulse, "BEAT_S", 0.05)
    return Run.create(recipes.get("tiny"))


def test_the_heart_beats_while_the_main_thread_works(run: Run) -> None:
    with Pulse(run.path) as living:
        living.state("running", "Training.", steps=10)
        first = run.status()
        living.progress(step=3)
        time.sleep(0.4)
        assert run.status().heartbeat > first.heartbeat
        assert (run.status().step, run.status().steps, run.status().pid) == (3, 10, os.getpid())
    last = run.status()
    time.sleep(0.2)
    assert run.status() == last


def test_an_ended_run_belongs_to_no_process(run: Run) -> None:
    with Pulse(run.path) as living:
        living.state("running", "Training.")
        living.state("done", "Good.")
        time.sleep(0.2)
    assert (run.status().state, run.status().message, run.status().pid) == ("done", "Good.", None)


def test_a_training_that_ignores_a_stop_is_overdue(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "GRACE_S", 0.3)
    overdue = threading.Event()
    with Pulse(run.path, overdue.set) as living:
        living.state("running", "Training.")
        assert not overdue.wait(0.5)
        run.request_stop()
        assert not overdue.wait(0.1)
        assert overdue.wait(5)
        assert run.status().state == "stopped"
