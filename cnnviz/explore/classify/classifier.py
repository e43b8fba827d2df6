"""Classify pictures with calibrated probabilities, and recognise pictures of none of the classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.explore.classify.probabilities import Prediction
from cnnviz.surgery.features import FeaturesError, map_statistics, outputs, with_features
from cnnviz.training.learning.evidence import Calibration


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer of one network to one picture.

    Attributes:
        probabilities: The network's own probabilities, shape (classes,); they sum to 1.
        calibrated: The calibrated probabilities, shape (classes,); the network's own where it is not calibrated.
        evidence: How far the features of the picture are of a kind that the network knows, 0 to 1; None where it is not
            calibrated, or was tried on pictures of other classes and could not tell them from its own.
        threshold: Least evidence of a picture of its classes, 0 to 1; None where ``evidence`` is.
    """

    probabilities: NDArray[np.float32]
    calibrated: NDArray[np.float32]
    evidence: float | None = None
    threshold: float | None = None

    @property
    def stranger(self) -> bool:
        """Whether the picture probably shows none of the network's classes; False where that is not known."""
        return self.evidence is not None and self.threshold is not None and self.evidence < self.threshold

    @property
    def order(self) -> NDArray[np.intp]:
        """Return the numbers of the classes, the likeliest first, shape (classes,)."""
        return np.argsort(-self.probabilities, kind="stable")

    def predictions(self, labels: Sequence[str], top: int = 5) -> list[Prediction]:
        """Return the likeliest classes with their calibrated probabilities, the likeliest first."""
        return [Prediction(labels[index], float(self.calibrated[index])) for index in self.order[:top]]


@dataclass(frozen=True, eq=False)
class Classifier:
    """A network that names what is in a picture.

    Attributes:
        model: Takes raw pixels, (n, rows, cols, channels) in 0..255.
        labels: Name of each class.
        calibration: Its calibration, or None.
        both: Gives for pixels the features that its evidence is computed from, and its probabilities.
    """

    model: keras.Model
    labels: tuple[str, ...]
    calibration: Calibration | None
    both: keras.Model

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return the (rows, cols, channels) of the pictures that it takes."""
        rows, cols, channels = self.model.input_shape[1:]
        return rows, cols, channels

    def answers(self, pictures: Sequence[NDArray[np.uint8]]) -> list[Answer]:
        """Classify pictures.

        Args:
            pictures: Of any size, shape (rows, cols, channels), 0..255 each.
        """
        if not pictures:
            return []
        received = np.stack([images.fit(picture, self.shape) for picture in pictures])
        features, probabilities, _ = outputs(self.both, received)
        known = self.calibration
        if known is None:
            return [Answer(row, row) for row in probabilities]
        calibrated = known.probabilities(probabilities)
        if not known.tells:
            return [Answer(*both) for both in zip(probabilities, calibrated, strict=True)]
        rows = zip(probabilities, calibrated, known.evidence(features), strict=True)
        return [Answer(row, sure, float(evidence), known.threshold) for row, sure, evidence in rows]


def classifier(model: keras.Model, labels: Sequence[str], calibration: Calibration | None = None) -> Classifier:
    """Make a classifier of a model.

    Args:
        model: Takes raw pixels; ends with one neuron a class, or with one sigmoid neuron for the second of two classes.
        labels: Name of each class.
        calibration: Its calibration, if there is one.
    """
    try:
        both = with_features(model)
        if calibration and calibration.contrast:
            both = keras.Model(model.inputs[0], [map_statistics(model), model.outputs[0]])
    except (
        FeaturesError
    ):  # It ends in an unusual way: it has an answer, but no features from which evidence is computed.
        both = keras.Model(model.inputs[0], [model.outputs[0], model.outputs[0]])
        calibration = None
    return Classifier(model, tuple(labels), calibration, both)
