"""The array mathematics of attribution: feature maps, gradients and scores as heat maps, without any framework."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]


def mean_gradients(gradients: Values) -> Values:
    """Return how strongly the score depends on each feature map: the mean of its gradient over the map.

    Args:
        gradients: d(score) / d(maps), shape (rows, cols, maps).

    Returns:
        Shape (maps,).

    Reference: Selvaraju et al., 2017, Grad-CAM.
    """
    return np.asarray(gradients.mean((0, 1)))


def positive_gradients(maps: Values, gradients: Values) -> Values:
    """Return how strongly the score rises with each feature map; each place counts by how sharply it rises there.

    Args:
        maps: Feature maps of one layer, shape (rows, cols, maps).
        gradients: d(score) / d(maps), same shape.

    Returns:
        Shape (maps,).

    Reference: Chattopadhyay et al., 2018, Grad-CAM++, equations 19 and 21, of the score's exponential.
    """
    slopes = gradients.astype("float64")  # The third power of a large or a small gradient is beyond 32 bits.
    squares, cubes = slopes**2, slopes**3
    below = 2 * squares + maps.sum((0, 1), dtype="float64") * cubes
    share = np.divide(squares, below, out=np.zeros_like(squares), where=below != 0)
    return np.asarray((share * np.maximum(slopes, 0)).sum((0, 1)), np.float32)


def weighted_sum(maps: Values, weights: Values) -> Values:
    """Add up feature maps by their weights, and keep what argues for the class.

    Args:
        maps: Feature maps of one layer, shape (rows, cols, maps).
        weights: Shape (maps,).

    Returns:
        Heat map, shape (rows, cols), 0 to 1; zeros where nothing argues for the class.

    >>> maps = np.array([[[1.0, 5.0], [2.0, 0.0]]], np.float32)
    >>> weighted_sum(maps, np.array([2.0, -1.0], np.float32)).tolist()
    [[0.0, 1.0]]
    """
    return positive_part((maps * weights).sum(-1))


def positive_part(values: NDArray[np.floating]) -> Values:
    """Set what is negative to 0, and scale the largest value to 1.

    >>> positive_part(np.array([-3.0, 1.0, 2.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    positive = np.maximum(values, 0)
    return np.asarray(positive / (positive.max() or 1), np.float32)


def full_range(values: NDArray[np.floating]) -> Values:
    """Shift and scale values so that the smallest becomes 0 and the largest 1; all 0 where they are equal.

    >>> full_range(np.array([-2.0, 0.0, 6.0])).tolist()
    [0.0, 0.25, 1.0]
    """
    above = values - values.min()
    return np.asarray(above / (above.max() or 1), np.float32)


def clipped(values: Values) -> Values:
    """Bring values from 0 up to 0..1; the strongest hundredth, which would leave the rest dark, is cut to 1.

    >>> clipped(np.array([[0.0, 1.0], [2.0, 4.0]], np.float32)).tolist()
    [[0.0, 0.25], [0.5, 1.0]]
    """
    top = float(np.percentile(values, 99)) if values.size >= 100 else float(values.max())
    top = top or float(values.max()) or 1.0
    return np.asarray(np.clip(values / top, 0, 1), np.float32)
