"""Are the attributions those that one works out by hand?"""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import layers
from numpy.typing import NDArray

from cnnviz.explore.attribution.occlusion import Occlusion, Rise
from cnnviz.explore.attribution.perturbation import Perturbation
from cnnviz.explore.attribution.progressive import Gradual
from cnnviz.explore.attribution.saliency import Gradient, GuidedBackpropagation, IntegratedGradients, SmoothGrad

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


def small() -> keras.Model:
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Conv2D(8, 3),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(4, "softmax"),
        ]
    )


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
    black, own = explain.scores.predict(np.stack([np.zeros_like(PHOTO), PHOTO]).astype("float32"), verbose=0)[:, index]
    assert explain.attributions(PHOTO, index).sum() == pytest.approx(own - black, rel=0.01)


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
    rise, dice = (
        Rise(keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(2, "softmax")])),
        np.random.default_rng(0),
    )
    masks = np.stack([rise._mask(dice, *shape[:2]) for _ in range(400)])
    assert masks.shape == (400, *shape[:2])
    assert 0 <= masks.min() < masks.max() <= 1
    assert masks.mean(0) == pytest.approx(0.5, abs=0.1)


def watched(explain: Gradual) -> tuple[list[float], NDArray[np.float32]]:
    """Return how far a method said that it was, and what it found."""
    shares, going = [], explain.steps(PHOTO, 1)
    while True:
        try:
            shares.append(next(going))
        except StopIteration as end:
            return shares, end.value


@pytest.mark.parametrize("kind", [Occlusion, Rise, Perturbation, SmoothGrad])
def test_what_takes_a_while_says_how_far_it_is(kind: Callable[[keras.Model], Gradual]) -> None:
    explain = kind(small())
    shares, heat = watched(explain)
    assert len(shares) > 1
    assert shares == sorted(set(shares))
    assert shares[-1] == 1
    assert (heat == explain(PHOTO, 1)).all()


def test_integrated_gradients_say_how_far_they_are_as_well_as_they_can_guess() -> None:
    explain = IntegratedGradients(small())
    shares, heat = watched(explain)
    assert 0 < min(shares) < max(shares) <= 1
    assert (heat == explain(PHOTO, 1)).all()
    shares, _ = watched(IntegratedGradients(small(), most=16))
    assert shares == [2 / 16, 4 / 16, 8 / 16, 1]
