"""Occlusion and RISE find the places that a network of known weights looks at."""

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.explore.attribution.occlusion import Occlusion, Rise


def seeing(places: list[tuple[slice, slice, float]]) -> keras.Model:
    """Return a network whose second class has a score of so much for each level of grey in some places."""
    model = keras.Sequential([keras.Input((14, 14, 1)), layers.Flatten(), layers.Dense(2, "softmax", use_bias=False)])
    weights = np.zeros((14, 14, 2), np.float32)
    for rows, cols, weight in places:
        weights[rows, cols, 1] = weight
    model.layers[-1].set_weights([weights.reshape(-1, 2)])
    return model


def test_covering_what_counts_lowers_the_score() -> None:
    model = seeing([(slice(2, 4), slice(10, 12), 1)])
    picture = np.zeros((14, 14, 1), np.uint8)
    picture[2:4, 10:12] = 200
    heat = Occlusion(model)(picture, 1)
    assert heat.shape == (14, 14)
    assert np.unravel_index(heat.argmax(), heat.shape) in [(row, col) for row in (2, 3) for col in (10, 11)]
    assert not heat[6:, :8].any()
    assert not Occlusion(model)(picture, 0).any()


def test_of_random_halves_the_score_stays_with_those_that_show_what_counts() -> None:
    model = seeing([(slice(2, 4), slice(10, 12), 1), (slice(10, 12), slice(2, 4), -1)])
    picture = np.zeros((14, 14, 1), np.uint8)
    picture[2:4, 10:12] = picture[10:12, 2:4] = 200
    heat = Rise(model, pairs=512)(picture, 1)
    assert (heat.shape, heat.min(), heat.max()) == ((14, 14), 0, 1)
    assert np.unravel_index(heat.argmax(), heat.shape) in [(row, col) for row in (2, 3) for col in (10, 11)]
    assert np.unravel_index(heat.argmin(), heat.shape) in [(row, col) for row in (10, 11) for col in (2, 3)]
    assert heat[6:8, 6:8] == pytest.approx(0.5, abs=0.15)  # Argues neither for the class nor against it.
    assert (heat == Rise(model, pairs=512)(picture, 1)).all()
    assert not Rise(model)(picture, 0).any()


@pytest.mark.parametrize("shape", [(28, 28, 1), (9, 20, 3), (1, 1, 1)])
def test_masks_are_of_any_size_and_show_half(shape: tuple[int, int, int]) -> None:
    rise, generator = (
        Rise(keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(2, "softmax")])),
        np.random.default_rng(0),
    )
    masks = np.stack([rise._mask(generator, *shape[:2]) for _ in range(400)])
    assert masks.shape == (400, *shape[:2])
    assert 0 <= masks.min() < masks.max() <= 1
    assert masks.mean(0) == pytest.approx(0.5, abs=0.1)
