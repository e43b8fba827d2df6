"""Calibrated probabilities, and evidence that a picture is of a known kind: (features, probabilities) -> Calibration.

Two answers that training does not give. Temperature scaling brings the probabilities down to how often the network is
right. The evidence tells a picture of none of its classes: the features that training pictures give lie near a few
directions, and those of a stranger point elsewhere, however sure the last layer is. Where they do not, a `Contrast` is
learned: it has seen some strangers, and tells them by what layers before the last one find.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message

DIRECTIONS = 128
"""Most directions that are kept of what the training pictures span."""
ALARMS = 0.05
"""Share of the pictures of its own classes that may be taken for strangers."""
RIDGE = 3.0
"""Holds the weights of a contrast small, beside looks of deviation 1."""
STILL = 1e-3
"""Deviation that each look has at least: one that is nearly the same in all its pictures shall not count for much."""
TEMPERATURES = np.geomspace(0.25, 10, 400)


class CalibrationError(CnnvizError):
    """A network that cannot be calibrated: the text says why."""


@dataclass(frozen=True, eq=False)
class Contrast:
    """A linear separation of pictures of a network's classes from strangers that it was shown.

    Attributes:
        weights: Of each of a network's looks, `cnnviz.surgery.features.map_statistics`, shape (looks,).
        offset: Added to their sum.

    Reference: Hendrycks et al., 2019, Deep Anomaly Detection with Outlier Exposure, here by ridge regression.
    """

    weights: NDArray[np.float32]
    offset: float

    def evidence(self, looks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how much looks are like those of its own pictures: 0 as strangers' on average, 1 as its own.

        Args:
            looks: Shape (n, looks).

        Returns:
            Shape (n,), 0 to 1.
        """
        return np.asarray(((1 + looks @ self.weights + self.offset) / 2).clip(0, 1), np.float32)


@dataclass(frozen=True, eq=False)
class Calibration:
    """How far a network may be trusted, measured after its training.

    Attributes:
        temperature: Divides the scores before the softmax; above 1, the network was surer than it was right.
        directions: What the features of the training pictures span, orthonormal, shape (features, directions).
        threshold: Least evidence of a picture of its classes, 0 to 1.
        contrast: What its evidence comes from instead, where the directions tell no strangers.
        tells: Whether its evidence tells strangers, as far as was tried; where it does not, none is given.
    """

    temperature: float
    directions: NDArray[np.float32]
    threshold: float
    contrast: Contrast | None = None
    tells: bool = True

    def probabilities(self, predicted: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how likely each class is, as sure as the network is right.

        Args:
            predicted: The network's own probabilities, shape (n, classes); each row sums to 1.
        """
        return tempered(predicted, self.temperature)

    def evidence(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how much of what the network finds in a picture is of a kind that its training pictures have.

        That is the cosine of the angle between the features and the nearest of `directions`' mixtures; or what the
        contrast says.

        Args:
            features: What goes into its last layer, shape (n, features); the looks, shape (n, looks), for a contrast.

        Returns:
            Shape (n,), 0 to 1; 0 where the network finds nothing at all.

        Reference: the residual of Wang et al., 2022, ViM: Out-Of-Distribution with Virtual-logit Matching, here in
        relation to the length of the features.
        """
        if self.contrast:
            return self.contrast.evidence(features)
        length = np.linalg.norm(features, axis=1)
        inside = np.linalg.norm(features @ self.directions, axis=1)
        return np.asarray(np.minimum(inside / np.maximum(length, np.finfo("float32").tiny), 1), np.float32)

    def save(self, path: Path) -> None:
        """Write it to an .npz file, atomically."""
        made = io.BytesIO()
        parts: dict[str, Any] = {
            "temperature": self.temperature,
            "directions": self.directions.astype("float16"),
            "threshold": self.threshold,
        }
        if self.contrast:
            parts |= {"weights": self.contrast.weights, "offset": self.contrast.offset}
        np.savez_compressed(made, **parts)
        with files.replacing(path) as new:
            new.write_bytes(made.getvalue())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read it from an .npz file.

        Raises:
            OSError: There is none.
            ValueError: It is damaged; also KeyError, EOFError or BadZipFile.
        """
        with path.open("rb") as file, np.load(file) as parts:
            directions = parts["directions"].astype("float32")
            contrast = Contrast(parts["weights"], float(parts["offset"])) if "weights" in parts else None
            return cls(float(parts["temperature"]), directions, float(parts["threshold"]), contrast)


def fit(
    learned: NDArray[np.float32],
    features: NDArray[np.float32],
    predicted: NDArray[np.float32],
    truth: NDArray[np.int64],
) -> Calibration:
    """Calibrate a network.

    Args:
        learned: Features of training pictures, shape (m, features).
        features: Features of pictures that it has not learned from, shape (n, features).
        predicted: Probabilities that the network gives to those, shape (n, classes).
        truth: Their labels, shape (n,).

    Raises:
        CalibrationError: There are too few pictures, or the network's values are no numbers.
    """
    if min(len(learned), len(features)) < 20:
        raise CalibrationError(
            Message("Calibrating a network takes at least 20 training pictures and 20 that it was not trained on.")
        )
    if not all(np.isfinite(part).all() for part in (learned, features, predicted)):
        raise CalibrationError(
            Message("The network’s output is not a number (NaN): train it again with a smaller learning rate.")
        )
    count = min(DIRECTIONS, max(1, learned.shape[1] // 4), len(learned) // 4)
    directions = np.linalg.svd(learned.astype("float32"), full_matrices=False)[2][:count].T.copy()
    # As it will be read from the file, so that the threshold is exact.
    directions = directions.astype("float16").astype("float32")
    without_threshold = Calibration(temperature(predicted, truth), directions, 0.0)
    return replace(without_threshold, threshold=least(without_threshold.evidence(features)))


def least(evidence: NDArray[np.float32]) -> float:
    """Return the evidence that so many of its own pictures stay below, as `ALARMS` allows."""
    return float(np.quantile(evidence, ALARMS))


def contrast(own: NDArray[np.float32], strangers: Sequence[NDArray[np.float32]]) -> Contrast:
    """Learn what sets pictures of a network's classes apart from strangers; each kind of these weighs the same.

    Args:
        own: Looks of training pictures, shape (n, looks).
        strangers: Looks of each kind of strangers, shape (any n, looks).

    >>> same, apart = np.zeros((20, 1)), np.array([[1.0, -1.0]] * 20)
    >>> learned = contrast(np.hstack([same, apart + 1]), [np.hstack([same, apart - 1])])
    >>> learned.weights[0] == 0 < learned.weights[1]
    np.True_
    """
    looks = np.concatenate([own, *strangers]).astype("float64")
    shares = np.concatenate([np.full(len(kind), 1 / len(kind)) for kind in (own, *strangers)])
    shares[: len(own)] *= len(strangers)
    shares /= shares.sum()
    truth = np.where(np.arange(len(looks)) < len(own), 1.0, -1.0)
    mean, scale = own.mean(0, dtype="float64"), own.std(0, dtype="float64") + STILL
    looks = (looks - mean) / scale
    middle = shares @ looks
    apart = looks - middle
    weighed = (apart * shares[:, None]).T
    weights = np.linalg.solve(weighed @ apart + RIDGE * np.eye(looks.shape[1]), weighed @ truth)
    return Contrast((weights / scale).astype("float32"), float(-(middle + mean / scale) @ weights))


def temperature(predicted: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """Return the temperature with which pictures surprise the network least.

    Args:
        predicted: Probabilities that the network gives, shape (n, classes).
        truth: Labels, shape (n,).

    Reference: Guo et al., 2017, On Calibration of Modern Neural Networks.

    >>> unsure = np.array([[0.9, 0.1]] * 4)  # it is right in three cases of four
    >>> temperature(unsure, np.array([0, 0, 0, 1]))
    2.0
    """
    scores = _scores(predicted)
    surprises = []
    for value in TEMPERATURES:
        scaled = scores / value
        surprises.append((np.log(np.exp(scaled).sum(1)) - scaled[np.arange(len(truth)), truth]).mean())
    return float(TEMPERATURES[np.argmin(surprises)])


def tempered(predicted: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Return the probabilities, shape (n, classes), of the network's scores divided by the temperature.

    >>> tempered(np.array([[0.9, 0.1]]), 2).round(2).tolist()
    [[0.75, 0.25]]
    """
    powers = np.exp(_scores(predicted) / temperature)
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def auroc(known: NDArray[np.float32], strangers: NDArray[np.float32]) -> float:
    """Return how often a picture of its classes has more evidence than a stranger, 0 to 1; 0.5 is chance.

    >>> auroc(np.array([0.9, 0.6]), np.array([0.5, 0.6]))
    0.875
    """
    below = np.searchsorted(np.sort(strangers), known, "left")
    equal = np.searchsorted(np.sort(strangers), known, "right") - below
    return float((below + equal / 2).mean() / len(strangers))


def _scores(predicted: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return scores, zero for the likeliest class, whose softmax the probabilities are."""
    scores: NDArray[np.float64] = np.log(np.maximum(predicted.astype("float64"), np.finfo("float32").tiny))
    scores -= scores.max(axis=1, keepdims=True)
    return scores
