"""What does the network say of a picture?  (model, picture, labels) -> the likeliest classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Prediction:
    """One class and how likely the network holds it, 0 to 1."""

    label: str
    probability: float


def classify(
    model: keras.Model, pictures: NDArray[np.uint8], labels: Sequence[str], top: int = 5
) -> list[list[Prediction]]:
    """Classify pictures.

    Args:
        model: Takes raw pixels and gives one probability a class.
        pictures: Shape (n, rows, cols, channels), 0..255, of the network's own size.
        labels: Name of each class.
        top: How many classes to return a picture.

    Returns:
        The likeliest classes of each picture, the likeliest first.
    """
    probabilities = np.asarray(model.predict_on_batch(pictures.astype("float32")))
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :top]
    return [
        [Prediction(labels[index], float(row[index])) for index in chosen]
        for row, chosen in zip(probabilities, order, strict=True)
    ]
