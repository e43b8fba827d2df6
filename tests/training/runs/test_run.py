"""Is a run found by every name that it has, and is none ever written over?"""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.training.runs import Run, RunError, checkpoints, find, records, runs
from cnnviz.training.runs import run as module
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

TINY = recipes.get("tiny")


def test_a_new_run_waits_and_knows_its_recipe() -> None:
    run = Run.create(TINY)
    assert run.status().state == "queued"
    assert run.status().epochs == TINY.epochs
    assert run.recipe() == TINY
    assert run.name.endswith("_tiny_digits")
    assert run.metrics() == run.epochs() == []
    assert run.evaluation() is run.weights is None
    assert not run.shipped


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
    monkeypatch.setattr(module, "CHECKPOINTS", tmp_path / "checkpoints")
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


def test_a_folder_that_holds_a_run_is_not_written_over(tmp_path: Path) -> None:
    run = Run.create(TINY, tmp_path / "mine")
    states.write(run.path, Status("done"))
    with pytest.raises(RunError, match=r"holds a run already: choose another directory"):
        Run.create(TINY.edited(epochs=1), tmp_path / "mine")
    assert run.recipe() == TINY
    assert run.status().state == "done"


def test_a_place_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match=r"cannot be written to .*choose another directory\.$"):
        Run.create(TINY, tmp_path / "file" / "run")


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
    assert module.runs() == [made[0], made[2], made[1]]


def test_a_line_that_is_half_written_is_not_read_yet() -> None:
    run = Run.create(TINY)
    whole = [{"epoch": 1, "step": 1, "loss": 2.0}, {"epoch": 1, "step": 2, "loss": 1.0, "seconds": 0.5}]
    text = "".join(json.dumps(record) + "\n" for record in whole)
    (run.path / "metrics.jsonl").write_text(text + '{"epoch": 2, "step": 3, "lo')
    assert run.metrics() == whole
    assert run.epochs() == whole[1:]
    (run.path / "metrics.jsonl").write_text(text + '{"epoch": 2, "step": 3, "loss": 0.5}')
    assert run.metrics() == whole


def test_without_a_finished_epoch_there_is_no_model() -> None:
    run = Run.create(TINY)
    with pytest.raises(RunError, match=rf"^Run {run.name} has no model yet: wait .*\.$"):
        run.model()


def test_a_run_that_ended_before_its_first_epoch_does_not_ask_to_wait() -> None:
    run = Run.create(TINY)
    states.write(run.path, Status("failed", queued=1.0))
    with pytest.raises(RunError, match=r"ended before its first epoch did \(failed\)"):
        run.model()


def test_a_shipped_network_of_which_only_figures_came_says_so() -> None:
    figures = [run for run in records() if not run.weights and not (run.path / "part.npz").exists()]
    assert figures
    for run in figures:
        with pytest.raises(RunError) as said:
            run.model()
        assert "only the figures come with the app" in str(said.value)
        assert f"python -m cnnviz train {run.recipe().name}" in str(said.value)
        assert run.recipe().name in recipes.recipes()
        assert f"one of the {len(checkpoints())} whose network comes with the app, such as mnist, basenet" in str(
            said.value
        )


def test_what_was_said_of_a_file_is_kept() -> None:
    run = Run.create(TINY)
    assert run.notes() == []
    run.keep_notes(["Pixels are of 0 to 255.", "Más."])
    assert run.notes() == ["Pixels are of 0 to 255.", "Más."]
    (run.path / "notes.json").write_text('{"notes": 3}')
    assert run.notes() == []


@pytest.mark.parametrize("damage", [b"", b"hello", b"PK\x03\x04" + bytes(100)], ids=["empty", "text", "half"])
@pytest.mark.parametrize("name", ["model.keras", "last.npz"])
def test_a_damaged_model_is_named_in_one_sentence(name: str, damage: bytes, trained: Run) -> None:
    run = Run.create(TINY)
    (run.path / "network.keras").write_bytes((trained.path / "model.keras").read_bytes())
    (run.path / name).write_bytes(damage)
    with pytest.raises(RunError) as said:
        run.model()
    assert str(said.value) == f"The model of run {run.name} cannot be read ({name} is damaged): train it again."


def test_a_folder_that_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"is no run: it holds no recipe\.json\.$"):
        Run(tmp_path).recipe()


def test_a_recipe_with_an_endless_name_can_be_trained() -> None:
    recipe = recipes.get("tiny").then("ñ" * 400, "Long")
    run = Run.create(recipe)
    assert find(run.name).recipe() == recipe
