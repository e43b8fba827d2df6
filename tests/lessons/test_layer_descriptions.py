"""The sentence on each layer without a kernel says what the layer computes."""

import re

import keras
import numpy as np
import pytest

from cnnviz.explore.activations.feature_maps import kernel
from cnnviz.lessons.layer_descriptions import UNKNOWN, without_kernel
from cnnviz.locale import speaking
from cnnviz.surgery.graph import PICTURE_LAYERS

layers = keras.layers
VALUES = np.array([-2.0, -0.5, 0.0, 0.5, 3.0, 9.0], "float32").reshape(1, 1, 2, 3)
SENTENCES: list[tuple[keras.Layer, str, list[float]]] = [
    (layers.ReLU(), "what is below zero becomes zero, the rest stays", [0, 0, 0, 0.5, 3, 9]),
    (layers.ReLU(6), "what is above 6 becomes 6", [0, 0, 0, 0.5, 3, 6]),
    (layers.ReLU(negative_slope=0.1), "below zero is multiplied by 0.1", [-0.2, -0.05, 0, 0.5, 3, 9]),
    (layers.ReLU(6, 0.5), "multiplied by 0.5, and what is above 6 becomes 6", [-1, -0.25, 0, 0.5, 3, 6]),
    (layers.ReLU(threshold=1), "what is below 1 becomes zero", [0, 0, 0, 0, 3, 9]),
    (layers.LeakyReLU(), "below zero is multiplied by 0.3", [-0.6, -0.15, 0, 0.5, 3, 9]),
    (layers.Activation("relu"), "what is below zero becomes zero", [0, 0, 0, 0.5, 3, 9]),
    (layers.Activation("relu6"), "what is above 6 becomes 6", [0, 0, 0, 0.5, 3, 6]),
    (layers.Activation("leaky_relu"), "below zero is multiplied by 0.2", [-0.4, -0.1, 0, 0.5, 3, 9]),
    (layers.Activation("linear"), "changes nothing", [-2, -0.5, 0, 0.5, 3, 9]),
    (layers.AveragePooling2D((1, 2)), "of each 1×2 window of the layer before it takes the mean", [-0.75, 1.25, 4.5]),
    (layers.MaxPooling2D((1, 2)), "of each 1×2 window of the layer before it keeps the largest", [0.5, 3, 9]),
]


@pytest.mark.parametrize(("layer", "says", "gives"), SENTENCES, ids=lambda each: getattr(each, "name", ""))
def test_a_layer_computes_what_its_sentence_says(layer: keras.Layer, says: str, gives: list[float]) -> None:
    assert np.asarray(layer(VALUES)).ravel() == pytest.approx(gives, abs=1e-6)
    assert says in without_kernel(layer)


def test_a_softmax_makes_shares_of_the_channels() -> None:
    for layer in (layers.Softmax(), layers.Activation("softmax")):
        assert np.asarray(layer(VALUES)).sum(-1) == pytest.approx(1)
        assert "the values of all channels become shares that add up to 1" in without_kernel(layer)


def of_kind(kind: str) -> keras.Layer:
    """Return a layer of that kind, or an operation of keras.ops where it is no layer."""
    pixels = keras.Input((4, 4, 2))
    if not hasattr(layers, kind):
        operation = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
        return getattr(keras.ops, operation)(pixels)._keras_history.operation
    needed = {"Activation": {"activation": "relu"}, "AveragePooling2D": {"pool_size": 2}}
    layer = getattr(layers, kind)(**needed.get(kind, {}))
    layer(pixels)
    return layer


@pytest.mark.parametrize("kind", [kind for role in ("activation", "pooling") for kind in PICTURE_LAYERS[role]])
def test_every_kind_of_layer_that_is_shown_has_a_sentence(kind: str) -> None:
    layer = of_kind(kind)
    assert without_kernel(layer) != UNKNOWN
    assert kernel(layer, 0) is None


@pytest.mark.parametrize("layer", [layer for layer, *_rest in SENTENCES], ids=lambda layer: layer.name)
def test_the_sentence_is_whole_in_spanish_too(layer: keras.Layer) -> None:
    english = without_kernel(layer)
    with speaking("es"):
        spanish = without_kernel(layer)
    assert spanish.startswith("No aprende nada")
    assert "{" not in spanish + english
    assert ("0,5" in spanish) == ("0.5" in english)


def test_only_sentences_on_pooling_mention_windows() -> None:
    for layer, *_ in SENTENCES:
        assert ("window" in without_kernel(layer)) == ("Pooling" in type(layer).__name__)


def test_the_two_kernels_of_a_separable_convolution_are_shown_as_the_one_that_does_the_same() -> None:
    layer = layers.SeparableConv2D(3, 2, depth_multiplier=2, use_bias=False)
    picture = np.random.default_rng(0).normal(size=(1, 5, 5, 4)).astype("float32")
    answer = np.asarray(layer(picture))
    for channel in range(3):
        weights = kernel(layer, channel)
        assert weights is not None
        assert weights.shape == (2, 2, 4)
        same = keras.ops.conv(picture, weights[..., None])
        assert np.allclose(np.asarray(same)[..., 0], answer[..., channel], atol=1e-5)
