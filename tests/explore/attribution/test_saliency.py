"""Attributions by gradients, compared with those worked out by hand."""

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.explore.attribution.saliency import Gradient, GuidedBackpropagation, IntegratedGradients, SmoothGrad
from tests.explore.attribution.small_network import small

WEIGHTS = np.random.default_rng(0).normal(size=(4 * 5 * 3, 2)).astype("float32")


def linear() -> keras.Model:
    """Each class's score is a weighted sum of all values."""
    model = keras.Sequential([keras.Input((4, 5, 3)), layers.Flatten(), layers.Dense(2, "softmax")])
    model.layers[-1].set_weights([WEIGHTS, np.array([1.0, -1.0])])
    return model


def two_way() -> keras.Model:
    """One value, twice through a ReLU: once as it is, once turned round; the score is 3·relu(x) - 2·relu(-x)."""
    model = keras.Sequential(
        [keras.Input((1, 1, 1)), layers.Conv2D(2, 1, activation="relu"), layers.Flatten(), layers.Dense(1, "sigmoid")]
    )
    model.layers[0].set_weights([np.array([[[[1.0, -1.0]]]]), np.zeros(2)])
    model.layers[-1].set_weights([np.array([[3.0], [-2.0]]), np.zeros(1)])
    return model


PICTURE = np.random.default_rng(2).integers(0, 256, (4, 5, 3)).astype("uint8")
PHOTO = np.random.default_rng(3).integers(0, 256, (12, 12, 3)).astype("uint8")


@pytest.mark.parametrize("index", [0, 1])
def test_of_a_weighted_sum_they_are_the_weights(index: int) -> None:
    weights = WEIGHTS[:, index].reshape(4, 5, 3)
    assert Gradient(linear()).attributions(PICTURE, index) == pytest.approx(weights, rel=1e-5)
    assert SmoothGrad(linear()).attributions(PICTURE, index) == pytest.approx(weights, rel=1e-4)
    assert IntegratedGradients(linear()).attributions(PICTURE, index) == pytest.approx(weights * PICTURE, rel=1e-4)


@pytest.mark.parametrize("index", range(4))
def test_integrated_gradients_add_up_to_what_the_score_has_gained(index: int) -> None:
    explain = IntegratedGradients(small())
    black, whole = explain.scores.predict(np.stack([np.zeros_like(PHOTO), PHOTO]).astype("float32"), verbose=0)[
        :, index
    ]
    assert explain.attributions(PHOTO, index).sum() == pytest.approx(whole - black, rel=0.01)


def test_guided_only_what_argues_for_the_class_passes_a_relu() -> None:
    model, picture = two_way(), np.array([[[7]]], np.uint8)
    for index, plain, guided in ((1, 3.0, 3.0), (0, -3.0, 0.0)):
        assert Gradient(model).attributions(picture, index).item() == pytest.approx(plain)
        assert GuidedBackpropagation(model).attributions(picture, index).item() == pytest.approx(guided)


@pytest.mark.parametrize("kind", [layers.ReLU(), layers.ReLU(max_value=6), layers.Activation("relu")])
def test_a_relu_of_its_own_is_guided_too(kind: keras.Layer) -> None:
    model = keras.Sequential([keras.Input((1, 1, 1)), kind, layers.Flatten(), layers.Dense(2, "softmax")])
    model.layers[-1].set_weights([np.array([[-1.0, 1.0]]), np.zeros(2)])
    picture = np.array([[[3]]], np.uint8)
    assert GuidedBackpropagation(model).attributions(picture, 0).item() == 0
    assert GuidedBackpropagation(model).attributions(picture, 1).item() == 1


def test_noise_is_the_same_each_time_and_calms_the_gradient() -> None:
    first, second = (SmoothGrad(small(), samples=20)(PHOTO, 1) for _ in range(2))
    assert (first == second).all()
    assert not np.allclose(first, Gradient(small())(PHOTO, 1))


def test_integrated_gradients_say_how_far_they_are() -> None:
    shares = list(IntegratedGradients(small(), most=16).steps(PHOTO, 1))
    assert shares == [2 / 16, 4 / 16, 8 / 16, 1]
