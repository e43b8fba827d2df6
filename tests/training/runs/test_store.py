"""Is a run found by each of its names, and by no other, and are runs listed in their order?"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.base import settings
from cnnviz.training.runs import Run, RunError, checkpoints, find, records, runs, store
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

TINY = recipes.get("tiny")


def test_a_run_is_listed_once_it_has_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    write, listed = states.write, []
    monkeypatch.setattr(states, "write", lambda *args: (listed.append(runs()), write(*args)))
    run = Run.create(TINY)
    assert listed == [[]]
    assert runs() == [run]


def test_a_run_is_found_by_its_name_and_by_its_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = Run.create(TINY)
    elsewhere = Run.create(TINY, tmp_path / "elsewhere" / "mine")
    monkeypatch.chdir(tmp_path)
    assert find(run.name) == find(run.path) == find(str(run.path)) == run
    assert find("elsewhere/mine") == elsewhere


def test_a_shipped_checkpoint_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "CHECKPOINTS", tmp_path / "checkpoints")
    assert checkpoints() == []
    shipped = Run.create(TINY, tmp_path / "checkpoints" / "tiny")
    (tmp_path / "checkpoints" / "notes").mkdir()
    assert (records(), checkpoints()) == ([shipped], [])  # Its figures are there, its network is not.
    (shipped.path / "model.keras").touch()
    assert checkpoints() == [shipped]
    assert find("tiny") == shipped
    assert shipped.shipped
    assert runs() == []


@pytest.mark.parametrize("run", records(), ids=lambda run: run.name)
def test_what_is_shipped_is_finished_measured_and_of_the_recipe_that_it_is_named_by(run: Run) -> None:
    assert run.status().state == "done"
    assert {"test_accuracy", "test_loss", "images"} <= set(run.evaluation() or {})
    assert run.epochs()
    assert run.weights in (run.path / "model.keras", None)
    assert run.recipe().trains_like(recipes.get(run.name))


@pytest.mark.parametrize("name", ["nothing", "", "../runs", "no such folder", "a/b"])
def test_a_name_that_no_run_has_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(RunError, match=rf"^There is no run '{name}': give a run directory or .*\.$"):
        find(name)


def test_runs_of_the_same_second_get_names_of_their_own() -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: Run.create(TINY), range(32)))
    assert len({run.path for run in made}) == 32
    assert len(runs()) == 32


def test_a_run_is_found_by_its_name_whatever_its_recipe_is_called(runs: Path) -> None:
    recipe = TINY.edited(name="../my recipe / 2")
    run = Run.create(recipe)
    assert run.path.parent == runs
    assert find(run.name) == run
    assert run.recipe() == recipe


def test_runs_are_listed_with_the_newest_first(runs: Path) -> None:
    made = []
    for seconds in (5.0, 1.0, 3.0):
        run = Run.create(TINY)
        states.write(run.path, Status("queued", queued=seconds))
        made.append(run)
    (runs / "notes").mkdir()
    assert store.runs() == [made[0], made[2], made[1]]


def test_a_recipe_with_an_endless_name_can_be_trained() -> None:
    recipe = recipes.get("tiny").then("ñ" * 400, "Long")
    run = Run.create(recipe)
    assert find(run.name).recipe() == recipe
