"""Is what may go found, counted and deleted, and what must stay left alone?"""

import os
import time
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.training.runs import Run, RunError, cleanup, runs
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import ACTIVE, ENDED, STATES, Status

TINY = recipes.get("tiny")


def made(state: str, days: float = 0.0) -> Run:
    run, then = Run.create(TINY), time.time() - days * cleanup.DAY_S
    alive = {"pid": os.getpid(), "host": states.hostname(), "heartbeat": time.time()} if state in ACTIVE else {}
    states.write(run.path, Status(state, queued=then, **alive))
    os.utime(run.path / "status.json", (then, then))
    return run


def test_the_size_is_that_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "film" / "b").write_bytes(b"123")
    assert cleanup.size(tmp_path) == 8


@pytest.mark.parametrize("state", ENDED)
def test_an_ended_run_is_deleted_with_all_its_files(state: str) -> None:
    run, other = made(state), made("done")
    (run.path / "film").mkdir()
    (run.path / "film" / "0.npz").write_bytes(b"weights")
    cleanup.delete(run)
    assert runs() == [other]
    assert sorted(path.name for path in run.path.parent.iterdir()) == [other.name]


@pytest.mark.parametrize("state", [*ACTIVE, "queued"])
def test_a_run_that_waits_or_trains_stays(state: str) -> None:
    run = made(state, days=100)
    with pytest.raises(RunError, match=f"is {STATES[state]}: stop it first"):
        cleanup.delete(run)
    assert runs() == [run]
    assert cleanup.older_than(runs(), 1) == []


def test_a_shipped_run_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.base.settings.CHECKPOINTS", tmp_path)
    shipped = Run.create(TINY, tmp_path / "tiny")
    states.write(shipped.path, Status("done"))
    with pytest.raises(RunError, match=r"^tiny came with the app and stays\.$"):
        cleanup.delete(shipped)
    assert (shipped.path / "recipe.json").exists()


def test_a_run_is_deleted_once() -> None:
    run = made("done")
    cleanup.delete(run)
    with pytest.raises(RunError, match="is gone already"):
        cleanup.delete(run)


def test_old_is_what_was_neither_asked_for_nor_written_to_since() -> None:
    old, resumed = made("done", days=31), made("done", days=31)
    made("done", days=29)
    os.utime(resumed.path / "status.json")
    assert cleanup.older_than(runs(), 30) == [old]
