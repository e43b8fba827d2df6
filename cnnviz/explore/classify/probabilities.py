"""The likeliest classes of pictures, and the probabilities of all: (model, pictures) -> probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.surgery.endings import named_ending
from cnnviz.surgery.graph import lay_out
from cnnviz.surgery.sigmoid_columns import one_column_a_class

BATCH = 256
VALUES = 4_000_000
"""Most pixel values of one batch: large pictures go in smaller batches, as their feature maps fill the memory."""


@dataclass(frozen=True)
class Prediction:
    """One class and its probability, 0 to 1."""

    label: str
    probability: float


def classify(
    model: keras.Model, pictures: NDArray[np.uint8], labels: Sequence[str], top: int = 5
) -> list[list[Prediction]]:
    """Classify pictures.

    Args:
        model: Takes raw pixels and gives one probability a class, or for two classes that of the second alone.
        pictures: Shape (n, rows, cols, channels), 0..255, of the network's own size.
        labels: Name of each class.
        top: Number of classes to return for each picture.

    Returns:
        The likeliest classes of each picture, the likeliest first.
    """
    rows = probabilities(model, pictures)
    order = np.argsort(-rows, axis=1, kind="stable")[:, :top]
    return [
        [Prediction(labels[index], float(row[index])) for index in chosen]
        for row, chosen in zip(rows, order, strict=True)
    ]


def probabilities(model: keras.Model, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the probability of each class for each picture.

    Args:
        model: Takes raw pixels; ends with one neuron a class, or with one sigmoid neuron for the second of two classes.
        pictures: Shape (n, rows, cols, channels), 0..255, of the network's own size.

    Returns:
        Shape (n, classes), 0 to 1; each row sums to 1.
    """
    size = batch_size(pictures.shape[1:])
    parts = [
        np.asarray(keras.tree.flatten(model.predict_on_batch(pictures[start : start + size].astype("float32")))[0])
        for start in range(0, len(pictures), size)
    ]
    answers = np.concatenate(parts) if parts else np.empty((0, model.output_shape[-1]), np.float32)
    return one_column_a_class(answers)


def batch_size(shape: tuple[int, ...]) -> int:
    """Return how many pictures of (rows, cols, channels) go through the network at once.

    >>> batch_size((28, 28, 1)), batch_size((224, 224, 3))
    (256, 26)
    """
    return max(1, min(BATCH, VALUES // prod(shape)))


def one_a_class(model: keras.Model) -> keras.Model:
    """Return the model with one probability a class, shape (n, classes), even where it ends with one sigmoid neuron.

    Args:
        model: Takes raw pixels. It is left as it is; one that gives such probabilities already is returned itself.

    Raises:
        LayerError: It names no classes.
    """
    graph = lay_out(model)
    ending = named_ending(graph)
    if not ending.missing and (None, ending.classes) == model.output_shape:
        return model
    return keras.Model(graph.pixels, ending.probabilities())
