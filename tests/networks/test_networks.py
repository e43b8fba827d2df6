"""The table of layers, computed by formulas, agrees with what Keras builds, for every network."""

import json
import math
from typing import Any

import keras
import numpy as np
import pytest

from cnnviz import networks, recipes
from cnnviz.networks import Network, NetworkError
from cnnviz.networks.input_layers import steps
from cnnviz.networks.layers import Conv, Dense, Flatten, Part, Pool, Residual
from cnnviz.networks.stack import describe, keras_code
from cnnviz.networks.values import from_values, to_values
from cnnviz.recipes import Augmentation

ALL = [network for network in networks.networks().values() if not network.trained]
"""Those on a trained backbone are tested in test_backbones.py."""
ODD = Network(
    name="odd",
    title="",
    summary="",
    input_shape=(17, 13, 3),
    layers=(
        Conv(5, kernel=4, stride=3, padding="same", bias=False),
        Pool(2, average=True),
        Conv(7, kernel=2, stride=2, activation=None),
        Flatten(),
        Dense(6, activation="tanh", bias=False),
    ),
)


def kind(layer: keras.Layer) -> str:
    """The class of a layer."""
    return type(layer).__name__


def weighted(layers: list[keras.Layer]) -> list[keras.Layer]:
    """The layers that learn, in order."""
    return [layer for layer in layers if layer.trainable_weights]


def built(model: keras.Model) -> list[keras.Layer]:
    """The layers of a model without its input."""
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


@pytest.mark.parametrize("network", [*ALL, ODD], ids=lambda network: network.name)
@pytest.mark.parametrize("larger", [0, 5])
def test_the_table_is_what_keras_builds(network: Network, larger: int) -> None:
    rows, cols, channels = network.input_shape
    shape = (rows + larger, cols + larger, channels)
    table, model = network.table(shape, 7), network.build(shape, 7)
    layers = {layer.name: layer for layer in built(model)}
    assert {row.name for row in table} == set(layers)
    for row in table:
        layer = layers[row.name]
        assert (row.kind, row.output_shape) == (type(layer).__name__, tuple(layer.output.shape[1:]))
        assert row.parameters == layer.count_params()


@pytest.mark.parametrize(
    ("name", "shape", "classes", "parameters"),
    [
        ("mnist", (28, 28, 1), 10, 93_322),
        ("basenet", (32, 32, 3), 25, 24_197),
        ("basenet_batchnorm", (32, 32, 3), 25, 24_413),
        ("improved_basenet", (32, 32, 3), 25, 1_386_361),
        ("deeper_basenet", (32, 32, 3), 25, 112_793),
        ("deeper_batchnorm_before", (32, 32, 3), 25, 113_769),
        ("deeper_batchnorm_after", (32, 32, 3), 25, 113_769),
        ("cats_and_dogs", (150, 150, 3), 2, 3_453_121),
        ("cats_and_dogs_dropout", (150, 150, 3), 2, 3_453_121),
        ("mini_resnet", (64, 64, 3), 2, 265_665),
    ],
)
def test_the_parameters_are_those_of_the_documents(
    name: str, shape: tuple[int, int, int], classes: int, parameters: int
) -> None:
    network = networks.get(name)
    assert network.input_shape == shape
    assert sum(row.parameters for row in network.table(shape, classes)) == parameters
    model = network.build(shape, classes)
    assert model.count_params() == parameters
    if name == "mini_resnet":
        assert sum(math.prod(weight.shape) for weight in model.trainable_weights) == 264_449


@pytest.mark.parametrize("network", ALL, ids=lambda network: network.name)
def test_raw_pixels_go_in_and_probabilities_come_out(network: Network) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (4, *network.input_shape), np.uint8)
    answer = network.build(network.input_shape, 5, [keras.layers.Rescaling(1 / 255)]).predict_on_batch(pixels)
    assert answer.shape == (4, 5)
    assert answer.sum(axis=1) == pytest.approx([1] * 4, abs=1e-5)
    assert answer.std() > 0


@pytest.mark.parametrize("network", ALL, ids=lambda network: network.name)
def test_pictures_that_are_too_small_are_refused_with_the_layer(network: Network) -> None:
    smallest = next(size for size in range(1, 64) if fits(network, size))
    assert network.build((smallest, smallest, 1), 10).count_params() > 0
    less = smallest - 1
    for shape in ((less, less, 1), (less, 64, 1), (64, less, 1)) if less else ():
        with pytest.raises(
            NetworkError, match=r"^Layer \w+\d \(\w+2D\) cannot follow .*×\d+: its .* does not fit .*\.$"
        ):
            network.build(shape, 10)


def fits(network: Network, size: int) -> bool:
    """Whether pictures of that size can go through all layers."""
    try:
        return bool(network.table((size, size, 1), 10))
    except NetworkError:
        return False


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ((Flatten(), Conv(3)), "Layer conv1 (Conv2D) cannot follow 64: it needs feature maps"),
        ((Conv(2), Dense(3)), "Layer dense1 (Dense) cannot follow 6×6×2: it needs a row of values"),
        ((Conv(2), Pool(7)), "Layer pool1 (MaxPooling2D) cannot follow 6×6×2: its 7×7 window"),
    ],
)
def test_layers_that_do_not_fit_together_are_named(layers: tuple[Part, ...], says: str) -> None:
    with pytest.raises(NetworkError) as caught:
        describe(layers, (8, 8, 1))
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize("network", [*ALL, ODD], ids=lambda network: network.name)
def test_the_shown_keras_code_builds_the_same_network(network: Network) -> None:
    shape = network.input_shape
    scope: dict[str, Any] = {}
    changes = steps(recipes.get("tiny").edited(augmentation=Augmentation(0.1, 0.2, 30, 0.2, True)))
    exec(keras_code(network.table(shape, 10), shape, [step.code() for step in changes]), scope)
    model, ours = scope["model"], network.build(shape, 10)
    theirs = built(model)
    count = len(changes)
    assert [type(layer).__name__ for layer in theirs[:count]] == [step.kind for step in changes]
    assert sorted(map(kind, theirs[count:])) == sorted(map(kind, built(ours)))
    for layer, like in zip(weighted(theirs), weighted(built(ours)), strict=True):
        layer.set_weights(like.get_weights())
    pixels = np.random.default_rng(0).integers(0, 256, (2, *shape)).astype("float32")
    assert np.allclose(model(pixels, training=False), ours(pixels / 255, training=False), atol=1e-5)


@pytest.mark.parametrize("network", [*ALL, ODD], ids=lambda network: network.name)
def test_layers_survive_a_file(network: Network) -> None:
    assert from_values(json.loads(json.dumps(to_values(network.layers)))) == network.layers


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "Layer 1 is of no known kind"),
        ({"layer": "Magic"}, "Layer 1 is of no known kind: use one of Conv, "),
        ({"layer": "Conv"}, "Layer 1 (Conv) lacks filters."),
        ({"layer": "Conv", "filters": 8, "colour": 1}, "The fields of layer 1 (Conv) are: filters, kernel"),
        ({"layer": "Conv", "filters": 0}, "Layer 1 (Conv): filters must be between 1 and 2048, not 0."),
        ({"layer": "Conv", "filters": True}, "Layer 1 (Conv): filters cannot be True."),
        ({"layer": "Conv", "filters": 8, "stride": 0}, "Layer 1 (Conv): stride must be between 1 and 16, not 0."),
        ({"layer": "Conv", "filters": 8, "padding": "full"}, "padding must be one of valid, same"),
        ({"layer": "Conv", "filters": 8, "activation": "exec"}, "activation must be one of"),
        ({"layer": "Dense", "units": "64"}, "units cannot be '64'"),
        ({"layer": "Dropout", "rate": 1}, "rate must be at least 0 and below 1"),
        ({"layer": "Scale", "factor": 0.0}, "factor must be above 0 and at most 100"),
        ({"layer": "Conv", "filters": 8, "l2": -1}, "l2 must be between 0 and 1"),
    ],
)
def test_a_layer_that_a_file_gets_wrong_is_named(value: dict[str, Any], says: str) -> None:
    with pytest.raises(NetworkError) as caught:
        from_values([value])
    assert says in str(caught.value)


def test_a_shortcut_that_does_not_fit_is_refused() -> None:
    with pytest.raises(
        NetworkError, match=r"^Layer add1 \(Add\) cannot follow .*: both of its inputs .*projection\)\.$"
    ):
        describe((Conv(4), Residual(8)), (16, 16, 3))


def test_penalties_on_weights_reach_keras() -> None:
    model = ODD.edited((Conv(4, l1=0.1, l2=0.2), Flatten(), Dense(3, l2=0.3))).build((8, 8, 1), 5)
    penalties = [layer.kernel_regularizer for layer in model.layers if hasattr(layer, "kernel_regularizer")]
    assert [(float(each.l1), float(each.l2)) for each in penalties if each] == [
        pytest.approx((0.1, 0.2)),
        pytest.approx((0, 0.3)),
    ]
