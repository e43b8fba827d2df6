"""Are turns fair, is the limit kept, is the estimated start what the known paces add up to?"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnnviz import recipes
from cnnviz.training.queueing import queue, turns
from cnnviz.training.runs import Run, RunError, runs
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

TINY = recipes.get("tiny")


def waiting(owner: str, at: float, epochs: int = 5) -> Run:
    run = Run.create(TINY, owner=owner)
    states.write(run.path, Status("queued", queued=at, epochs=epochs))
    return run


def at_work(owner: str, **known: float) -> Run:
    run = Run.create(TINY, owner=owner)
    alive = Status("running", "", os.getpid(), states.hostname(), time.time(), queued=0.0, epochs=10)
    states.write(run.path, Status(**(vars(alive) | known)))
    return run


def order() -> str:
    return " ".join(f"{run.ownership.owner}{run.status().queued:.0f}" for run in queue.waiting())


def test_a_second_run_comes_after_everybodys_first() -> None:
    for owner, at in (("a", 1), ("a", 2), ("a", 3), ("b", 4), ("c", 5), ("b", 6)):
        waiting(owner, at)
    assert order() == "a1 b4 c5 a2 b6 a3"


def test_a_run_at_work_is_its_owners_first() -> None:
    at_work("a")
    for owner, at in (("a", 1), ("b", 2)):
        waiting(owner, at)
    assert order() == "b2 a1"
    last = queue.waiting()[-1]
    assert queue.place(last) == 2


def test_at_home_the_first_to_ask_is_the_next() -> None:
    for at in (3, 1, 2):
        waiting("", at)
    assert order() == "1 2 3"


def test_a_person_has_so_many_runs_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "ensure_worker", lambda: None)
    at_work("a")
    queue.submit(TINY, "a", most=2)
    with pytest.raises(
        RunError, match=r"^2 trainings are waiting or at work already, and one person may have 2 here: wait"
    ):
        queue.submit(TINY, "a", most=2)
    queue.submit(TINY, "b", most=2)
    stopped = Run.create(TINY, owner="a")
    states.write(stopped.path, Status("stopped"))
    with pytest.raises(RunError, match="one person may have 2"):
        queue.resume(stopped, most=2)
    assert stopped.status().state == "stopped"
    assert len(runs("a")) == 3


def test_many_clicks_at_once_do_not_get_past_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "ensure_worker", lambda: None)

    def click(_: int) -> bool:
        try:
            queue.submit(TINY, "a", most=3)
        except RunError:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(click, range(10))) == 3
    assert len(runs()) == 3


def test_the_limit_is_the_environments_until_a_teacher_sets_another(monkeypatch: pytest.MonkeyPatch) -> None:
    assert turns.most_each() == 3
    monkeypatch.setenv("CNNVIZ_RUNS_EACH", "5")
    assert turns.most_each() == 5
    for odd in ("0", "-1", "many"):
        monkeypatch.setenv("CNNVIZ_RUNS_EACH", odd)
        assert turns.most_each() == 3
    turns.set_most_each(7)
    assert turns.most_each() == 7


def test_the_start_is_what_the_known_paces_add_up_to() -> None:
    at_work("a", epoch=5, step=50, steps=10, epoch_seconds=4.0)
    first, second = waiting("b", 1, epochs=5), waiting("c", 2)
    assert queue.begins_in(first) == 5 * 4.0
    # The first waiting run trains as the one at work does: five epochs of four seconds.
    assert queue.begins_in(second) == 5 * 4.0 + 5 * 4.0


def test_the_start_is_not_known_while_a_run_before_has_no_pace() -> None:
    at_work("a", steps=10)
    assert queue.begins_in(waiting("b", 1)) is None


def test_a_run_that_cannot_be_read_hides_no_pace() -> None:
    at_work("a", epoch=5, step=50, steps=10, epoch_seconds=4.0)
    waiting("b", 1)
    (waiting("d", 3).path / "recipe.json").write_text("{")
    assert queue.begins_in(waiting("c", 2)) == 40.0
