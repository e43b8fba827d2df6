"""Recording everything costs a training little: a run with all its records against bare ``model.fit``."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import BenchmarkError, Case, Report, paired_ratio, throughput
from benchmarks.turns import in_turns
from cnnviz import datasets, device, recipes
from cnnviz.datasets import Dataset, Source
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run

Pair = tuple[NDArray[Any], NDArray[Any]]
MNIST_PICTURES, TEST_PICTURES = 6_400, 512


def run() -> Report:
    """Measure the epochs of both sides, in turns."""
    device.start()
    cases = [_case(recipe, title) for recipe, title in _recipes()]
    return Report("training", "model.fit with the same arrays and no callbacks", cases)


def _recipes() -> list[tuple[Recipe, str]]:
    """Return what is trained, and its title; with fewer epochs where they are long."""
    mnist = recipes.get("mnist").edited(validation_split=0.1, epochs=7)
    if datasets.get("mnist").present():
        some = shortened("mnist", MNIST_PICTURES)
        mnist = mnist.edited(dataset=some.name)
        title = f"mnist network, {MNIST_PICTURES:,} pictures of MNIST"
    else:
        mnist = mnist.edited(dataset="shapes")
        title = "mnist network, shapes 28×28×1 (MNIST is not available)"
    basenet = recipes.get("basenet").edited(dataset="shapes", epochs=7)
    tiny = recipes.get("tiny").edited(epochs=41)
    return [(mnist, title), (basenet, "basenet, shapes 32×32×3"), (tiny, "tiny, digits 16×16×1")]


def shortened(name: str, pictures: int) -> Source:
    """Add a data set to the list, in this process only: some pictures of another, of all its classes."""
    full = datasets.get(name)

    def load(shape: tuple[int, int, int]) -> Dataset:
        data = full.load(shape)
        order = np.random.default_rng(0).permutation(len(data.x_train))[:pictures]
        some = slice(pictures // 10)
        return dataclasses.replace(
            data,
            x_train=data.x_train[order],
            y_train=data.y_train[order],
            x_test=data.x_test[:TEST_PICTURES],
            y_test=data.y_test[:TEST_PICTURES],
            x_validation=None if data.x_validation is None else data.x_validation[some],
            y_validation=None if data.y_validation is None else data.y_validation[some],
        )

    short = dataclasses.replace(full, name=f"{name}_{pictures}", load=load)
    datasets.datasets()[short.name] = short
    return short


def _case(recipe: Recipe, title: str) -> Case:
    _, (x, _), validation = arrays(recipe)
    sides = in_turns(lambda end_of_epoch: ours(recipe, end_of_epoch), lambda end_of_epoch: bare(recipe, end_of_epoch))
    # In the first epoch TensorFlow compiles.
    mine, peer = ([turn.seconds for turn in side[1:]] for side in sides)
    cpu = paired_ratio(*([turn.cpu_seconds for turn in side[1:]] for side in sides))
    batch, checked = recipe.batch_size, len(validation[0]) if validation else 0
    return throughput(title, len(x), "pictures/s", mine, peer, cpu_ratio=cpu, batch_size=batch, validated_on=checked)


def arrays(recipe: Recipe) -> tuple[Dataset, Pair, Pair | None]:
    """Return the recipe's data set, the pictures and labels to learn from, and those to validate on."""
    from cnnviz.training.learning.batches import parts

    data = datasets.load(recipe.dataset, recipe.input_shape)
    return data, *parts(data, recipe.validation_split, recipe.seed)


def ours(recipe: Recipe, end_of_epoch: Callable[[], None]) -> None:
    """Train as the app does: heartbeat, records, TensorBoard, kept weights, checks for a stop."""
    from cnnviz.training.learning.train import train

    with tempfile.TemporaryDirectory() as folder:
        made = Run.create(recipe, Path(folder) / "run")
        train(made, callbacks=(after_each(end_of_epoch),))
        if made.status().state != "done":
            raise BenchmarkError(f"The training of {recipe.name} ended early: {made.status().message}")


def bare(recipe: Recipe, end_of_epoch: Callable[[], None]) -> None:
    """Train the same model with Keras alone."""
    from cnnviz.training.cost.memory import EVALUATION_BATCH
    from cnnviz.training.learning import loss_and_optimizer
    from cnnviz.training.learning.task import build

    data, learned, validation = arrays(recipe)
    model, steps = build(recipe, data), recipe.epochs * -(-len(learned[0]) // recipe.batch_size)
    # A step at a call, as is usual.
    model.compile(
        loss_and_optimizer.optimizer(recipe, steps), loss_and_optimizer.loss(recipe, model), metrics=["accuracy"]
    )
    model.fit(
        *learned,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        validation_data=validation,
        validation_batch_size=EVALUATION_BATCH,
        verbose=0,
        callbacks=[after_each(end_of_epoch)],
    )


def after_each(end_of_epoch: Callable[[], None]) -> Any:
    """Return a callback that does nothing but this; it must stand last, after all that is written at an epoch's end."""
    import keras

    return keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: end_of_epoch())
