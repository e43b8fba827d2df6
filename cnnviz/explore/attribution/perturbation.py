"""Which parts suffice for a class, and leave little of it when they are gone?  (model) -> (picture, class) -> heat map."""

from collections.abc import Generator
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.attribution.faithfulness import blurred
from cnnviz.explore.attribution.occlusion import Covering
from cnnviz.images import stretched
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import LayerError

Pixels = NDArray[np.float32]


class Perturbation(Covering):
    """Improves Grad-CAM's map until its hottest parts, of whatever area, decide: by gradients, as a network learns.

    In each round the map becomes soft masks of a few areas. What a mask marks is painted with the picture's mean colour, and the
    network should no longer say the class; or it is brought back into the blurred picture, and the network should. The map follows
    the slope of the logarithms of both probabilities, the second one's three times as far: what is left of a picture that is covered is
    easily made to look like anything. The result is the mean map of the last half of the rounds.

    Args:
        model: As for `Covering`; where it has no feature maps, the search starts from nothing.
        rounds: How often the map is changed; each looks at eight pictures.
        cells: Places along each side of the map.
        seed: Seed of the areas.

    Reference: Fong and Vedaldi, 2017, Meaningful perturbation; Khorram et al., 2021, iGOS++, on deleting and inserting together.
    """

    AREAS = 4
    """Masks a round that take away, and as many that bring back."""
    TAKEN, BROUGHT = (0.0, 0.9), (0.01, 0.36)
    """Least and largest areas of each: a little that is brought back says the most."""
    TRUSTED = 3.0
    """How much more what is brought back counts. Of 1, 3 and 6, 3 was best by a hair on 19 photos for validation."""
    EDGE, RATE = 0.25, 0.3
    """Softness of the masks' edges, and length of a step, both as shares of the map's deviation."""
    SLOW, STEADY = 0.8, 0.95
    """How much of the slopes' mean, and of their mean square, each round keeps."""

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
        self.slope = with_gradient(self._right)

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        """Yield and return as `Gradual` has it; 0 is what decides least."""
        own, dice = picture.astype("float32"), np.random.default_rng(self.seed)
        grey, out_of_focus = np.broadcast_to(own.mean((0, 1)), own.shape), blurred(picture)
        base, change = (
            np.repeat([own, out_of_focus], self.AREAS, 0),
            np.repeat([grey - own, own - out_of_focus], self.AREAS, 0),
        )
        tall, wide = (min(self.cells, size) for size in picture.shape[:2])
        down, across = _spread(picture.shape[0], tall), _spread(picture.shape[1], wide)
        softly_down, softly_across = down @ _smooth(tall), across @ _smooth(wide)
        places = np.zeros((tall, wide), np.float32)
        if self.start:
            start = stretched(self.start(picture, index), tall, wide)
            places += (start - start.mean()) / (start.std() or 1)
        mean, square, found = np.zeros_like(places), 0.0, np.zeros_like(places)
        for done in range(1, self.rounds + 1):
            masks = self._masks(down @ places @ across.T, dice)
            slopes = self._slopes(base + masks[..., None] * change, index)
            gain = ((slopes * change).sum(-1) * masks * (1 - masks)).sum(0)
            slope = softly_down.T @ gain @ softly_across
            mean = self.SLOW * mean + (1 - self.SLOW) * slope
            square = self.STEADY * square + (1 - self.STEADY) * float(np.square(slope).mean())
            length = np.sqrt(square / (1 - self.STEADY**done)) * (1 - self.SLOW**done)
            places = places + self.RATE * mean / (length + 1e-12)
            places = (places - places.mean()) / max(1.0, float(places.std()))
            if 2 * done > self.rounds:
                found += places
            yield done / self.rounds
        heat = down @ found @ across.T
        heat -= heat.min()
        return np.asarray(heat / (heat.max() or 1), np.float32)

    def _masks(self, heat: Pixels, dice: np.random.Generator) -> Pixels:
        """Return soft masks of the hottest parts, shape (masks, rows, cols), 0 to 1; their areas are drawn anew each time."""
        drawn = (np.arange(self.AREAS) + dice.random(self.AREAS)) / self.AREAS
        areas = np.concatenate([least + (largest - least) * drawn for least, largest in (self.TAKEN, self.BROUGHT)])
        if not heat.any():  # Nothing is known yet: some of everything.
            return np.repeat(areas.astype("float32"), heat.size).reshape(-1, *heat.shape)
        far = (heat - np.quantile(heat, 1 - areas)[:, None, None]) / self.EDGE
        return np.asarray(1 / (1 + np.exp(-far.clip(-30, 30))), np.float32)

    def _slopes(self, pictures: Pixels, index: int) -> Pixels:
        """Return at each picture the gradient of how well the network answers there: not the class, or the class."""
        self.wanted.assign(np.eye(self.wanted.shape[0], dtype=np.float32)[index])
        _, slopes = self.slope(pictures.astype("float32"))
        return np.asarray(keras.ops.convert_to_numpy(slopes))

    def _right(self, pixels: Any) -> Any:
        """Return the logarithm of the probability of what should be said, times its weight, symbolic, shape (pictures,)."""
        scores = self.scores(pixels, training=False)
        odds = keras.ops.sum(scores * self.wanted, axis=-1)
        if self.exclusive:
            odds -= keras.ops.logsumexp(scores - 1e4 * keras.ops.cast(self.wanted, scores.dtype), axis=-1)
        return self.weight * keras.ops.log_sigmoid(self.sign * odds)


def _spread(size: int, cells: int) -> Pixels:
    """Return what interpolates ``cells`` values to ``size``, shape (size, cells).

    >>> (_spread(4, 2) @ [0.0, 1.0]).tolist()
    [0.0, 0.25, 0.75, 1.0]
    """
    return stretched(np.eye(cells, dtype=np.float32), size, cells)


def _smooth(cells: int) -> Pixels:
    """Return what mixes each of some values with its neighbours, shape (cells, cells).

    >>> (_smooth(4) @ [0.0, 4.0, 0.0, 0.0]).tolist()
    [1.0, 2.0, 1.0, 0.0]
    """
    own = np.eye(cells, dtype=np.float32)
    before, after = (own[(np.arange(cells) + step).clip(0, cells - 1)] for step in (-1, 1))
    return np.asarray(own / 2 + (before + after) / 4)
