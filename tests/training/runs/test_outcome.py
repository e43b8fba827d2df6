"""The line about a finished run is read in its reader's language, also where an earlier version wrote it."""

import json
from pathlib import Path

import pytest

from cnnviz.base.settings import CHECKPOINTS
from cnnviz.locale import Message, speaking
from cnnviz.training.runs import Run, outcome
from cnnviz.training.runs import status as states

OLD = "Test accuracy 0.726 on 2,500 pictures."


def left(folder: Path, results: object, state: str = "done") -> None:
    (folder / "status.json").write_text(json.dumps({"state": state, "message": OLD}))
    (folder / "evaluation.json").write_text(json.dumps(results))


def test_an_earlier_versions_line_is_made_anew_from_the_results(tmp_path: Path) -> None:
    left(tmp_path, {"test_accuracy": 0.7264, "images": 2500})
    assert states.read(tmp_path).message == "Test accuracy 0.726 on 2\u202f500 pictures."
    with speaking("es"):
        assert states.read(tmp_path).message == "Exactitud de prueba 0,726 en 2\u202f500 imágenes."
    left(tmp_path, {"test_accuracy": 0.5, "images": 4, "untested": ["cup"]})
    with speaking("es"):
        assert states.read(tmp_path).message.endswith("cup.")


@pytest.mark.parametrize(
    "results", [{}, [], {"test_accuracy": "{0}", "images": 1}, {"test_accuracy": 0.5, "images": 1, "untested": [3]}]
)
def test_without_results_that_can_be_read_it_stays(results: object, tmp_path: Path) -> None:
    left(tmp_path, results)
    assert states.read(tmp_path).message == OLD


def test_what_a_run_says_of_itself_is_not_touched(tmp_path: Path) -> None:
    assert outcome.readable(tmp_path, "As it was.") == "As it was."
    assert outcome.readable(tmp_path, Message("Waiting to start.")) == Message("Waiting to start.")


@pytest.mark.parametrize("folder", sorted(CHECKPOINTS.glob("*/status.json")), ids=lambda file: file.parent.name)
def test_every_ready_made_run_speaks_spanish(folder: Path) -> None:
    with speaking("es"):
        assert Run(folder.parent).status().message.startswith("Exactitud de prueba ")
