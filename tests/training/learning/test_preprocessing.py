"""Do raw pixels reach the first convolution as the recipe says, and are they changed in training only?"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import recipes
from cnnviz.datasets import load
from cnnviz.recipes import Augmentation
from cnnviz.training.learning.preprocessing import augmentation_layers, preprocessing
from cnnviz.training.learning.task import build

TINY = recipes.get("tiny")
KINDS = [{"shift": 0.2}, {"zoom": 0.3}, {"rotation": 30.0}, {"shear": 0.2}, {"flip": True}, {"erase": 0.3}]
ALL = Augmentation(shift=0.2, zoom=0.3, rotation=30.0, shear=0.2, flip=True, erase=0.3)


def colours(count: int = 40) -> NDArray[np.uint8]:
    """Random colour pictures, each channel with its own mean and spread, shape (count, 8, 8, 3), 0..255."""
    dice = np.random.default_rng(0)
    channels = [dice.integers(low, high, (count, 8, 8)) for low, high in ((0, 50), (100, 256), (90, 110))]
    return np.stack(channels, axis=-1).astype("uint8")


def through(layers: list[keras.Layer], pictures: NDArray[Any], training: bool = False) -> NDArray[np.float32]:
    """What comes out of the layers."""
    tensor = keras.ops.convert_to_tensor(pictures, "float32")
    for layer in layers:
        tensor = layer(tensor, training=training)
    return np.asarray(tensor)


def test_without_standardisation_pixels_become_shares_of_white() -> None:
    out = through(preprocessing(TINY, colours()), np.full((1, 8, 8, 3), 51))
    assert out == pytest.approx(0.2)


def test_standardised_channels_have_mean_0_and_deviation_1() -> None:
    out = through(preprocessing(replace(TINY, standardize=True), colours()), colours())
    assert out.mean((0, 1, 2)) == pytest.approx([0, 0, 0], abs=1e-4)
    assert out.std((0, 1, 2)) == pytest.approx([1, 1, 1], abs=1e-4)


def test_standardisation_is_fitted_on_the_training_pictures_alone() -> None:
    grey = np.array([100, 120] * 32, np.uint8).reshape(1, 8, 8, 1)
    out = through(preprocessing(replace(TINY, standardize=True), grey), np.full((1, 8, 8, 1), 150))
    assert out == pytest.approx(4)


def test_a_channel_that_never_varies_is_not_divided_by_nothing() -> None:
    black = np.zeros((3, 8, 8, 1), np.uint8)
    assert np.isfinite(through(preprocessing(replace(TINY, standardize=True), black), black)).all()


def test_without_augmentation_there_is_no_random_layer() -> None:
    assert augmentation_layers(Augmentation(), seed=0) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: next(iter(kind)))
def test_each_kind_changes_pictures_in_training_only(kind: dict[str, Any]) -> None:
    pictures = load("digits", (16, 16, 1)).x_train[:32]
    layers = augmentation_layers(Augmentation(**kind), seed=0)
    assert len(layers) == 1
    assert np.array_equal(through(layers, pictures), pictures)
    changed = through(layers, pictures, training=True)
    assert np.abs(changed - pictures).mean() > 2
    assert changed.min() >= 0
    assert changed.max() <= 255


def test_half_of_the_pictures_are_mirrored_left_to_right() -> None:
    pictures = load("digits", (16, 16, 1)).x_train[:200]
    changed = through(augmentation_layers(Augmentation(flip=True), seed=0), pictures, training=True)
    mirrored = (changed == pictures[:, :, ::-1]).all((1, 2, 3))
    assert (mirrored | (changed == pictures).all((1, 2, 3))).all()
    assert 60 < mirrored.sum() < 140


def test_one_rectangle_of_at_most_its_share_is_painted_grey() -> None:
    white = np.full((64, 40, 40, 3), 255, np.uint8)
    changed = through(augmentation_layers(Augmentation(erase=0.25), seed=0), white, training=True)
    grey = changed == 127.5
    assert (grey | (changed == 255)).all()
    shares = grey.mean((1, 2, 3))
    assert shares.max() <= 0.25 + 2 / 40
    assert shares.max() > 0.15
    for picture in grey[..., 0]:
        assert picture.sum() == picture.any(0).sum() * picture.any(1).sum()


def test_edges_are_filled_with_their_nearest_pixel() -> None:
    white = np.full((16, 16, 16, 1), 255, np.uint8)
    changed = through(augmentation_layers(replace(ALL, flip=False, erase=0), seed=0), white, training=True)
    assert changed == pytest.approx(255, abs=0.1)


def test_the_seed_decides_the_changes() -> None:
    pictures = load("digits", (16, 16, 1)).x_train[:8]
    one, same, other = (through(augmentation_layers(ALL, seed), pictures, training=True) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_changes_differ_from_picture_to_picture() -> None:
    alike = np.repeat(load("digits", (16, 16, 1)).x_train[:1], 8, axis=0)
    changed = through(augmentation_layers(ALL, seed=0), alike, training=True)
    assert len({picture.tobytes() for picture in changed}) == 8


def test_a_model_with_every_augmentation_is_loaded_again(tmp_path: Path) -> None:
    every = replace(TINY, augmentation=ALL)
    data = load(every.dataset, every.input_shape)
    model = build(every, data)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert np.array_equal(again.predict(data.x_test[:8], verbose=0), model.predict(data.x_test[:8], verbose=0))
