"""Is a network whole again that was shipped without what others publish?"""

from pathlib import Path

import keras
import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.actions.shipping import ship
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run, RunError
from cnnviz.training.runs.contents import without_backbone
from tests.training.transfer.test_frozen_features import RECIPE, SHAPE, cache, few

__all__ = ["cache", "few"]


def test_what_learned_and_what_is_published_make_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=SHAPE)
    (tmp_path / "weights").mkdir()
    published.save_weights(tmp_path / "weights" / "mobilenet_v2_1.0_224_imagenet_notop.weights.h5")
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    run = Run.create(RECIPE.edited(weights="imagenet", epochs=1), tmp_path / "run")
    train(run)
    shipped = ship(run, "shipped", keep="part", folder=tmp_path)
    assert shipped.weights == shipped.path / without_backbone.LEARNED
    assert sum(file.stat().st_size for file in shipped.path.iterdir()) < 0.1 * (run.path / "model.keras").stat().st_size
    pictures = datasets.load("shapes", SHAPE).x_test
    mine, theirs = (one.model().predict(pictures, verbose=0) for one in (run, shipped))
    assert np.allclose(mine, theirs, atol=1e-3)
    assert np.array_equal(mine.argmax(1), theirs.argmax(1))

    monkeypatch.delenv("CNNVIZ_DATA_DIR")
    assert shipped.weights is None
    with pytest.raises(RunError, match="has no model"):
        shipped.model()


def test_a_network_that_learned_all_is_shipped_whole(trained: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="ship the whole"):
        ship(trained, "tiny", keep="part", folder=tmp_path)
