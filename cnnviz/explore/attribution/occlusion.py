"""Which part, when it is covered, makes the network less sure?  One patch after the other, or random halves of the picture.

(model) -> (picture, class) -> heat map.
"""

from collections.abc import Generator
from itertools import product

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.progressive import Gradual
from cnnviz.images import stretched
from cnnviz.surgery.endings import named_ending
from cnnviz.surgery.graph import lay_out

AT_ONCE = 32
"""Covered pictures that go through the network together."""


class Covering(Gradual):
    """Asks a network about pictures of which parts are covered, batch after batch.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
    """

    def __init__(self, model: keras.Model) -> None:
        graph = lay_out(model)
        ending = named_ending(graph)
        self.exclusive = ending.exclusive
        self.scores = keras.Model(graph.pixels, ending.scores)

    def _scores(self, pictures: NDArray[np.float32], index: int) -> NDArray[np.float32]:
        return np.asarray(self.scores.predict_on_batch(pictures))[:, index]


class Occlusion(Covering):
    """A patch of the picture's mean colour is moved over it; what counts is how far the score falls.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        patches: How many patches lie side by side along the shorter side; each is moved by half its size.

    Reference: Zeiler and Fergus, 2014.
    """

    def __init__(self, model: keras.Model, patches: int = 7) -> None:
        super().__init__(model)
        self.patches = patches

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, NDArray[np.float32]]:
        """Yield and return as `Gradual` has it; the heat of a pixel is the mean fall over all patches that covered it."""
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
            yield min(1.0, (start + AT_ONCE) / len(places))
        mean = np.maximum(fall / covered, 0)
        return np.asarray(mean / (mean.max() or 1), np.float32)


class Rise(Covering):
    """Random soft-edged halves of the picture are covered with its mean colour; what counts is which half the score stays with.

    Each mask is tried together with its opposite: what the two share, the score of half a picture, falls out of their difference,
    and half of the chance with it.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        pairs: Masks, each with its opposite.
        cells: Places along each side of a mask, of which each is covered or not.
        seed: Seed of the masks.

    Reference: Petsiuk et al., 2018, RISE.
    """

    def __init__(self, model: keras.Model, pairs: int = 128, cells: int = 7, seed: int = 0) -> None:
        super().__init__(model)
        self.pairs, self.cells, self.seed = pairs, cells, seed

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, NDArray[np.float32]]:
        """Yield and return as `Gradual` has it; 0 is what argues least for the class, or most against it."""
        dice, own = np.random.default_rng(self.seed), picture.astype("float32")
        colour = picture.mean((0, 1)).astype("float32")
        rows, cols = picture.shape[:2]
        heat = np.zeros((rows, cols), np.float32)
        batches = -(-self.pairs // (AT_ONCE // 2))
        for done in range(1, batches + 1):
            masks = np.stack([self._mask(dice, rows, cols) for _ in range(AT_ONCE // 2)])
            shown = np.concatenate([masks, 1 - masks])[..., None]
            one, other = np.split(self._scores(own * shown + colour * (1 - shown), index), 2)
            heat += np.tensordot(one - other, masks - 0.5, 1)
            yield done / batches
        heat -= heat.min()
        return np.asarray(heat / (heat.max() or 1), np.float32)

    def _mask(self, dice: np.random.Generator, rows: int, cols: int) -> NDArray[np.float32]:
        """Return how much is shown of each pixel, 0 to 1: a random pattern of places, interpolated and moved by part of a place."""
        tall, wide = -(-rows // self.cells), -(-cols // self.cells)
        places = dice.integers(2, size=(self.cells + 1, self.cells + 1)).astype("float32")
        top, left = dice.integers(tall), dice.integers(wide)
        whole = stretched(places, places.shape[0] * tall, places.shape[1] * wide)
        return whole[top : top + rows, left : left + cols]


def _starts(size: int, side: int) -> list[int]:
    """Return where a window of that side begins along an axis, half a side apart, the last at the rim.

    >>> _starts(8, 4), _starts(9, 4), _starts(3, 3)
    ([0, 2, 4], [0, 2, 4, 5], [0])
    """
    found = list(range(0, size - side + 1, max(1, side // 2)))
    return found if found[-1] == size - side else [*found, size - side]
