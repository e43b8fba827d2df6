"""Meaningful perturbation: a search for the parts that suffice for a class and that it depends on.

(model) -> (picture, class) -> heat map.
"""

from collections.abc import Generator
from functools import partial
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.attribution.faithfulness import blurred
from cnnviz.explore.attribution.heat_maps import full_range
from cnnviz.explore.attribution.methods import Family, Method
from cnnviz.explore.attribution.occlusion import Covering
from cnnviz.images import stretched
from cnnviz.locale import N_
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import LayerError

Pixels = NDArray[np.float32]


class Perturbation(Covering):
    """Improves Grad-CAM's map by gradient ascent until its hottest parts, of any area, decide the class.

    In each round the map becomes soft masks of a few areas. What a mask marks is painted with the picture's mean
    colour, and the network should no longer name the class; or it is brought back into the blurred picture, and the
    network should. The map follows the slope of the logarithms of both probabilities, the second one's three times as
    far: the rest of a covered picture is easily made to look like anything. The result is the mean map of the last half
    of the rounds.

    Args:
        model: As for `Covering`; where it has no feature maps, the search starts from nothing.
        rounds: How often the map is changed; each runs eight pictures.
        cells: Cells along each side of the map.
        seed: Seed of the areas.

    Reference: Fong and Vedaldi, 2017, Meaningful perturbation; Khorram et al., 2021, iGOS++, on deleting and inserting
    together.
    """

    AREAS = 4
    """Masks a round that delete, and as many that insert."""
    DELETED, INSERTED = (0.0, 0.9), (0.01, 0.36)
    """Least and largest areas of each: a small part that is inserted tells the most."""
    TRUSTED = 3.0
    """Weight of insertion against deletion. Of 1, 3 and 6, 3 was best by a hair on 19 validation photos."""
    EDGE, RATE = 0.25, 0.3
    """Softness of the masks' edges, and length of a step, both as shares of the map's deviation."""
    SLOW, STEADY = 0.8, 0.95
    """Share of the slopes' running mean, and of their mean square, that each round keeps."""

    def __init__(self, model: keras.Model, rounds: int = 12, cells: int = 10, seed: int = 0) -> None:
        super().__init__(model)
        self.rounds, self.cells, self.seed = rounds, cells, seed
        try:
            self.start: GradCam | None = GradCam(model)
        except LayerError:
            self.start = None
        self.wanted = keras.Variable(np.zeros(self.scores.output_shape[-1], np.float32), trainable=False)
        self.sign = keras.ops.repeat(keras.ops.array([-1.0, 1.0]), self.AREAS)
        self.weight = keras.ops.repeat(keras.ops.array([1.0, self.TRUSTED]), self.AREAS)
        self.slope = with_gradient(self._agreement)

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        """See `Progressive.steps`; 0 is what decides least."""
        pixels, generator = picture.astype("float32"), np.random.default_rng(self.seed)
        grey, blurry = np.broadcast_to(pixels.mean((0, 1)), pixels.shape), blurred(picture)
        base = np.repeat([pixels, blurry], self.AREAS, 0)
        change = np.repeat([grey - pixels, pixels - blurry], self.AREAS, 0)
        tall, wide = (min(self.cells, size) for size in picture.shape[:2])
        down, across = _spread(picture.shape[0], tall), _spread(picture.shape[1], wide)
        softly_down, softly_across = down @ _smooth(tall), across @ _smooth(wide)
        cells = np.zeros((tall, wide), np.float32)
        if self.start:
            start = stretched(self.start(picture, index), tall, wide)
            cells += (start - start.mean()) / (start.std() or 1)
        mean, square, total = np.zeros_like(cells), 0.0, np.zeros_like(cells)
        for done in range(1, self.rounds + 1):
            masks = self._masks(down @ cells @ across.T, generator)
            slopes = self._slopes(base + masks[..., None] * change, index)
            gain = ((slopes * change).sum(-1) * masks * (1 - masks)).sum(0)
            slope = softly_down.T @ gain @ softly_across
            mean = self.SLOW * mean + (1 - self.SLOW) * slope
            square = self.STEADY * square + (1 - self.STEADY) * float(np.square(slope).mean())
            length = np.sqrt(square / (1 - self.STEADY**done)) * (1 - self.SLOW**done)
            cells = cells + self.RATE * mean / (length + 1e-12)
            cells = (cells - cells.mean()) / max(1.0, float(cells.std()))
            if 2 * done > self.rounds:
                total += cells
            yield done / self.rounds
        return full_range(down @ total @ across.T)

    def _masks(self, heat: Pixels, generator: np.random.Generator) -> Pixels:
        """Return soft masks of the hottest parts, shape (masks, rows, cols), 0 to 1, of areas drawn anew each time."""
        drawn = (np.arange(self.AREAS) + generator.random(self.AREAS)) / self.AREAS
        areas = np.concatenate([least + (largest - least) * drawn for least, largest in (self.DELETED, self.INSERTED)])
        if not heat.any():  # Nothing is known yet: every pixel is covered in part.
            return np.repeat(areas.astype("float32"), heat.size).reshape(-1, *heat.shape)
        distance = (heat - np.quantile(heat, 1 - areas)[:, None, None]) / self.EDGE
        return np.asarray(1 / (1 + np.exp(-distance.clip(-30, 30))), np.float32)

    def _slopes(self, pictures: Pixels, index: int) -> Pixels:
        """Return the gradient of `_agreement` at each picture, of its shape."""
        self.wanted.assign(np.eye(self.wanted.shape[0], dtype=np.float32)[index])
        _, slopes = self.slope(pictures.astype("float32"))
        return np.asarray(keras.ops.convert_to_numpy(slopes))

    def _agreement(self, pixels: Any) -> Any:
        """Return the weighted logarithm of the probability of the wanted prediction, symbolic, shape (pictures,).

        Wanted is any other class where the mask deletes, and the class where it inserts.
        """
        scores = self.scores(pixels, training=False)
        odds = keras.ops.sum(scores * self.wanted, axis=-1)
        if self.exclusive:
            odds -= keras.ops.logsumexp(scores - 1e4 * keras.ops.cast(self.wanted, scores.dtype), axis=-1)
        return self.weight * keras.ops.log_sigmoid(self.sign * odds)


def _spread(size: int, cells: int) -> Pixels:
    """Return the matrix that interpolates ``cells`` values to ``size``, shape (size, cells).

    >>> (_spread(4, 2) @ [0.0, 1.0]).tolist()
    [0.0, 0.25, 0.75, 1.0]
    """
    return stretched(np.eye(cells, dtype=np.float32), size, cells)


def _smooth(cells: int) -> Pixels:
    """Return the matrix that mixes each value with its neighbours, shape (cells, cells).

    >>> (_smooth(4) @ [0.0, 4.0, 0.0, 0.0]).tolist()
    [1.0, 2.0, 1.0, 0.0]
    """
    same = np.eye(cells, dtype=np.float32)
    before, after = (same[(np.arange(cells) + step).clip(0, cells - 1)] for step in (-1, 1))
    return np.asarray(same / 2 + (before + after) / 4)


METHODS = (
    Method(
        "perturbation",
        N_("Meaningful perturbation"),
        N_(
            "Starts from Grad-CAM and improves the map round by round, towards the parts whose covering removes the "
            "class and which suffice for it alone. Slow. It searches for what deletion and insertion measure, so it "
            "does well there."
        ),
        Family.COVERED_PICTURES,
        "Fong and Vedaldi, 2017",
        Perturbation,
        quick=partial(Perturbation, rounds=4),
    ),
)
