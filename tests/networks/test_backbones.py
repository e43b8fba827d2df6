"""The constants of the backbones agree with what Keras builds, and backbones are not nested."""

from math import prod
from typing import Any

import keras
import numpy as np
import pytest

from cnnviz import datasets, networks, recipes
from cnnviz.networks import Network, NetworkError, pretrained
from cnnviz.networks.backbones import BACKBONES, Backbone
from cnnviz.networks.input_layers import steps
from cnnviz.networks.stack import keras_code
from cnnviz.recipes import Recipe
from cnnviz.training.learning.preprocessing import preprocessing
from cnnviz.training.transfer import frozen_features, weights

EVERY = [network for network in networks.networks().values() if network.trained]
SHAPE = (96, 96, 3)
DOCUMENTS = {
    "cats_and_dogs_vgg16": (16_812_353, 2_097_665),
    "cats_and_dogs_vgg16_augmented": (16_812_353, 2_097_665),
    "cats_and_dogs_vgg16_finetuned": (16_812_353, 2_097_665),
    "birds_features": (23_997_512, 409_800),
    "birds_two_dense": (26_313_288, 2_725_576),
    "birds_convolution": (26_615_112, 3_027_400),
    "birds_finetuned": (25_890_888, 2_303_176),
    "birds_dense400": (24_487_512, 899_800),
    "birds_dense400_finetuned": (24_487_512, 899_800),
    "flowers_frozen_700": (54_344_421, 7_685),
}
"""Parameters of the whole network, and of the layers after the backbone."""


def application(backbone: Backbone, side: int = 96) -> keras.Model:
    """The backbone alone, with random weights: as Keras has it, if Keras has it."""
    shape = (side, side, 3)
    if backbone.like:
        return pretrained.build(backbone, include_top=False, input_tensor=keras.Input(shape))
    made: keras.Model = getattr(keras.applications, backbone.application)(
        include_top=False, weights=None, input_shape=shape
    )
    return made


@pytest.fixture(scope="module", params=BACKBONES.values(), ids=lambda backbone: backbone.name)
def both(request: pytest.FixtureRequest) -> tuple[Backbone, keras.Model, keras.Model]:
    """A backbone, as Keras has it, and within a network."""
    backbone: Backbone = request.param
    recipe = next(recipe for recipe in recipes.recipes().values() if networks.of(recipe).trained is backbone)
    network, small = networks.of(recipe), recipe.edited(input_shape=SHAPE)
    return (
        backbone,
        application(backbone),
        network.build(SHAPE, 2, preprocessing(small, np.zeros((1, *SHAPE), np.uint8))),
    )


def test_layers_and_numbers_are_those_of_keras(both: tuple[Backbone, keras.Model, keras.Model]) -> None:
    backbone, whole, _ = both
    assert (backbone.layers, backbone.parameters) == (len(whole.layers), whole.count_params())
    assert whole.output_shape[-1] == backbone.channels
    for layer in whole.layers:
        layer.trainable = not (backbone.norms_stay and isinstance(layer, keras.layers.BatchNormalization))
    for block in backbone.blocks:
        upto = whole.layers[: block.layers]
        assert upto[-1].name == block.name
        assert block.trainable == sum(prod(weight.shape) for layer in upto for weight in layer.trainable_weights)


def test_all_that_is_known_goes_through_the_end_of_a_block(both: tuple[Backbone, keras.Model, keras.Model]) -> None:
    backbone, whole, _ = both
    pixels = np.random.default_rng(0).normal(size=(1, *SHAPE)).astype("float32")
    for block in (backbone.blocks[0], backbone.blocks[-2]):
        middle = whole.get_layer(block.name).output
        first, second = keras.Model(whole.input, middle), keras.Model(middle, whole.output)
        assert np.allclose(second(first(pixels)), whole(pixels), atol=1e-4)


@pytest.mark.parametrize(
    "backbone", [each for each in BACKBONES.values() if each.layers < 200], ids=lambda backbone: backbone.name
)
@pytest.mark.parametrize("side", [97, 150])
def test_the_size_at_the_end_is_keras_size(backbone: Backbone, side: int) -> None:
    assert application(backbone, side).output_shape[1:] == backbone.output_shape((side, side, 3))


def test_the_backbone_stands_flat_in_the_network(both: tuple[Backbone, keras.Model, keras.Model]) -> None:
    backbone, whole, network = both
    inner = weights.layers(network, backbone)
    assert [type(layer) for layer in inner] == [type(layer) for layer in whole.layers]
    assert [[weight.shape for weight in layer.weights] for layer in inner] == [
        [weight.shape for weight in layer.weights] for layer in whole.layers
    ]
    for mine, theirs in zip(inner, whole.layers, strict=True):
        mine.set_weights(theirs.get_weights())
    pixels = np.random.default_rng(0).integers(0, 256, (1, *SHAPE)).astype("float32")
    ready = pixels / 127.5 - 1 if backbone.scaling == "tf" else pixels - [123.68, 116.779, 103.939]
    given = keras.Model(network.input, inner[-1].output)(pixels)
    assert np.allclose(given, whole(ready.astype("float32")), atol=1e-3)


def test_what_is_frozen_is_counted_from_the_input(both: tuple[Backbone, keras.Model, keras.Model]) -> None:
    backbone, _, network = both
    block = backbone.blocks[-2]
    frozen_features.freeze(network, backbone, block.layers)
    head = network.count_params() - backbone.parameters
    changing = sum(prod(weight.shape) for weight in network.trainable_weights)
    assert changing == backbone.trainable - block.trainable + head
    inner = weights.layers(network, backbone)
    assert not any(layer.trainable for layer in inner[: block.layers])
    assert backbone.cut(block.layers) == backbone.cut(block.layers + 1) == block
    assert backbone.cut(1) is None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_parameters_are_those_of_the_documents(name: str) -> None:
    recipe = recipes.get(name)
    rows = networks.of(recipe).table(recipe.input_shape, len(datasets.get(recipe.dataset).labels))
    total = sum(row.parameters for row in rows)
    assert (total, total - rows[0].parameters) == DOCUMENTS[name]


@pytest.mark.parametrize("network", EVERY, ids=lambda network: network.name)
def test_the_head_is_what_keras_builds(network: Network) -> None:
    assert network.trained is not None
    table = network.table(network.input_shape, 7)
    head = Network("head", "", "", table[0].output_shape, network.layers, network.sigmoid)  # type: ignore[arg-type]
    layers = {layer.name: layer for layer in head.build(head.input_shape, 7).layers}
    for row in table[1:]:
        layer = layers[row.name]
        assert (row.kind, row.output_shape) == (type(layer).__name__, tuple(layer.output.shape[1:]))
        assert row.parameters == layer.count_params()


@pytest.mark.parametrize(
    ("shape", "says"), [((20, 96, 3), "at least 32×32 pixels, not 20×96"), ((96, 96, 1), "colour pictures only")]
)
def test_pictures_that_it_cannot_take_are_refused(shape: tuple[int, int, int], says: str) -> None:
    with pytest.raises(NetworkError, match=says):
        networks.get("mobilenet_v2").table(shape, 5)


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"standardize": True}, "turn standardisation off"), ({"frozen": 155}, "MobileNetV2 has 154 layers")],
)
def test_what_it_cannot_do_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(NetworkError, match=says):
        networks.of(on_mobilenet(**changes))


@pytest.mark.parametrize("name", ["mobilenet_v2", "vgg16_dense", "resnet50_v15"])
def test_the_shown_keras_code_builds_the_same_network(name: str) -> None:
    network, recipe = networks.get(name), on_mobilenet(network=name, frozen=4)
    code = keras_code(network.table(SHAPE, 2), SHAPE, [step.code() for step in steps(recipe)], "random", recipe.frozen)
    scope: dict[str, Any] = {}
    exec(code, scope)
    model, base, ours = scope["model"], scope["base"], network.build(SHAPE, 2)
    assert model.count_params() == ours.count_params()
    assert [layer.trainable for layer in base.layers[:5]] == [False] * 4 + [True]
    assert "imagenet" in keras_code(network.table(SHAPE, 2), SHAPE, ["x"])


def on_mobilenet(**changes: Any) -> Recipe:
    """A recipe on a trained network, with random weights."""
    plain = recipes.get("tiny").then(
        "t", "t", network="mobilenet_v2", input_shape=SHAPE, dataset="shapes", weights="random"
    )
    return plain.edited(**changes)
