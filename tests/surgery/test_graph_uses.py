"""Is a graph laid out right where channels come first, layers are used twice, or inner models take several tensors?"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.patterns.ascent import Settings, patterns
from cnnviz.surgery.graph import lay_out
from tests.surgery.test_graph import SHAPE, pictures


def in_order(order: str) -> Model:
    """A small network with its channels last or first; weights are of the same shapes."""
    first = order == "channels_first"
    pixels = tensor = Input((16, 20, 3))
    if first:
        tensor = layers.Permute((3, 1, 2))(tensor)
    tensor = layers.Conv2D(4, 3, activation="relu", data_format=order, name="one")(tensor)
    tensor = layers.BatchNormalization(axis=1 if first else -1, name="norm")(tensor)
    tensor = layers.ReLU(name="relu")(tensor)
    tensor = layers.MaxPooling2D(data_format=order, name="pool")(tensor)
    tensor = layers.Conv2D(5, 3, data_format=order, name="two")(tensor)
    tensor = layers.GlobalAveragePooling2D(data_format=order, name="mean")(tensor)
    return Model(pixels, layers.Dense(3, "softmax", name="classes")(tensor))


def test_channels_that_come_first_are_seen_as_those_that_come_last() -> None:
    keras.utils.set_random_seed(0)
    last, first = in_order("channels_last"), in_order("channels_first")
    first.set_weights(last.get_weights())
    pictures = np.random.default_rng(0).integers(0, 256, (2, 16, 20, 3)).astype("float32")
    graphs = [lay_out(last), lay_out(first)]
    names = [[tap.name for tap in graph.picture_layers()] for graph in graphs]
    assert names[0] == names[1] == ["one", "relu", "pool", "two"]
    for expected, measured in zip(*(graph.until(*names[0])(pictures) for graph in graphs), strict=True):
        assert np.asarray(measured) == pytest.approx(np.asarray(expected), rel=1e-5, abs=1e-3)
    whole = Model(graphs[1].pixels, list(graphs[1].taps.values())[-1].tensor)
    assert np.asarray(whole(pictures)) == pytest.approx(np.asarray(first(pictures)), abs=1e-6)


def test_channels_that_come_first_have_heat_maps_and_patterns_of_their_own() -> None:
    keras.utils.set_random_seed(0)
    last, first = in_order("channels_last"), in_order("channels_first")
    first.set_weights(last.get_weights())
    picture = np.random.default_rng(0).integers(0, 256, (16, 20, 3), np.uint8)
    heat = [GradCam(model, "two")(picture, 1) for model in (last, first)]
    assert heat[0].shape == (5, 7)
    assert heat[1] == pytest.approx(heat[0], abs=1e-4)
    grown = [list(patterns(model, "two", [4], Settings(3, 16)))[-1][0] for model in (last, first)]
    assert grown[1].score == pytest.approx(grown[0].score, rel=1e-3)


def used_twice(part: keras.Layer) -> Model:
    """A network that sends its maps twice through the same layer or model."""
    pixels = Input(SHAPE)
    maps = part(layers.ReLU(name="between")(part(layers.Conv2D(2, 1, name="start")(pixels))))
    return Model(pixels, layers.Dense(2, "softmax")(layers.Flatten()(maps)))


def test_each_use_of_a_shared_layer_has_a_name_and_maps_of_its_own() -> None:
    conv = layers.Conv2D(2, 3, padding="same", name="conv")
    model = used_twice(conv)
    graph = lay_out(model)
    assert [tap.name for tap in graph.picture_layers()] == ["start", "conv", "between", "conv~2"]
    start, first, between, second = graph.until("start", "conv", "between", "conv~2")(pictures(), training=False)
    assert np.asarray(first) == pytest.approx(np.asarray(conv(start)), abs=1e-4)
    assert np.asarray(second) == pytest.approx(np.asarray(conv(between)), abs=1e-4)
    grown = list(patterns(model, "conv~2", [1], Settings(2, 12)))[-1][0]
    assert grown.score != list(patterns(model, "conv", [1], Settings(2, 12)))[-1][0].score


def test_each_use_of_a_shared_model_has_names_of_its_own() -> None:
    inner = Sequential(
        [Input((None, None, 2)), layers.Conv2D(2, 3, name="conv"), layers.ReLU(name="relu")], name="inner"
    )
    graph = lay_out(used_twice(inner))
    names = [tap.name for tap in graph.picture_layers()]
    assert names == ["start", "inner/conv", "inner/relu", "between", "inner~2/conv", "inner~2/relu"]
    assert graph.tap("inner~2/relu").tensor.shape[1:] == (8, 8, 2)


@pytest.mark.parametrize("wrap", [lambda one: [one], lambda one: {"name": one}], ids=["list", "dictionary"])
def test_one_input_or_output_in_a_list_or_a_dictionary_is_one(wrap: Callable[[Any], Any]) -> None:
    inside = Input((10, 10, 2))
    inner = Model(wrap(inside), wrap(layers.ReLU(name="relu")(inside)), name="inner")
    pixels = Input(SHAPE)
    maps = keras.tree.flatten(inner(wrap(layers.Conv2D(2, 3, name="conv")(pixels))))[0]
    model = Model(wrap(pixels), wrap(layers.Flatten()(maps)))
    graph = lay_out(model)
    assert [tap.name for tap in graph.picture_layers()] == ["conv", "inner/relu"]
    answer = Model(graph.pixels, graph.answer)(pictures(), training=False)
    expected = keras.tree.flatten(model(wrap(pictures()), training=False))[0]
    assert np.asarray(answer) == pytest.approx(np.asarray(expected), abs=1e-5)


def test_models_in_a_model_may_take_and_give_several() -> None:
    one, other = Input((10, 10, 2)), Input((10, 10, 2))
    inner = Model([one, other], [layers.Add(name="sum")([one, other]), layers.ReLU(name="relu")(one)], name="inner")
    pixels = Input(SHAPE)
    ways = [layers.Conv2D(2, 3, name=name)(pixels) for name in ("left", "right")]
    model = Model(pixels, layers.Flatten()(layers.Concatenate()(inner(ways))))
    graph = lay_out(model)
    assert {tap.name for tap in graph.picture_layers()} == {"left", "right", "inner/relu"}
    answer = Model(graph.pixels, graph.answer)(pictures(), training=False)
    assert np.asarray(answer) == pytest.approx(np.asarray(model(pictures(), training=False)), abs=1e-5)
