"""Is any Keras model laid out flat, with every inner layer there and the same answer at its end?"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz.surgery.graph import LayerError, as_functional, lay_out

SHAPE = (12, 12, 1)


def branches(name: str = "branches") -> Model:
    """A Functional backbone in which two ways part and meet again, by addition and by laying side by side."""
    pixels = Input(SHAPE)
    start = layers.Conv2D(3, 3, padding="same", name="start")(pixels)
    left = layers.Conv2D(3, 3, padding="same", activation="relu", name="left")(start)
    added = layers.Add(name="added")([keras.ops.abs(start), left])
    right = layers.MaxPooling2D(1, name="right")(added)
    both = layers.Concatenate(name="both")([left, right])
    return Model(pixels, layers.ReLU(name="end")(both), name=name)


def stack(name: str = "stack", shape: tuple[int, int, int] = SHAPE) -> Model:
    """A Sequential backbone."""
    parts = [Input(shape), layers.Conv2D(2, 3, name="conv"), layers.BatchNormalization(name="norm")]
    return Sequential([*parts, layers.ReLU(name="relu"), layers.AveragePooling2D(2, name="pool")], name=name)


def head() -> list[keras.Layer]:
    """Layers that end a classifier."""
    return [layers.Conv2D(2, 3, name="top"), layers.Flatten(name="flat"), layers.Dense(3, "softmax", name="classes")]


def inside_sequential(backbone: Model) -> Model:
    return Sequential([Input(SHAPE), layers.Rescaling(1 / 255, name="scale"), backbone, *head()])


def inside_functional(backbone: Model) -> Model:
    pixels = Input(SHAPE)
    tensor = backbone(layers.Rescaling(1 / 255, name="scale")(pixels))
    for layer in head():
        tensor = layer(tensor)
    return Model(pixels, tensor)


def two_deep(backbone: Model) -> Model:
    middle = Sequential([Input(SHAPE), backbone, layers.Conv2D(2, 1, name="after")], name="middle")
    return inside_functional(middle)


class Own(Model):
    """A model of a class of its own, as the tutorials of Keras write them, with a shortcut and dropout."""

    def __init__(self, name: str = "own", backbone: Model | None = None) -> None:
        super().__init__(name=name)
        self.before = backbone or layers.Conv2D(3, 3, padding="same", name="before")
        self.conv = layers.Conv2D(3, 3, padding="same", name="conv")
        self.relu = layers.ReLU(name="relu")
        self.dropout = layers.Dropout(0.5, name="dropout")
        self.flat, self.classes = layers.Flatten(name="flat"), layers.Dense(3, "softmax", name="classes")

    def call(self, pixels: Any, training: bool = False) -> Any:
        """Return the probability of each class."""
        before = self.before(pixels / 255)
        after = self.relu(self.conv(before)) + keras.ops.mean(before, -1, keepdims=True)
        return self.classes(self.flat(self.dropout(after, training=training)))


def middle() -> Model:
    """A nested model of a class of its own whose answer is a picture."""

    class Middle(Model):
        def __init__(self) -> None:
            super().__init__(name="middle")
            self.inner = layers.Conv2D(2, 3, name="inner")

        def call(self, maps: Any) -> Any:
            return self.inner(maps)

    return Middle()


STACK = {"conv", "relu", "pool"}
BRANCHES = {"start", "left", "right", "end"}
CASES: dict[str, tuple[Callable[[], Model], set[str]]] = {
    "Sequential": (stack, STACK),
    "Functional": (branches, BRANCHES),
    "Sequential in Sequential": (lambda: inside_sequential(stack()), {f"stack/{n}" for n in STACK} | {"top"}),
    "Sequential in Functional": (lambda: inside_functional(stack()), {f"stack/{n}" for n in STACK} | {"top"}),
    "Functional in Sequential": (
        lambda: inside_sequential(branches()),
        {f"branches/{n}" for n in BRANCHES} | {"top"},
    ),
    "Functional in Functional": (
        lambda: inside_functional(branches()),
        {f"branches/{n}" for n in BRANCHES} | {"top"},
    ),
    "own class": (lambda: as_functional(Own(), SHAPE), {"before", "conv", "relu"}),
    "Functional in own class": (
        lambda: as_functional(Own(backbone=branches()), SHAPE),
        {f"branches/{n}" for n in BRANCHES} | {"conv", "relu"},
    ),
    "own class in Sequential": (lambda: inside_sequential(middle()), {"middle/inner", "top"}),
    "two levels deep": (
        lambda: two_deep(branches()),
        {f"middle/branches/{n}" for n in BRANCHES} | {"middle/after", "top"},
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[Model, set[str]]:
    """A model and the names of its picture layers."""
    keras.utils.set_random_seed(0)  # With other weights now and then a ReLU lets nothing through.
    make, names = CASES[request.param]
    return make(), names


def pictures(count: int = 3, size: int = 12) -> np.ndarray:
    """Random pictures, shape (count, size, size, 1), 0..255."""
    return np.random.default_rng(0).integers(0, 256, (count, size, size, 1)).astype("float32")


def test_every_picture_layer_is_listed(case: tuple[Model, set[str]]) -> None:
    model, names = case
    listed = [tap.name for tap in lay_out(model).picture_layers()]
    assert set(listed) == names
    assert len(listed) == len(names)


def test_the_flat_graph_gives_the_models_answer(case: tuple[Model, set[str]]) -> None:
    model, _ = case
    graph = lay_out(model)
    flat = Model(graph.pixels, list(graph.taps.values())[-1].tensor)
    assert np.allclose(flat.predict_on_batch(pictures()), model.predict_on_batch(pictures()), atol=1e-6)


def test_every_layers_output_is_what_leads_to_the_models_answer(case: tuple[Model, set[str]]) -> None:
    model, names = case
    graph = lay_out(model)
    for name in names:
        tap = graph.tap(name)
        ours = graph.until(name).predict_on_batch(pictures())
        source = Model(graph.pixels, tap.source).predict_on_batch(pictures())
        assert ours.std() > 0
        assert np.allclose(ours, tap.layer(source), atol=1e-5)


def test_a_model_of_ones_own_class_answers_as_it_does() -> None:
    model = Own()
    functional = as_functional(model, SHAPE)
    assert np.allclose(functional.predict_on_batch(pictures()), model.predict_on_batch(pictures()), atol=1e-6)
    assert as_functional(functional, SHAPE) is functional


def test_a_model_whose_call_leaves_keras_is_refused_in_one_sentence() -> None:
    class Strange(Model):
        def call(self, pixels: Any) -> Any:
            return keras.ops.convert_to_tensor(np.asarray(pixels).sum(-1))

    with pytest.raises(LayerError, match=r"must only call layers and keras\.ops"):
        as_functional(Strange(name="strange"), SHAPE)


def test_weights_are_shared_and_not_copied() -> None:
    model = inside_sequential(stack())
    graph = lay_out(model)
    before = graph.until("conv").predict_on_batch(pictures())
    layer = model.get_layer("stack").get_layer("conv")
    layer.set_weights([2 * weights for weights in layer.get_weights()])
    assert np.allclose(graph.until("conv").predict_on_batch(pictures()), 2 * before, atol=1e-4)


def test_layers_are_told_apart_by_what_they_do() -> None:
    graph = lay_out(inside_functional(stack()))
    assert [(tap.name, tap.role) for tap in graph.picture_layers()] == [
        ("stack/conv", "convolution"),
        ("stack/relu", "activation"),
        ("stack/pool", "pooling"),
        ("top", "convolution"),
    ]


def test_the_last_part_of_a_name_is_enough_where_it_is_clear() -> None:
    graph = lay_out(two_deep(branches()))
    assert graph.tap("left").name == graph.tap("branches/left").name == "middle/branches/left"


def test_a_whole_name_wins_over_the_last_part_of_another() -> None:
    model = Sequential([Input(SHAPE), stack(), layers.Conv2D(4, 2, name="conv"), stack("again", (4, 4, 4))])
    graph = lay_out(model)
    assert graph.tap("conv").tensor.shape[-1] == 4
    assert lay_out(model, last="conv").tap("conv").tensor.shape[-1] == 4


@pytest.mark.parametrize("name", ["nothing", "classes", "conv", ""])
def test_a_layer_that_cannot_be_looked_into_is_answered_with_those_that_can(name: str) -> None:
    parts = [stack("one"), stack("two", (5, 5, 2)), layers.Flatten(), layers.Dense(3, name="classes")]
    model = Sequential([Input(SHAPE), *parts])
    with pytest.raises(LayerError, match=rf"no layer '{name}' to look into: choose one of one/conv, .*two/pool\.$"):
        lay_out(model).tap(name)


def test_another_size_goes_in_where_the_layers_up_to_the_last_one_take_it() -> None:
    model = inside_sequential(stack())
    graph = lay_out(model, (20, 30, 1), last="stack/relu")
    assert list(graph.taps) == ["scale", "stack/conv", "stack/norm", "stack/relu"]
    assert graph.tap("relu").tensor.shape == (None, 18, 28, 2)


class Halved(Model):
    """A model that is written as code and has no graph."""

    def call(self, tensor: Any) -> Any:
        return tensor / 2


def test_a_nested_model_without_a_graph_is_one_layer() -> None:
    model = inside_functional(Halved(name="halved"))
    graph = lay_out(model)
    assert [tap.name for tap in graph.picture_layers()] == ["top"]
    flat = Model(graph.pixels, graph.taps["classes"].tensor)
    assert np.allclose(flat.predict_on_batch(pictures()), model.predict_on_batch(pictures()), atol=1e-6)


def test_several_layers_come_from_one_pass() -> None:
    graph = lay_out(branches())
    both = graph.until("left", "end").predict_on_batch(pictures())
    assert [output.shape[-1] for output in both] == [3, 6]
