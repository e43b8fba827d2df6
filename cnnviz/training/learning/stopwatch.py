"""Measurement of what a training costs: Recipe -> Cost, from a few steps on made-up pictures with random weights.

Noise takes as long as photos, and random weights as long as trained ones: so nothing needs to be loaded.
"""

from collections.abc import Callable
from math import ceil, prod
from time import perf_counter
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets, networks
from cnnviz.datasets import Dataset
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Augmentation, Recipe
from cnnviz.surgery.folding import folded
from cnnviz.training.cost.estimate import Cost, Counts, counts
from cnnviz.training.cost.memory import EVALUATION_BATCH
from cnnviz.training.learning import loss_and_optimizer
from cnnviz.training.learning.batches import Batches, Views
from cnnviz.training.learning.preprocessing import learner
from cnnviz.training.learning.task import HEAD_BATCH, HEAD_OPTIMIZER, build, ready
from cnnviz.training.transfer import frozen_features

ENOUGH_S = 3.0
"""Seconds for which steps are measured, where one does not take longer."""
MOST_PIXELS = 1_600_000
"""Pixels of the batches that are measured; time grows with a larger one as it does with more of them."""
VALUES = 5_000_000
"""Values of the made-up pictures that are validated on."""


def measure(recipe: Recipe, device: str) -> Cost:
    """Build the recipe's network, train it for a few steps, and estimate what the training will take.

    Args:
        recipe: What is to be trained.
        device: What computes, in words.

    Raises:
        DataError: There is no such data set.
        NetworkError: There can be no such network.
    """
    backbone, views, number = networks.of(recipe).trained, recipe.views, counts(recipe)
    rows, cols, _ = recipe.input_shape
    batch = min(recipe.batch_size, max(1, MOST_PIXELS // (rows * cols)))
    data = _made_up(recipe, max(batch, frozen_features.AT_ONCE))
    whole = build(recipe.edited(weights="random") if backbone else recipe, data)
    once = 0.0
    seen: NDArray[Any] = data.x_train
    part = frozen_features.frozen_part(whole, backbone, recipe) if backbone else None
    if backbone and part:
        once += _features(part, seen, recipe, backbone, number)
        seen = _noise(len(data.x_train), part.output_shape[1:])
    if backbone and recipe.head_epochs:
        alone = recipe.edited(frozen=backbone.layers, augmentation=Augmentation())
        every = frozen_features.frozen_part(whole, backbone, alone)
        assert every is not None
        if part is None or len(every.layers) > len(part.layers):  # Else all frozen layers are in the part.
            once += _features(frozen_features.further(every, part), seen, alone, backbone, number)
        once += recipe.head_epochs * _head_epoch(whole, every, number.learned * views)
    model = frozen_features.rest(whole, part) if part else learner(whole, recipe)
    steps = ceil(number.learned * views / recipe.batch_size)
    ready(model, recipe, steps)
    step = _step(model, seen, batch, len(data.labels), loss_and_optimizer.stride(recipe), steps)
    return Cost(
        seconds_an_epoch=steps * step * recipe.batch_size / batch + _validation(model, seen, number.validated),
        seconds_once=once,
        epochs=recipe.epochs,
        learns=sum(prod(weights.shape) for weights in whole.trainable_variables),
        pictures=number.learned * views,
        measured_on=device,
    )


def _made_up(recipe: Recipe, count: int) -> Dataset:
    """Return so many pictures of noise as the data set's own would be."""
    labels = datasets.get(recipe.dataset).labels
    pictures = np.random.default_rng(0).integers(0, 256, (count, *recipe.input_shape), np.uint8)
    return Dataset(recipe.dataset, labels, pictures, _labels(count, len(labels)), pictures, _labels(count, 2), "noise")


def _noise(count: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return made-up features, shape (count, *shape)."""
    return np.random.default_rng(0).random((count, *shape), np.float32)


def _labels(count: int, classes: int) -> NDArray[np.int64]:
    return np.random.default_rng(0).integers(0, classes, count)


def _features(layers: keras.Model, seen: NDArray[Any], recipe: Recipe, backbone: Backbone, number: Counts) -> float:
    """Return the seconds in which frozen layers go over all pictures; 0 where what they make of them is kept.

    Args:
        layers: The frozen ones, or those of them that go on where others have been.
        seen: What they take, a batch or more.
        recipe: Says what is frozen.
        backbone: What the layers were taken from.
        number: Of pictures.
    """
    if frozen_features.worked_out(recipe, backbone):
        return 0.0
    batch, layers = seen[: frozen_features.AT_ONCE].astype("float32"), folded(layers)
    passes = number.held * recipe.views + number.others
    return passes * _mean(lambda: layers.predict_on_batch(batch)) / frozen_features.AT_ONCE


def _head_epoch(whole: keras.Model, part: keras.Model, pictures: int) -> float:
    """Return the seconds of an epoch in which only the layers after the backbone learn."""
    head = frozen_features.rest(whole, part)
    loss_and_optimizer.compile_fully(
        head, loss_and_optimizer.crossentropy(head), HEAD_OPTIMIZER, steps_per_execution=loss_and_optimizer.STRIDE
    )
    steps = ceil(pictures / HEAD_BATCH)
    return steps * _step(
        head, _noise(HEAD_BATCH, part.output_shape[1:]), HEAD_BATCH, 2, loss_and_optimizer.STRIDE, steps
    )


def _step(model: keras.Model, seen: NDArray[Any], batch: int, classes: int, stride: int, most: int) -> float:
    """Return the seconds of one step of a compiled model.

    Args:
        model: What is trained.
        seen: Some of what it takes, shape (n, ...), at least a batch.
        batch: Pictures a step.
        classes: Number of classes.
        stride: Steps that are computed at one call.
        most: Steps that are measured at most, those of an epoch.
    """

    def fit(steps: int) -> list[float]:
        views, ends = Views([seen[:batch]] * steps), list[float]()
        clock = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: ends.append(perf_counter()))
        batches = Batches(views, _labels(len(views), classes), batch, seed=0)
        model.fit(batches, shuffle=False, verbose=0, callbacks=[clock])
        return ends

    first, *_, last = fit(2 * stride)  # TensorFlow traces the graph before the first call ends.
    calls = ceil(ENOUGH_S / (last - first))
    if calls > 1:
        first, *_, last = ends = fit(stride * (1 + max(1, min(calls, most // stride))))
        return (last - first) / (len(ends) - 1) / stride
    return (last - first) / stride


def _validation(model: keras.Model, seen: NDArray[Any], pictures: int) -> float:
    """Return the seconds in which a compiled model is validated on so many pictures."""
    if not pictures:
        return 0.0
    some = np.resize(seen, (max(1, min(pictures, VALUES // prod(seen.shape[1:]))), *seen.shape[1:]))
    labels = _labels(len(some), 2)
    return _mean(lambda: model.evaluate(some, labels, batch_size=EVALUATION_BATCH, verbose=0)) * pictures / len(some)


def _mean(call: Callable[[], Any]) -> float:
    """Return the seconds that a call takes once it has been made before."""
    call()
    start, calls = perf_counter(), 0
    while not calls or perf_counter() - start < ENOUGH_S / 2:
        call()
        calls += 1
    return (perf_counter() - start) / calls
