"""Does a run say what its directory holds, and is none ever overwritten?"""

import json
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.training.runs import Run, RunError
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


def test_a_line_that_is_half_written_is_not_read_yet() -> None:
    run = Run.create(TINY)
    whole = [{"epoch": 1, "step": 1, "loss": 2.0}, {"epoch": 1, "step": 2, "loss": 1.0, "seconds": 0.5}]
    text = "".join(json.dumps(record) + "\n" for record in whole)
    (run.path / "metrics.jsonl").write_text(text + '{"epoch": 2, "step": 3, "lo')
    assert run.metrics() == whole
    assert run.epochs() == whole[1:]
    (run.path / "metrics.jsonl").write_text(text + '{"epoch": 2, "step": 3, "loss": 0.5}')
    assert run.metrics() == whole


def test_what_was_said_of_a_file_is_kept() -> None:
    run = Run.create(TINY)
    assert run.notes() == []
    run.keep_notes(["Pixels are of 0 to 255.", "Más."])
    assert run.notes() == ["Pixels are of 0 to 255.", "Más."]
    (run.path / "notes.json").write_text('{"notes": 3}')
    assert run.notes() == []


def test_a_folder_that_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"is not a run: it holds no recipe\.json\.$"):
        Run(tmp_path).recipe()
