"""Where is a network right, and what does it mix up?  (truth, probabilities) -> the figures of a whole test set."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
TOP = 5


@dataclass(frozen=True)
class ClassFigures:
    """How well one class is told from the others.

    Attributes:
        label: Name of the class.
        precision: Share of the pictures taken for it that are of it, 0 to 1; NaN if none is taken for it.
        recall: Share of its pictures that are taken for it, 0 to 1; NaN if it has none.
        f1: Harmonic mean of both; NaN if the class appears nowhere.
        images: Number of its pictures.
    """

    label: str
    precision: float
    recall: float
    f1: float
    images: int


@dataclass(frozen=True, eq=False)
class Calibration:
    """How often the network is right when it is so sure, in bins of equal width that hold any picture.

    Attributes:
        confidence: Mean probability of the class it names, shape (bins,).
        accuracy: Share of the pictures that it names right, shape (bins,).
        images: Number of pictures, shape (bins,).
    """

    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    images: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Return the expected calibration error: by how much the two differ, weighed by pictures, 0 to 1."""
        return float(np.average(np.abs(self.confidence - self.accuracy), weights=self.images))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network says of a whole test set.

    Attributes:
        labels: Name of each class.
        truth: Label of each picture, shape (n,).
        probabilities: How likely each picture is held to be of each class, shape (n, classes), 0 to 1.
        accuracy: Share of the pictures named right, 0 to 1.
        loss: Mean cross-entropy.
        top5: Share of the pictures whose class is among the five likeliest; None for five classes or fewer.
        classes: Each class on its own.
        confusion: Number of pictures of each class (row) taken for each class (column), shape (classes, classes).
        calibration: How far its confidence can be trusted.
    """

    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    accuracy: float
    loss: float
    top5: float | None
    classes: tuple[ClassFigures, ...]
    confusion: NDArray[np.int64]
    calibration: Calibration

    @property
    def images(self) -> int:
        """Return the number of pictures."""
        return len(self.truth)

    @property
    def said(self) -> NDArray[np.int64]:
        """Return the class that it names for each picture, shape (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def confidence(self) -> NDArray[np.float32]:
        """Return the probability of the class that it names, shape (n,), 0 to 1."""
        return np.asarray(self.probabilities.max(axis=1))

    def mistakes(self) -> NDArray[np.intp]:
        """Return the numbers of the pictures that it names wrong, the surest mistake first."""
        return self._surest_first(self.said != self.truth)

    def cell(self, true: int, said: int) -> NDArray[np.intp]:
        """Return the numbers of the pictures of one class that are taken for another, or for itself, the surest first."""
        return self._surest_first((self.truth == true) & (self.said == said))

    def worst(self) -> tuple[int, int]:
        """Return the commonest mistake as (true class, said class); without any mistake, the commonest right answer."""
        wrong = np.where(np.eye(len(self.labels), dtype=bool), 0, self.confusion)
        true, said = np.unravel_index((wrong if wrong.any() else self.confusion).argmax(), wrong.shape)
        return int(true), int(said)

    def _surest_first(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        found = np.flatnonzero(chosen)
        return found[np.argsort(-self.confidence[found], kind="stable")]


def evaluate(truth: NDArray[np.int64], probabilities: NDArray[np.float32], labels: Sequence[str]) -> Evaluation:
    """Work out every figure from one pass of predictions.

    Args:
        truth: Label of each picture, shape (n,), at least one.
        probabilities: Shape (n, classes), 0 to 1; each row sums to 1.
        labels: Name of each class.
    """
    # Here and not above: scikit-learn takes two seconds to import, and most pages do without.
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support, top_k_accuracy_score

    said, every = probabilities.argmax(axis=1), np.arange(len(labels))
    columns = precision_recall_fscore_support(truth, said, labels=every, zero_division=np.nan)
    return Evaluation(
        labels=tuple(labels),
        truth=truth,
        probabilities=probabilities,
        accuracy=float((said == truth).mean()),
        loss=cross_entropy(truth, probabilities),
        top5=float(top_k_accuracy_score(truth, probabilities, k=TOP, labels=every)) if len(labels) > TOP else None,
        classes=tuple(
            ClassFigures(label, float(precision), float(recall), float(f1), int(images))
            for label, precision, recall, f1, images in zip(labels, *columns, strict=True)
        ),
        confusion=confusion_matrix(truth, said, labels=every),
        calibration=calibration(said == truth, probabilities.max(axis=1)),
    )


def cross_entropy(truth: NDArray[np.int64], probabilities: NDArray[np.float32]) -> float:
    """Return the mean of -ln(probability of the true class).

    Only what 32 bits cannot tell from zero is raised, where scikit-learn's log_loss raises whatever is below 2e-16: so it is
    Keras' own figure also for a very sure mistake.

    >>> cross_entropy(np.array([0, 1]), np.array([[0.5, 0.5], [1 - np.exp(-3), np.exp(-3)]]))
    1.847
    """
    of_truth = probabilities[np.arange(len(truth)), truth].astype("float64")
    return float(-np.log(np.maximum(of_truth, np.finfo("float32").tiny)).mean())


def calibration(right: NDArray[np.bool_], confidence: NDArray[np.float32], bins: int = BINS) -> Calibration:
    """Hold how sure the network is against how often it is right.

    Args:
        right: Whether each picture is named right, shape (n,).
        confidence: Probability of the class that it names, shape (n,), 0 to 1.
        bins: Number of bins of equal width between 0 and 1; a value on an edge counts to the bin below it.

    Reference: Guo et al., 2017, On Calibration of Modern Neural Networks.

    >>> calibration(np.array([True, False, True]), np.array([0.55, 0.59, 0.93])).accuracy.tolist()
    [0.5, 1.0]
    """
    number = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    images = np.bincount(number, minlength=bins)
    held = images > 0
    return Calibration(
        confidence=np.bincount(number, confidence, bins)[held] / images[held],
        accuracy=np.bincount(number, right, bins)[held] / images[held],
        images=images[held],
    )
