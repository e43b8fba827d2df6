"""Meaningful perturbation finds what decides, wherever it starts."""

from functools import partial

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.attribution.faithfulness import curves
from cnnviz.explore.attribution.perturbation import Perturbation
from cnnviz.explore.classify.probabilities import probabilities

SHAPE = (20, 20, 1)
CORNER, OTHER = (slice(2, 6), slice(12, 18)), (slice(12, 16), slice(2, 8))


def picture() -> np.ndarray:
    """Noise with two bright patches."""
    made = np.random.default_rng(0).integers(0, 40, SHAPE).astype("uint8")
    made[CORNER] = made[OTHER] = 220
    return made


def seeing() -> keras.Model:
    """Class 1 is what is bright in one corner and dark in the other; there are no feature maps to start from."""
    model = keras.Sequential(
        [keras.Input(SHAPE), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(2, "softmax")]
    )
    weights = np.zeros((*SHAPE[:2], 2), np.float32)
    weights[*CORNER, 1], weights[*OTHER, 1] = 0.5, -0.4
    model.layers[-1].set_weights([weights.reshape(-1, 2), np.array([1.0, 0.0])])
    return model


def looking() -> keras.Model:
    """Some convolutions of random weights: Grad-CAM knows little of what they do."""
    keras.utils.set_random_seed(4)
    conv = partial(layers.Conv2D, 8, 3, activation="relu")
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Rescaling(1 / 64),
            conv(),
            conv(strides=2),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ]
    )


def test_what_argues_for_the_class_is_hot_and_what_argues_against_it_cold() -> None:
    heat = Perturbation(seeing())(picture(), 1)
    assert (heat.shape, heat.min(), heat.max()) == (SHAPE[:2], 0, 1)
    assert heat[CORNER].mean() > 0.8
    assert heat[OTHER].mean() < 0.2
    assert heat[8:11, 8:11].mean() == pytest.approx(0.5, abs=0.25)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_search_leaves_a_map_that_is_better_than_the_one_it_started_from(index: int) -> None:
    model = looking()
    predict, photo = partial(probabilities, model), picture()
    before, after = (
        curves(predict, photo, explain(photo, index), index) for explain in (GradCam(model), Perturbation(model))
    )
    assert after.deletion_area - after.insertion_area < before.deletion_area - before.insertion_area - 0.01


def test_the_same_seed_gives_the_same_map() -> None:
    model, photo = looking(), picture()
    assert (Perturbation(model)(photo, 1) == Perturbation(model)(photo, 1)).all()
    assert (Perturbation(model)(photo, 1) != Perturbation(model, seed=1)(photo, 1)).any()


@pytest.mark.parametrize("shape", [(28, 28, 1), (9, 20, 3), (1, 1, 1)])
def test_pictures_of_any_size_can_be_asked_about(shape: tuple[int, int, int]) -> None:
    model = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(2, "softmax")])
    heat = Perturbation(model, rounds=2)(np.full(shape, 100, np.uint8), 0)
    assert heat.shape == shape[:2]
    assert np.isfinite(heat).all()


def test_where_nothing_speaks_for_the_class_the_map_is_empty() -> None:
    model = keras.Sequential([keras.Input(SHAPE), layers.Flatten(), layers.Dense(2, "softmax")])
    model.layers[-1].set_weights([np.zeros((400, 2)), np.zeros(2)])
    assert not Perturbation(model, rounds=3)(picture(), 1).any()
