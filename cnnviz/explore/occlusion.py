"""Which part, when it is covered, makes the network less sure?  (model) -> (picture, class) -> heat map."""

from itertools import product

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.graph import class_scores, lay_out

AT_ONCE = 32
"""Covered pictures that go through the network together."""


class Occlusion:
    """A patch of the picture's mean colour is moved over it; what counts is how far the score falls.

    Args:
        model: Takes raw pixels and ends with a softmax, or with one sigmoid neuron for the second of two classes.
        patches: How many patches lie side by side along the shorter side; each is moved by half its size.

    Reference: Zeiler and Fergus, 2014.
    """

    def __init__(self, model: keras.Model, patches: int = 7) -> None:
        graph = lay_out(model)
        self.scores = keras.Model(graph.pixels, class_scores(graph))
        self.patches = patches

    def __call__(self, picture: NDArray[np.uint8], index: int) -> NDArray[np.float32]:
        """Return where a picture argues for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols) of the picture, 0 to 1: the mean fall over all patches that covered a pixel.
        """
        rows, cols = picture.shape[:2]
        side = max(1, round(min(rows, cols) / self.patches))
        places = list(product(_starts(rows, side), _starts(cols, side)))
        whole = self._scores(picture[None].astype("float32"), index)[0]
        fall, covered = np.zeros((rows, cols)), np.zeros((rows, cols))
        colour = picture.mean((0, 1))
        for start in range(0, len(places), AT_ONCE):
            some = places[start : start + AT_ONCE]
            pictures = np.repeat(picture[None].astype("float32"), AT_ONCE, axis=0)
            for number, (row, col) in enumerate(some):
                pictures[number, row : row + side, col : col + side] = colour
            for (row, col), score in zip(some, self._scores(pictures, index), strict=False):
                fall[row : row + side, col : col + side] += whole - score
                covered[row : row + side, col : col + side] += 1
        mean = np.maximum(fall / covered, 0)
        return np.asarray(mean / (mean.max() or 1), np.float32)

    def _scores(self, pictures: NDArray[np.float32], index: int) -> NDArray[np.float32]:
        return np.asarray(self.scores.predict_on_batch(pictures))[:, index]


def _starts(size: int, side: int) -> list[int]:
    """Return where a window of that side begins along an axis, half a side apart, the last at the rim.

    >>> _starts(8, 4), _starts(9, 4), _starts(3, 3)
    ([0, 2, 4], [0, 2, 4, 5], [0])
    """
    found = list(range(0, size - side + 1, max(1, side // 2)))
    return found if found[-1] == size - side else [*found, size - side]
