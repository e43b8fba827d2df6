"""The frozen part of a trained network, whose output is computed once: model -> a frozen part and a part that learns.

Where the pictures are not changed at random, what the frozen layers make of them is always the same: it is computed
once and kept on disk, and only the layers after it are trained. The figures are those of training the whole network.
"""

import errno
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from math import prod
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base import files
from cnnviz.datasets import Dataset
from cnnviz.datasets.dataset import DataError
from cnnviz.datasets.fetching.download import amount, cache
from cnnviz.datasets.fetching.progress import reporter
from cnnviz.locale import N_, Message
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Augmentation, Recipe
from cnnviz.surgery.folding import folded
from cnnviz.training.transfer import weights

AT_ONCE = 16
"""Pictures that go through the frozen layers together."""
SPLITS = ("train", "validation", "test")
FIXED = (keras.layers.GlobalAveragePooling2D, keras.layers.Flatten)
"""Layers after a backbone that learn nothing, and are worked out once with it."""
Known = tuple[keras.Model, list[Dataset]]
"""A frozen part, and the versions of a data set that hold what it makes of the pictures."""


def view(pictures: NDArray[np.uint8], number: int, recipe: Recipe) -> NDArray[np.uint8]:
    """Return one of the recipe's views of pictures without copying them; number 0 is the pictures as they are.

    Args:
        pictures: Shape (n, rows, cols, channels).
        number: Of the view.
        recipe: Says whether pictures are turned or mirrored.
    """
    mirrored, quarters = divmod(number, 4 if recipe.turns else 1)
    turned = np.rot90(pictures, quarters, axes=(1, 2))
    return turned[:, :, ::-1] if mirrored else turned


def freeze(model: keras.Model, backbone: Backbone, frozen: int) -> None:
    """Let the first layers of the backbone, and where it wants that every BatchNorm of it, stay as they are."""
    for number, layer in enumerate(weights.layers(model, backbone)):
        still = backbone.norms_stay and isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = number >= frozen and not still


def frozen_part(model: keras.Model, backbone: Backbone, recipe: Recipe) -> keras.Model | None:
    """Return the layers whose output for a picture is always the same; None if there are none.

    Args:
        model: Built around the backbone.
        backbone: What it is built around.
        recipe: Says what is frozen, and whether pictures are changed at random.
    """
    block = backbone.cut(recipe.frozen)
    if block is None or recipe.augmentation != Augmentation():
        return None
    end = model.get_layer(block.name)
    if block.layers == backbone.layers:
        after = model.layers[model.layers.index(end) + 1 :]
        for layer in after:
            if not isinstance(layer, FIXED):
                break
            end = layer
    return keras.Model(model.input, end.output)


def rest(model: keras.Model, part: keras.Model) -> keras.Model:
    """Return the model that goes on where the frozen part ends; it shares its layers."""
    return keras.Model(part.output, model.output, name=f"{model.name}_rest")


def further(part: keras.Model, known: keras.Model | None) -> keras.Model:
    """Return the layers of a part that go on where a smaller one ends; without that, all."""
    return keras.Model(known.output, part.output) if known else part


def versions(
    part: keras.Model | None, recipe: Recipe, backbone: Backbone | None, data: Dataset, known: Known | None = None
) -> list[Dataset]:
    """Return the data set once for each view of the training pictures, with what the frozen part makes of them.

    That is kept on disk, and read from there where backbone, weights, layer, data set and size are the same.

    Args:
        part: Takes raw pixels; without one the pictures stay as they are.
        recipe: Says whether pictures are turned or mirrored.
        backbone: What the part was taken from.
        data: Pictures.
        known: What fewer of the layers make of the same views: only the further ones are computed.

    Returns:
        Data sets; only the first has all splits, the others have other training pictures.

    Raises:
        DataError: The disk is full.
    """
    views = [
        data if not number else replace(data, x_train=view(data.x_train, number, recipe))
        for number in range(recipe.views)
    ]
    if part is None or backbone is None:
        return views
    needed = [
        (number, split, pictures)
        for number, version in enumerate(views)
        for split in (SPLITS if number == 0 else SPLITS[:1])
        if (pictures := getattr(version, f"x_{split}")) is not None
    ]
    total = sum(len(pictures) for *_, pictures in needed)
    report, done, names = (
        reporter(Message("Computing the features of the pictures with {network}, once", network=backbone.title)),
        0,
        list[str](),
    )
    layers: keras.Model | None = None
    for number, split, pictures in needed:
        path = _path(part, recipe, data, split, number)
        if not path.exists():
            layers = layers or folded(further(part, known and known[0]))
            taken = getattr(known[1][number], f"x_{split}") if known else pictures
            for count in _compute(layers, taken, path):
                report(done + count, total)
        done += len(pictures)
        names.append(path.name)
        views[number] = replace(views[number], **{f"x_{split}": np.load(path, mmap_mode="r")})
    _note(recipe, backbone).write_text(json.dumps(names), encoding="utf-8")
    return views


def worked_out(recipe: Recipe, backbone: Backbone) -> bool:
    """Return whether the frozen layers' outputs for all pictures are on disk, as far as a note there tells.

    Nothing is loaded to find out, so pictures or weights that have changed since go unnoticed.
    """
    names = _noted(recipe, backbone)
    return bool(names) and all((folder() / name).exists() for name in names)


def forget(recipe: Recipe, backbone: Backbone) -> None:
    """Delete what the frozen layers made of the pictures for a training of the recipe."""
    for name in _noted(recipe, backbone):
        (folder() / name).unlink(missing_ok=True)
    _note(recipe, backbone).unlink(missing_ok=True)


def folder() -> Path:
    """Return where the features are kept."""
    return cache().parent / "cnnviz" / "features"


def _compute(part: keras.Model, pictures: NDArray[np.uint8], path: Path) -> Iterator[int]:
    """Write the part's outputs for the pictures, atomically, and yield how many are done."""
    shape = (len(pictures), *part.output_shape[1:])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A mapped file that finds the disk full in the middle ends the process.
        if shutil.disk_usage(path.parent).free < 4 * prod(shape):
            raise OSError(errno.ENOSPC, N_("the disk is too full"))
        with files.replacing(path) as new:
            file = np.lib.format.open_memmap(new, "w+", "float32", shape)
            for start in range(0, len(pictures), AT_ONCE):
                batch = pictures[start : start + AT_ONCE].astype("float32")
                # A smaller last batch would have the whole graph traced anew, so it is filled up.
                full = np.pad(batch, ((0, AT_ONCE - len(batch)), (0, 0), (0, 0), (0, 0)))
                file[start : start + len(batch)] = part.predict_on_batch(full)[: len(batch)]
                yield min(start + AT_ONCE, len(pictures))
            file.flush()
    except OSError as error:
        raise DataError(
            Message(
                "The features of the pictures, {size}, cannot be kept in {folder} ({reason}): make room and "
                "start again.",
                size=amount(4 * prod(shape)),
                folder=str(path.parent),
                reason=files.reason(error),
            )
        ) from error


def _path(part: keras.Model, recipe: Recipe, data: Dataset, split: str, number: int) -> Path:
    """Return where the features lie: a name that anything they depend on changes."""
    digest = hashlib.sha256()
    for array in part.get_weights():
        digest.update(np.ascontiguousarray(array).data)
    labels = getattr(data, f"y_{split}")
    shown = number if recipe.turns or not number else "mirrored"
    about = [data.name, data.origin, recipe.input_shape, part.layers[-1].name, split, shown]
    digest.update(json.dumps(about).encode())
    digest.update(np.ascontiguousarray(labels).data)
    return folder() / f"{data.name}-{split}-{digest.hexdigest()[:24]}.npy"


def _noted(recipe: Recipe, backbone: Backbone) -> list[str]:
    try:
        names: list[str] = json.loads(_note(recipe, backbone).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return names


def _note(recipe: Recipe, backbone: Backbone) -> Path:
    """Return the file that names the features of such trainings, so that they can be found without the pictures."""
    block = backbone.cut(recipe.frozen)
    seed = recipe.seed if recipe.weights == "random" else None
    pooled = recipe.network if recipe.frozen == backbone.layers else ""
    about = [
        backbone.name,
        recipe.weights,
        seed,
        recipe.input_shape,
        block and block.name,
        pooled,
        recipe.turns,
        recipe.mirrors,
    ]
    digest = hashlib.sha256(json.dumps(about).encode()).hexdigest()
    return folder() / f"{recipe.dataset}-{digest[:24]}.json"
