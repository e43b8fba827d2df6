"""Preparation of a training: (recipe, pictures) -> the network, the part of it that learns, and the batches."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets, networks
from cnnviz.base import files
from cnnviz.datasets import Dataset
from cnnviz.locale import Message
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Augmentation, Recipe
from cnnviz.training.learning import loss_and_optimizer
from cnnviz.training.learning.batches import Batches, Mixed, Pair, Views, parts
from cnnviz.training.learning.callbacks import BEFORE, LAST, Dice, TrainingError
from cnnviz.training.learning.preprocessing import learner, preprocessing
from cnnviz.training.runs.contents import snapshot
from cnnviz.training.runs.run import Run
from cnnviz.training.transfer import frozen_features, weights

HEAD_BATCH, HEAD_OPTIMIZER = 32, "adam"
"""Batch size and optimiser of the layers after a backbone where they learn alone first: Adam at its usual 0.001."""


@dataclass(frozen=True, eq=False)
class Task:
    """Everything that a training needs.

    Attributes:
        whole: The network, from raw pixels.
        model: The whole, or its end where the rest is frozen and worked out once.
        learner: What is trained: the model, with the random changes as `preprocessing.learner` makes them.
        data: What the model takes, pictures or what the frozen layers make of them.
        batches: What it learns from.
        validation: What it is validated on, and the labels.
        done: Epochs that it has learned already.
    """

    whole: keras.Model
    model: keras.Model
    learner: keras.Model
    data: Dataset
    batches: Batches
    validation: Pair | None
    done: int


def build(recipe: Recipe, data: Dataset) -> keras.Model:
    """Build the recipe's network for the data set, with what it has learned before; it takes raw pixels.

    Raises:
        NetworkError: The pictures are too small for the network.
        DataError: The weights that it begins with cannot be had.
    """
    network = networks.of(recipe)
    model = network.build(recipe.input_shape, len(data.labels), preprocessing(recipe, data.x_train))
    if network.trained:
        weights.load(model, network.trained, recipe.weights or "imagenet")
        frozen_features.freeze(model, network.trained, recipe.frozen)
    return model


def prepare(run: Run, recipe: Recipe, data: Dataset, resume: bool, say: Callable[[Message], None]) -> Task:
    """Build the network, work out what is frozen, and put back what a resumed run has learned.

    Args:
        run: The run.
        recipe: Its recipe.
        data: Pictures.
        resume: Whether to go on after the last finished epoch.
        say: Callback that gets a sentence of progress; what it raises ends the work.

    Raises:
        NetworkError: The pictures are too small for the network.
        DataError: The weights that it begins with cannot be had, or the disk is full.
        TrainingError: It shall stop early without pictures to validate on.
    """
    say(Message("Building the network."))
    whole, trained = build(recipe, data), networks.of(recipe).trained
    kept = newest(run) if resume else None
    with datasets.reporting(lambda sentence, _: say(sentence)):
        part = frozen_features.frozen_part(whole, trained, recipe) if trained else None
        versions = frozen_features.versions(part, recipe, trained, data)
        if trained and recipe.head_epochs and not kept:
            _train_head(whole, trained, recipe, data, (part, versions) if part else None, say)
        save(run.path / "network.keras", whole)  # With last.npz, this lets a training be looked into while it goes on.
    model = frozen_features.rest(whole, part) if part else whole
    learns = model if part else learner(whole, recipe)
    learned, validation = _learned(versions, recipe), parts(versions[0], recipe.validation_split, recipe.seed)[1]
    if validation is None and recipe.early_stopping:
        raise TrainingError(
            Message(
                "Early stopping needs validation pictures: choose a validation share above 0, or no early stopping."
            )
        )
    steps = -(-len(learned[0]) // recipe.batch_size)
    ready(learns, recipe, steps)
    done = 0
    if kept:
        snapshot.load(kept, whole, learns.optimizer)
        done = int(learns.optimizer.iterations) // steps
    else:
        for name in (LAST, BEFORE):
            (run.path / name).unlink(missing_ok=True)
    batches = Batches(*learned, recipe.batch_size, recipe.seed, epoch=done + 1)
    if recipe.mixup:
        batches = Mixed(batches, recipe.mixup, model.output_shape[-1])
    return Task(whole, model, learns, versions[0], batches, validation, done)


def newest(run: Run) -> Path | None:
    """Return the file of the last finished epoch's weights; where it is damaged, that of the epoch before."""
    return next((run.path / name for name in (LAST, BEFORE) if snapshot.sound(run.path / name)), None)


def ready(model: keras.Model, recipe: Recipe, steps: int) -> None:
    """Give the model the loss and the optimiser of the recipe.

    Args:
        model: What is trained.
        recipe: How.
        steps: Steps of one epoch.
    """
    loss_and_optimizer.compile_fully(
        model,
        loss_and_optimizer.loss(recipe, model),
        loss_and_optimizer.optimizer(recipe, recipe.epochs * steps),
        (loss_and_optimizer.accuracy(recipe),),
        blended=bool(recipe.mixup),
        steps_per_execution=loss_and_optimizer.stride(recipe),
    )


def _train_head(
    whole: keras.Model,
    backbone: Backbone,
    recipe: Recipe,
    data: Dataset,
    known: frozen_features.Known | None,
    say: Callable[[Message], None],
) -> None:
    """Let the layers after the backbone learn alone first, so that their first large steps do not spoil what it knows.

    What the frozen part makes of the pictures is ``known``, where that is always the same.
    """
    alone = recipe.edited(frozen=backbone.layers, augmentation=Augmentation())
    part = frozen_features.frozen_part(whole, backbone, alone)
    assert part is not None
    versions = frozen_features.versions(part, alone, backbone, data, known)
    batches = Batches(*_learned(versions, recipe), HEAD_BATCH, recipe.seed)
    head = frozen_features.rest(whole, part)
    loss_and_optimizer.compile_fully(
        head, loss_and_optimizer.crossentropy(head), HEAD_OPTIMIZER, steps_per_execution=loss_and_optimizer.STRIDE
    )
    announcer = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, _: say(
            Message(
                "The new layers are trained alone first: epoch {epoch} of {epochs}.",
                epoch=epoch + 1,
                epochs=recipe.head_epochs,
            )
        )
    )
    head.fit(batches, epochs=recipe.head_epochs, shuffle=False, verbose=0, callbacks=[Dice(recipe.seed), announcer])


def _learned(versions: list[Dataset], recipe: Recipe) -> tuple[NDArray[Any] | Views, NDArray[np.int64]]:
    """Return what is learned from, all versions of each picture that is not held back, and the labels."""
    learned = [parts(version, recipe.validation_split, recipe.seed)[0] for version in versions]
    if len(learned) == 1:
        return learned[0]
    return Views([x for x, _ in learned]), np.concatenate([y for _, y in learned])


def save(path: Path, model: keras.Model) -> None:
    """Write a .keras file without its optimiser, atomically."""
    if model.compiled:  # Keras would keep the optimiser too; Adam's is twice as large as the network.
        learned, model = model.get_weights(), type(model).from_config(model.get_config())
        model.set_weights(learned)
    with files.replacing(path) as new:
        model.save(new)
