"""Similarity of a hand-made case, and refusals of one sentence."""

from pathlib import Path

import keras
import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.datasets import DataError, Dataset
from cnnviz.lessons import similarity
from cnnviz.training.transfer import weight_files
from tests.training.transfer.test_frozen_features import official


def test_a_picture_is_left_out_of_the_mean_of_its_class() -> None:
    """Each row lies alone: only itself in its class's mean could make it right."""
    values = np.array([[1.0, 0, 0], [0, 1, 0], [0.9, 0.1, 0], [0.1, 0.9, 0]], np.float32)
    assert similarity.classified_rightly(values, np.array([0, 0, 1, 1])) == 0


def test_the_pictures_are_of_ten_classes_at_most_and_no_class_stands_alone() -> None:
    labels = np.array([*np.repeat(np.arange(30), 20), 30])
    chosen = similarity.sample(labels, np.random.default_rng(0))
    classes, counts = np.unique(labels[chosen], return_counts=True)
    assert len(set(chosen)) == similarity.PICTURES
    assert (len(classes), set(counts)) == (similarity.CLASSES, {10})
    assert 30 not in classes


def test_without_two_pictures_of_a_class_nothing_can_be_measured() -> None:
    data = datasets.load("digits", (16, 16, 1))
    few = Dataset("few", data.labels, data.x_train[:1], data.y_train[:1], data.x_test, data.y_test, "")
    with pytest.raises(DataError, match="at least two training pictures of a class"):
        similarity.measure(few)


@pytest.mark.slow
def test_it_is_measured_with_the_weights_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keras.utils.set_random_seed(0)
    source = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=similarity.SHAPE)
    (tmp_path / "weights").mkdir()
    official(source, tmp_path / weight_files.ARCHIVES["mobilenet_v2"].local)
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    assert similarity.possible()
    shares: list[float] = []
    result = similarity.measure(datasets.load("digits", (16, 16, 1)), shares.append)
    assert result.pictures == similarity.PICTURES
    assert result.by_pixels > 0.6  # Digits are sorted well by their pixels.
    assert 0 <= result.similarity <= 1
    assert shares == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
