"""Occlusion and RISE: the change of the score while parts of the picture are covered.

(model) -> (picture, class) -> heat map.
"""

from collections.abc import Generator
from functools import partial
from itertools import product

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.heat_maps import full_range, positive_part
from cnnviz.explore.attribution.methods import Family, Method
from cnnviz.explore.attribution.progressive import Progressive
from cnnviz.images import stretched
from cnnviz.locale import N_
from cnnviz.surgery.endings import named_ending
from cnnviz.surgery.graph import lay_out

AT_ONCE = 32
"""Covered pictures that go through the network together."""


class Covering(Progressive):
    """Base of the methods that run a network on partly covered pictures, batch after batch.

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
    """Occlusion: a patch of the mean colour is moved over the picture, and the fall of the score is measured.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        patches: Number of patches along the shorter side; each is moved by half its size.

    Reference: Zeiler and Fergus, 2014.
    """

    def __init__(self, model: keras.Model, patches: int = 7) -> None:
        super().__init__(model)
        self.patches = patches

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, NDArray[np.float32]]:
        """See `Progressive.steps`; the heat of a pixel is the mean fall over all patches that covered it."""
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
        return positive_part(fall / covered)


class Rise(Covering):
    """RISE: random soft-edged halves of the picture are covered with its mean colour, and the scores compared.

    Each mask is tried together with its opposite: what the two share, the score of half a picture, cancels in their
    difference, and half of the random variation with it.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        pairs: Number of masks, each tried with its opposite.
        cells: Cells along each side of a mask, each of them covered or not.
        seed: Seed of the masks.

    Reference: Petsiuk et al., 2018, RISE.
    """

    def __init__(self, model: keras.Model, pairs: int = 128, cells: int = 7, seed: int = 0) -> None:
        super().__init__(model)
        self.pairs, self.cells, self.seed = pairs, cells, seed

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, NDArray[np.float32]]:
        """See `Progressive.steps`; 0 is what argues least for the class, or most against it."""
        generator, pixels = np.random.default_rng(self.seed), picture.astype("float32")
        colour = picture.mean((0, 1)).astype("float32")
        rows, cols = picture.shape[:2]
        heat = np.zeros((rows, cols), np.float32)
        batches = -(-self.pairs // (AT_ONCE // 2))
        for done in range(1, batches + 1):
            masks = np.stack([self._mask(generator, rows, cols) for _ in range(AT_ONCE // 2)])
            shown = np.concatenate([masks, 1 - masks])[..., None]
            scores, opposite = np.split(self._scores(pixels * shown + colour * (1 - shown), index), 2)
            heat += np.tensordot(scores - opposite, masks - 0.5, 1)
            yield done / batches
        return full_range(heat)

    def _mask(self, generator: np.random.Generator, rows: int, cols: int) -> NDArray[np.float32]:
        """Return the share shown of each pixel, 0 to 1: random cells, interpolated and moved by part of a cell."""
        tall, wide = -(-rows // self.cells), -(-cols // self.cells)
        cells = generator.integers(2, size=(self.cells + 1, self.cells + 1)).astype("float32")
        top, left = generator.integers(tall), generator.integers(wide)
        whole = stretched(cells, cells.shape[0] * tall, cells.shape[1] * wide)
        return whole[top : top + rows, left : left + cols]


def _starts(size: int, side: int) -> list[int]:
    """Return the positions of a window along an axis, half a window apart, the last at the rim.

    >>> _starts(8, 4), _starts(9, 4), _starts(3, 3)
    ([0, 2, 4], [0, 2, 4, 5], [0])
    """
    starts = list(range(0, size - side + 1, max(1, side // 2)))
    return starts if starts[-1] == size - side else [*starts, size - side]


METHODS = (
    Method(
        "occlusion",
        N_("Occlusion"),
        N_(
            "Covers one part after the other with the picture’s mean colour and measures how far the score falls. "
            "Slow, but easy to understand."
        ),
        Family.COVERED_PICTURES,
        "Zeiler and Fergus, 2014",
        Occlusion,
        quick=partial(Occlusion, patches=4),
    ),
    Method(
        "rise",
        N_("RISE"),
        N_(
            "Covers random halves of the picture, over and over, and compares the scores of the two halves. Slow, "
            "but it needs nothing of the network except its scores."
        ),
        Family.COVERED_PICTURES,
        "Petsiuk et al., 2018",
        Rise,
        quick=partial(Rise, pairs=32),
    ),
)
