"""Filter patterns are made faster than by document 003's loop, for the same pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Case, Report, alternate, seconds
from cnnviz import device

if TYPE_CHECKING:
    import keras

    from cnnviz.explore.patterns.ascent import Settings

ROUNDS = 3

Iterate = Callable[[NDArray[np.float32]], tuple[Any, Any]]


@dataclass(frozen=True)
class Task:
    """Patterns to be made.

    Attributes:
        title: What it is, for people.
        model: The model as a person has it.
        until: Its layers up to the wanted one, for pictures of the wanted size.
        layer: Name of the layer.
        filters: Numbers of the filters.
        settings: Size, steps and seed.
    """

    title: str
    model: keras.Model
    until: keras.Model
    layer: str
    filters: Sequence[int]
    settings: Settings


@dataclass(frozen=True)
class Made:
    """Finished patterns by filter, the seconds that all took, and those until the first was finished."""

    pictures: dict[int, NDArray[np.uint8]]
    seconds: float
    first: float


def run() -> Report:
    """Measure each layer against a graph compiled for each filter, and against the best case: one graph for all."""
    device.start()
    cases = [case for task in _tasks() for case in _cases(task)]
    return Report("patterns", "generate_pattern of document 003, in TensorFlow", cases)


def _tasks() -> list[Task]:
    """Return what is to be made; weights are random, which changes no duration."""
    import keras

    from cnnviz import networks
    from cnnviz.explore.patterns.ascent import Settings

    keras.utils.set_random_seed(0)
    mnist, basenet = (
        networks.get(name).build(networks.get(name).input_shape, 10, [keras.layers.Rescaling(1 / 255)])
        for name in ("mnist", "basenet")
    )
    vgg = keras.applications.VGG16(weights=None, include_top=False)
    usual, short = Settings(size=64, steps=40), Settings(size=64, steps=10)
    return [
        Task("conv1 of the mnist network, 32 filters", mnist, _until(mnist, "conv1", 64), "conv1", range(32), usual),
        Task("conv3 of the mnist network, 32 filters", mnist, _until(mnist, "conv3", 64), "conv3", range(32), usual),
        Task("conv2 of basenet, 16 filters", basenet, _until(basenet, "conv2", 64), "conv2", range(16), usual),
        Task("block3_conv1 of VGG16, 8 filters", vgg, _until(vgg, "block3_conv1", 64), "block3_conv1", range(8), short),
    ]


def _until(model: keras.Model, layer: str, size: int) -> keras.Model:
    """Return the layers up to one; the document gets another size by leaving out the dense layers (``include_top``)."""
    import keras

    pixels = keras.Input((size, size, model.inputs[0].shape[-1]))
    layers = [each for each in model.layers if not isinstance(each, keras.layers.InputLayer)]
    names = [each.name for each in layers]
    return keras.Sequential([pixels, *layers[: names.index(layer) + 1]])


def _cases(task: Task) -> list[Case]:
    sides: dict[str, Callable[[], Made]] = {
        "ours": lambda: _ours(task),
        "once": lambda: _document(task, _compiled_once(task)),
        "each": lambda: document(task),
    }
    measured = alternate(sides, ROUNDS)
    size = f"{task.settings.size}×{task.settings.size}, {task.settings.steps} steps"
    return [
        _compared(f"{task.title}, {size}; peer compiles {graphs}", measured["ours"], measured[peer])
        for peer, graphs in (("each", "each filter, as the document"), ("once", "once for all filters"))
    ]


def _compared(title: str, ours: list[Made], peer: list[Made]) -> Case:
    pairs = [(ours[0].pictures[number], picture) for number, picture in peer[0].pictures.items()]
    apart = np.abs(np.stack([mine.astype(int) - theirs for mine, theirs in pairs]))
    return seconds(
        title,
        [one.seconds for one in ours],
        [one.seconds for one in peer],
        seconds_to_first=median(one.first for one in ours),
        peer_seconds_to_first=median(one.first for one in peer),
        # One level is the document's cutting off of fractions, where ours are rounded.
        grey_levels_apart=int(apart.max()),
        share_over_one_level=float((apart > 1).mean()),
    )


def _ours(task: Task) -> Made:
    from cnnviz.explore.patterns.ascent import patterns

    started, first, pictures = time.perf_counter(), 0.0, {}
    for batch in patterns(task.model, task.layer, task.filters, task.settings):
        if batch[0].step == task.settings.steps:
            first = first or time.perf_counter() - started
            pictures.update({pattern.filter: pattern.picture for pattern in batch})
    return Made(pictures, time.perf_counter() - started, first)


# The peer: the code of document 003, “Funciones auxiliares”. K.function became tf.function.


def document(task: Task) -> Made:
    """Make the patterns as document 003 does: one filter after the other, each with a function of its own."""
    return _document(task, lambda number: _compiled(task, number))


def _document(task: Task, compiled: Callable[[int], Iterate]) -> Made:
    started, first, pictures = time.perf_counter(), 0.0, {}
    for filter_index in task.filters:
        pictures[filter_index] = _generate_pattern(compiled(filter_index), _noise(task, filter_index), task)
        first = first or time.perf_counter() - started
    return Made(pictures, time.perf_counter() - started, first)


def _generate_pattern(iterate: Iterate, input_img_data: NDArray[np.float32], task: Task) -> NDArray[np.uint8]:
    step = 1.0
    for _ in range(task.settings.steps):
        _, grads_value = iterate(input_img_data)
        input_img_data += grads_value.numpy() * step
    return _deprocess_image(input_img_data[0])


def _deprocess_image(x: NDArray[np.float32]) -> NDArray[np.uint8]:
    x -= x.mean()
    x /= x.std() + 1e-5
    x *= 0.1
    x += 0.5
    x = np.clip(x, 0, 1)
    x *= 255
    return np.clip(x, 0, 255).astype("uint8")


def _noise(task: Task, filter_index: int) -> NDArray[np.float32]:
    """Return the picture that the filter starts from, shape (1, rows, cols, channels): ours draws the same."""
    dice = np.random.default_rng((task.settings.seed, filter_index))
    shape = (1, task.settings.size, task.settings.size, task.model.inputs[0].shape[-1])
    return np.asarray(dice.random(shape, np.float32) * 20 + 128, np.float32)


def _compiled(task: Task, filter_index: int) -> Iterate:
    """Return the document's ``iterate``, compiled for one filter."""
    import tensorflow as tf

    slope = _slope(task)
    iterate: Iterate = tf.function(lambda pixels: slope(pixels, filter_index))
    return iterate


def _compiled_once(task: Task) -> Callable[[int], Iterate]:
    """Return what gives ``iterate`` for a filter, compiled once, the filter's number being an input of the graph."""
    import tensorflow as tf

    compiled = tf.function(_slope(task))
    return lambda filter_index: lambda pixels: compiled(tf.constant(pixels), tf.constant(filter_index))


def _slope(task: Task) -> Callable[[Any, Any], tuple[Any, Any]]:
    import tensorflow as tf

    def slope(pixels: Any, filter_index: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            loss = tf.reduce_mean(task.until(pixels, training=False)[:, :, :, filter_index])
        grads = tape.gradient(loss, pixels)
        return loss, grads / (tf.sqrt(tf.reduce_mean(tf.square(grads))) + 1e-5)

    return slope
