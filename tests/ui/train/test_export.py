"""A trained network is exported, and the code that is shown with it works word for word."""

import contextlib
import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import actions
from cnnviz.actions.export import LABELS, keras_file, labels_text, tflite
from cnnviz.images import png
from cnnviz.training.runs import Run
from tests.pages.pages import in_state, opened


def test_the_files_are_offered_and_the_lines_shown_give_the_apps_answer(
    trained: Run, runs: Path, four: NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(shutil.copytree(trained.path, runs / "mine"))
    app = opened("train.py")
    app.session_state["fold_export"] = True
    app.run()
    assert not app.exception
    assert [button.proto.label for button in app.get("download_button")][:2] == ["Keras file", "Class names"]
    next(button for button in app.button if button.label == "Convert for phones").click().run(timeout=180)
    assert not app.exception
    assert "TensorFlow Lite file" in [button.proto.label for button in app.get("download_button")]

    (code,) = (block.value for block in app.code if "ai_edge_litert" in block.value)
    network = actions.open_run(run)
    (tmp_path / "mine_model.keras").write_bytes(keras_file(run))
    (tmp_path / "mine_model.tflite").write_bytes(tflite(run))
    (tmp_path / f"mine_{LABELS}").write_text(labels_text(network.labels))
    (tmp_path / "photo.jpg").write_bytes(png(four))
    monkeypatch.chdir(tmp_path)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(
            code.replace("from ai_edge_litert.interpreter import", "from tensorflow.lite.python.interpreter import"), {}
        )
    (answer,) = actions.classifier(network).answers([four])
    (wanted,) = answer.predictions(network.labels, 1)
    for line in output.getvalue().splitlines()[-2:]:
        label, probability = line.split()
        assert label == wanted.label
        assert float(probability) == pytest.approx(wanted.probability, abs=0.01)


def test_a_run_that_has_not_ended_offers_nothing() -> None:
    in_state("stopped")
    assert "Download this network" not in {expander.label for expander in opened("train.py").expander}
