"""The plain Keras code that a page shows runs, and leaves the network as it is."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.actions import classify
from cnnviz.images import png
from cnnviz.training.runs import Run, find
from tests.pages.pages import opened


@pytest.mark.parametrize("page", ["activations.py", "patterns.py", "classify.py", "attribution.py", "dream.py"])
def test_the_plain_keras_that_a_page_shows_runs(page: str, finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(page, run=finished.name)
    monkeypatch.chdir(finished.path)
    digit = datasets.load("digits", (16, 16, 1)).x_test[0]
    Path("photo.png").write_bytes(png(digit))
    names: dict[str, object] = {"picture": digit, "photo": digit}
    exec(app.code[0].value, names)
    if page == "classify.py":
        likeliest = classify(finished, digit, top=1)[0]
        assert float(np.max(names["probabilities"])) == pytest.approx(likeliest.probability, abs=1e-4)


@pytest.mark.parametrize(
    ("page", "few"),
    [("patterns.py", {"steps": "2"}), ("dream.py", {"dream_steps": "2"}), ("attribution.py", {"methods": "Grad-CAM"})],
)
def test_the_plain_keras_leaves_a_network_as_it_is(
    page: str, few: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This one turns its training pictures about, and its batch normalization would measure anew."""
    run = find("deeper_batchnorm_before")
    app = opened(page, run=run.name, **few)
    monkeypatch.chdir(run.path)
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype("uint8")
    names: dict[str, Any] = {"picture": picture, "photo": picture}
    exec(app.code[0].value, names)
    before = keras.saving.load_model(run.path / "model.keras").get_weights()
    assert all((one == other).all() for one, other in zip(before, names["model"].get_weights(), strict=True))
