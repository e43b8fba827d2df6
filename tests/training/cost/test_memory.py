"""Is what a training needs worked out from its shapes, and one that cannot fit refused before it begins?"""

import os
import time
from math import prod
from pathlib import Path

import psutil
import pytest

from cnnviz import recipes
from cnnviz.training.cost import memory
from cnnviz.training.cost.memory import MemoryShortError, need, require
from cnnviz.training.learning.train import train
from cnnviz.training.queueing import queue
from cnnviz.training.runs import Run, runs
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

TINY = recipes.get("tiny")


def test_the_need_of_a_small_network_is_what_one_counts_by_hand() -> None:
    alone = need(TINY.edited(validation_split=0.0, batch_size=1000))
    assert alone.pictures == 1797 * 16 * 16
    held_back = need(TINY.edited(validation_split=0.1))
    assert alone.pictures < held_back.pictures < 2 * alone.pictures
    assert need(TINY.edited(batch_size=2000)).step == 2 * need(TINY.edited(batch_size=1000)).step
    assert alone.step > 2 * 4 * 1000 * prod(TINY.input_shape)


def test_many_pictures_are_validated_on_together_whatever_the_batch() -> None:
    photos = recipes.get("cats_and_dogs")
    assert need(photos.edited(batch_size=1)).step == 4 * 256 * (148 * 148 * 32 + 74 * 74 * 32)


def test_a_run_that_cannot_fit_is_refused_with_both_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free", lambda: 2_000_000_000)
    with pytest.raises(MemoryShortError) as refused:
        require(recipes.get("cats_and_dogs").edited(batch_size=4096))
    assert str(refused.value).startswith("This training needs about ")
    assert "2.0 GB are free: choose a smaller batch or smaller pictures." in str(refused.value)
    require(TINY)


def test_it_is_refused_before_it_is_queued_and_before_it_resumes(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Run.create(TINY)
    states.write(stopped.path, Status("stopped"))
    monkeypatch.setattr(memory, "free", lambda: 1_000_000)
    with pytest.raises(MemoryShortError):
        queue.submit(TINY)
    with pytest.raises(MemoryShortError):
        queue.resume(stopped)
    assert runs() == [stopped]
    assert stopped.status().state == "stopped"


def test_a_run_whose_turn_comes_when_memory_is_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run.create(TINY)
    monkeypatch.setattr(memory, "free", lambda: 1_000_000)
    train(run)
    assert run.status().state == "failed"
    assert run.status().message.startswith("This training needs about 0.6 GB of memory at least")


def test_what_the_run_at_work_uses_will_be_free() -> None:
    before = memory.free()
    run = Run.create(TINY)
    alive = Status("running", "", os.getpid(), states.hostname(), time.time())
    states.write(run.path, alive)
    own = psutil.Process().memory_info().rss
    assert memory.free() - before > own / 2  # Others on this machine take and give meanwhile.


def test_a_container_has_what_it_may_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("LIMIT", "3000\n"), ("USED", "1000\n")):
        (tmp_path / name).write_text(text)
        monkeypatch.setattr(memory, name, str(tmp_path / name))
    assert memory.free() == 2000
    (tmp_path / "LIMIT").write_text("max\n")
    assert memory.free() > 2000
