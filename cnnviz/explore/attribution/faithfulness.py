"""Tests of heat maps: the deletion and insertion of pixels in a map's order, and the likeness of two maps."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.images import stretched

Pixels = NDArray[np.float32]
Predict = Callable[[Pixels], Pixels]
"""Pictures, shape (n, rows, cols, channels), 0..255 -> probabilities, shape (n, classes)."""
STEPS = 20
COARSE = 8
"""Rows and columns to which the blurred picture is reduced: nothing can be recognised in it."""


@dataclass(frozen=True, eq=False)
class Curves:
    """The probability of a class while pixels are removed, or brought back, the most important first.

    Attributes:
        shares: Shares of the pixels that are removed or back, from 0 to 1, shape (steps + 1,).
        deletion: Probability after each share has been painted grey; the faster it falls, the better.
        insertion: Probability after each share has come back into the blurred picture; the faster it rises, the better.
    """

    shares: Pixels
    deletion: Pixels
    insertion: Pixels

    @property
    def deletion_area(self) -> float:
        """Mean height of the deletion curve, 0 to 1; lower is better."""
        return float(np.trapezoid(self.deletion, self.shares))

    @property
    def insertion_area(self) -> float:
        """Mean height of the insertion curve, 0 to 1; higher is better."""
        return float(np.trapezoid(self.insertion, self.shares))


def curves(predict: Predict, picture: NDArray[np.uint8], heat: Pixels, index: int, steps: int = STEPS) -> Curves:
    """Remove pixels, and bring them back, in the order of a heat map.

    Args:
        predict: The network.
        picture: Shape (rows, cols, channels), 0..255.
        heat: Shape (any rows, any cols); the higher, the more important.
        index: Number of the class.
        steps: Number of equal parts in which the pixels are removed.

    Reference: Petsiuk et al., 2018, RISE.
    """
    rows, cols = picture.shape[:2]
    order = np.argsort(-stretched(heat, rows, cols).ravel(), kind="stable")
    pixels = picture.astype("float32").reshape(rows * cols, -1)
    grey, blurry = np.broadcast_to(pixels.mean(0), pixels.shape), blurred(picture).reshape(pixels.shape)
    shares = np.linspace(0, 1, steps + 1, dtype="float32")
    deleted, inserted = [], []
    for share in shares:
        chosen = order[: round(float(share) * len(order))]
        without, back = pixels.copy(), blurry.copy()
        without[chosen], back[chosen] = grey[chosen], pixels[chosen]
        deleted.append(without)
        inserted.append(back)
    probabilities = predict(np.stack([*deleted, *inserted]).reshape(-1, *picture.shape))[:, index]
    return Curves(shares, probabilities[: steps + 1], probabilities[steps + 1 :])


def blurred(picture: NDArray[np.uint8]) -> Pixels:
    """Blur a picture, shape (rows, cols, channels), 0..255, until only rough colours can be seen."""
    rows, cols, channels = picture.shape
    edges = [np.linspace(0, size, min(COARSE, size) + 1).astype(int)[:-1] for size in (rows, cols)]
    sums = np.add.reduceat(np.add.reduceat(picture.astype("float32"), edges[0], 0), edges[1], 1)
    counts = np.outer(*(np.diff([*edge, size]) for edge, size in zip(edges, (rows, cols), strict=True)))
    means = np.asarray(sums / counts[:, :, None], np.float32)
    return np.stack([stretched(means[..., channel], rows, cols) for channel in range(channels)], axis=-1)


def likeness(heat: Pixels, reference: Pixels) -> float:
    """Return how alike two heat maps order their places, -1 to 1 (Spearman's rank correlation); 0 where one is flat.

    >>> round(likeness(np.array([[0.0, 1.0, 4.0]]), np.array([[0.0, 2.0, 3.0]])), 6)
    1.0
    """
    first, second = _ranks(heat), _ranks(reference)
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _ranks(values: Pixels) -> NDArray[np.float64]:
    """Return the rank of each value, shape (values,); equal values share their mean rank."""
    _, inverse, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    return np.asarray((counts.cumsum() - (counts - 1) / 2)[inverse], float)
