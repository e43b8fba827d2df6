"""Which pixels, changed a little, change the score of a class?  (model) -> (picture, class) -> heat map of the pixels."""

import math
from collections.abc import Generator
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.progressive import Gradual, finished
from cnnviz.surgery.endings import class_scores
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import After, lay_out, unwrapped

Pixels = NDArray[np.float32]
AT_ONCE = 16
"""Pictures whose gradients are computed together."""


class Gradient:
    """The gradient of a class's score at each pixel.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        after: What to do with the output of each layer, as `cnnviz.surgery.graph.lay_out` has it.
    """

    def __init__(self, model: keras.Model, after: After | None = None) -> None:
        graph = lay_out(model, after=after)
        self.scores = keras.Model(graph.pixels, class_scores(graph))
        self.wanted = keras.Variable(np.zeros(self.scores.output_shape[-1]), trainable=False)
        self.slope = with_gradient(lambda x: keras.ops.sum(self.scores(x, training=False) * self.wanted, axis=-1))

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return how strongly each pixel counts for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols), 0 to 1.
        """
        return heat(np.abs(self.attributions(picture, index)).max(-1))

    def attributions(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return the share of each value of the picture, signed, shape (rows, cols, channels)."""
        _, gradients = self.at(picture[None].astype("float32"), index)
        return np.asarray(gradients[0])

    def at(self, pictures: Pixels, index: int) -> tuple[Pixels, Pixels]:
        """Return scores of a class, shape (n,), and their gradients at pictures, shape (n, rows, cols, channels)."""
        self.wanted.assign(np.eye(self.wanted.shape[0])[index])
        found = []
        for start in range(0, len(pictures), AT_ONCE):
            batch = pictures[start : start + AT_ONCE]
            found.append([keras.ops.convert_to_numpy(part) for part in self.slope(batch)])
        scores, gradients = (np.concatenate(part) for part in zip(*found, strict=True))
        return scores, gradients


class GuidedBackpropagation(Gradient):
    """Guided backpropagation: only what argues for the class passes back through each ReLU.

    It draws sharp outlines whatever the weights above say, so it misleads; see `cnnviz.explore.attribution.faithfulness`.

    Reference: Springenberg et al., 2015; Adebayo et al., 2018, on why not to trust it.
    """

    def __init__(self, model: keras.Model) -> None:
        super().__init__(model, _guided)

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return how strongly each pixel argues for a class; see `Gradient`."""
        return heat(np.maximum(self.attributions(picture, index), 0).max(-1))


class SmoothGrad(Gradual, Gradient):
    """SmoothGrad: the mean gradient over copies of the picture with a little noise, which is calmer than one alone.

    Args:
        model: As for `Gradient`.
        samples: Copies.
        noise: Deviation of the noise, as a share of the picture's range.
        seed: Seed of the noise.

    Reference: Smilkov et al., 2017.
    """

    def __init__(self, model: keras.Model, samples: int = 32, noise: float = 0.15, seed: int = 0) -> None:
        super().__init__(model)
        self.samples, self.noise, self.seed = samples, noise, seed

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        """Yield and return as `Gradual` has it; see `Gradient`."""
        return heat(np.abs((yield from self._attributing(picture, index))).max(-1))

    def attributions(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return the mean gradient, signed, shape (rows, cols, channels)."""
        return finished(self._attributing(picture, index))

    def _attributing(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        dice = np.random.default_rng(self.seed)
        total, done = np.zeros(picture.shape, np.float64), 0
        deviation = self.noise * max(1, int(picture.max()) - int(picture.min()))
        while done < self.samples:
            count = min(AT_ONCE, self.samples - done)
            noisy = picture + deviation * dice.standard_normal((count, *picture.shape), np.float32)
            total += self.at(noisy.astype("float32"), index)[1].sum(0)
            done += count
            yield done / self.samples
        return np.asarray(total / self.samples, np.float32)


class IntegratedGradients(Gradual, Gradient):
    """Integrated gradients: the gradient along the way from black to the picture, times the way.

    What all values get adds up to the difference between the picture's score and black's. The way is cut into 16 steps, which
    are closer together near black, where most ReLUs change sides, and those in half until that sum is within 0.8 %.

    Args:
        model: As for `Gradient`.
        most: Steps at most.

    Reference: Sundararajan et al., 2017.
    """

    FIRST, CLOSE = 16, 0.008

    def __init__(self, model: keras.Model, most: int = 1024) -> None:
        super().__init__(model)
        self.most = most

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        """Yield and return as `Gradual` has it; how many steps are needed is guessed, rather too many. See `Gradient`."""
        return heat(np.maximum((yield from self._attributing(picture, index)).sum(-1), 0))

    def attributions(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return the share of each value of the picture, signed, shape (rows, cols, channels)."""
        return finished(self._attributing(picture, index))

    def _attributing(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        way = picture.astype("float32")
        (black, own), ends = self.at(np.stack([np.zeros_like(way), way]), index)
        close = self.CLOSE * abs(own - black)
        # The trapezoidal rule over t, at t² of the way: each halving of the steps needs the middles only.
        steps, needed, mean = 1, min(4 * self.FIRST, self.most), ends[1].astype(np.float64)
        while True:
            middles, total = (np.arange(steps) + 0.5) / steps, np.zeros_like(mean)
            for start in range(0, steps, AT_ONCE):
                total += self._sum(way, middles[start : start + AT_ONCE], index)
                yield min(1.0, (steps + min(start + AT_ONCE, steps)) / needed)
            mean, steps = (mean + total / steps) / 2, 2 * steps
            missed = abs((mean * way).sum() - (own - black))
            if steps >= self.most or (steps >= self.FIRST and missed <= close):
                return np.asarray(mean * way, np.float32)
            if steps >= self.FIRST:  # What is missed falls to a half at least whenever the steps are halved.
                needed = min(self.most, steps * 2 ** max(1, math.ceil(math.log2(missed / max(close, 1e-12)))))

    def _sum(self, way: Pixels, t: NDArray[np.float64], index: int) -> NDArray[np.float64]:
        """Return the sum over t of the gradient at t² of the way, by how fast the way is gone there, 2t."""
        some = t[:, None, None, None]
        _, gradients = self.at((some**2 * way).astype("float32"), index)
        return np.asarray((2 * some * gradients).sum(0))


def heat(values: Pixels) -> Pixels:
    """Bring values from 0 up to 0..1; the strongest hundredth, which would leave the rest dark, is cut to 1.

    >>> heat(np.array([[0.0, 1.0], [2.0, 4.0]], np.float32)).tolist()
    [[0.0, 0.25], [0.5, 1.0]]
    """
    top = float(np.percentile(values, 99)) if values.size >= 100 else float(values.max())
    top = top or float(values.max()) or 1.0
    return np.asarray(np.clip(values / top, 0, 1), np.float32)


def _guided(layer: keras.Layer, output: Any) -> Any:
    return _ForwardOnly()(output) if _ends_with_relu(layer) else output


def _ends_with_relu(layer: keras.Layer) -> bool:
    if type(layer).__name__ in ("ReLU", "Relu", "Relu6"):  # The layer, and the operations of keras.ops.
        return True
    return getattr(unwrapped(layer), "activation", None) in (keras.activations.relu, keras.activations.relu6)


class _ForwardOnly(keras.Layer):
    """Gives what it gets; on the way back, what is negative stays behind."""

    def call(self, values: Any) -> Any:
        """Return the values."""
        return _forward_only(values)


@keras.ops.custom_gradient
def _forward_only(values: Any) -> Any:
    def back(*given: Any, upstream: Any = None) -> Any:
        return keras.ops.relu(given[0] if upstream is None else upstream)

    return values + 0.0, back
