"""Evaluation of a whole test set: (truth, probabilities) -> accuracy, confusion, figures of each class, reliability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
TOP = 5


@dataclass(frozen=True)
class ClassFigures:
    """Precision and recall of one class.

    Attributes:
        label: Name of the class.
        precision: Share of the pictures predicted as it that are of it, 0 to 1; NaN if none is.
        recall: Share of its pictures that are predicted as it, 0 to 1; NaN if it has none.
        f1: Harmonic mean of both; NaN if the class appears nowhere.
        images: Number of its pictures.
    """

    label: str
    precision: float
    recall: float
    f1: float
    images: int


@dataclass(frozen=True, eq=False)
class Reliability:
    """The reliability curve: how often the network is right at each confidence, in the bins that are not empty.

    Attributes:
        confidence: Mean probability of the predicted class, shape (bins,).
        accuracy: Share of pictures predicted rightly, shape (bins,).
        images: Number of pictures, shape (bins,).
    """

    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    images: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Return the expected calibration error: the mean difference of the two, weighted by pictures, 0 to 1."""
        return float(np.average(np.abs(self.confidence - self.accuracy), weights=self.images))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The answers of a network to a whole test set, and the figures computed from them.

    Attributes:
        labels: Name of each class.
        truth: Label of each picture, shape (n,).
        probabilities: Probability of each class for each picture, shape (n, classes), 0 to 1.
        accuracy: Share of pictures predicted rightly, 0 to 1.
        loss: Mean cross-entropy.
        top5: Share of pictures whose class is among the five likeliest; None for five classes or fewer.
        classes: Each class on its own.
        confusion: Number of pictures of each class (row) predicted as each class (column), shape (classes, classes).
        reliability: How often it is right at each confidence.
    """

    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    accuracy: float
    loss: float
    top5: float | None
    classes: tuple[ClassFigures, ...]
    confusion: NDArray[np.int64]
    reliability: Reliability

    @property
    def images(self) -> int:
        """Return the number of pictures."""
        return len(self.truth)

    @property
    def predicted(self) -> NDArray[np.int64]:
        """Return the predicted class of each picture, shape (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def confidence(self) -> NDArray[np.float32]:
        """Return the probability of the predicted class, shape (n,), 0 to 1."""
        return np.asarray(self.probabilities.max(axis=1))

    def mistakes(self) -> NDArray[np.intp]:
        """Return the numbers of the pictures predicted wrongly, the surest mistake first."""
        return self._surest_first(self.predicted != self.truth)

    def cell(self, true: int, predicted: int) -> NDArray[np.intp]:
        """Return the numbers of the pictures of one class predicted as another, or as itself, the surest first."""
        return self._surest_first((self.truth == true) & (self.predicted == predicted))

    def worst(self) -> tuple[int, int]:
        """Return the commonest mistake as (true, predicted) class; without mistakes, the commonest right answer."""
        wrong = np.where(np.eye(len(self.labels), dtype=bool), 0, self.confusion)
        true, predicted = np.unravel_index((wrong if wrong.any() else self.confusion).argmax(), wrong.shape)
        return int(true), int(predicted)

    def _surest_first(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        numbers = np.flatnonzero(chosen)
        return numbers[np.argsort(-self.confidence[numbers], kind="stable")]


def evaluate(truth: NDArray[np.int64], probabilities: NDArray[np.float32], labels: Sequence[str]) -> Evaluation:
    """Compute every figure from the probabilities of a test set.

    Args:
        truth: Label of each picture, shape (n,), at least one.
        probabilities: Shape (n, classes), 0 to 1; each row sums to 1.
        labels: Name of each class.
    """
    # Not imported at the top: scikit-learn takes two seconds to import, and most pages do without.
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support, top_k_accuracy_score

    predicted, classes = probabilities.argmax(axis=1), np.arange(len(labels))
    columns = precision_recall_fscore_support(truth, predicted, labels=classes, zero_division=np.nan)
    return Evaluation(
        labels=tuple(labels),
        truth=truth,
        probabilities=probabilities,
        accuracy=float((predicted == truth).mean()),
        loss=cross_entropy(truth, probabilities),
        top5=float(top_k_accuracy_score(truth, probabilities, k=TOP, labels=classes)) if len(labels) > TOP else None,
        classes=tuple(
            ClassFigures(label, float(precision), float(recall), float(f1), int(images))
            for label, precision, recall, f1, images in zip(labels, *columns, strict=True)
        ),
        confusion=confusion_matrix(truth, predicted, labels=classes),
        reliability=reliability(predicted == truth, probabilities.max(axis=1)),
    )


def cross_entropy(truth: NDArray[np.int64], probabilities: NDArray[np.float32]) -> float:
    """Return the mean of -ln(probability of the true class).

    Only what 32 bits cannot tell from zero is raised, where scikit-learn's log_loss raises everything below 2e-16: the
    result is Keras' own figure also for a very sure mistake.

    >>> cross_entropy(np.array([0, 1]), np.array([[0.5, 0.5], [1 - np.exp(-3), np.exp(-3)]]))
    1.847
    """
    of_truth = probabilities[np.arange(len(truth)), truth].astype("float64")
    return float(-np.log(np.maximum(of_truth, np.finfo("float32").tiny)).mean())


def reliability(right: NDArray[np.bool_], confidence: NDArray[np.float32], bins: int = BINS) -> Reliability:
    """Compare how sure the network is with how often it is right.

    Args:
        right: Whether each picture is predicted rightly, shape (n,).
        confidence: Probability of the predicted class, shape (n,), 0 to 1.
        bins: Number of bins of equal width between 0 and 1; a value on an edge belongs to the bin below it.

    Reference: Guo et al., 2017, On Calibration of Modern Neural Networks.

    >>> reliability(np.array([True, False, True]), np.array([0.55, 0.59, 0.93])).accuracy.tolist()
    [0.5, 1.0]
    """
    number = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    images = np.bincount(number, minlength=bins)
    filled = images > 0
    return Reliability(
        confidence=np.bincount(number, confidence, bins)[filled] / images[filled],
        accuracy=np.bincount(number, right, bins)[filled] / images[filled],
        images=images[filled],
    )
