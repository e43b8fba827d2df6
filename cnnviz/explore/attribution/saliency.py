"""Attribution by the gradient of a class's score at each pixel.

(model) -> (picture, class) -> heat map of the pixels.
"""

import math
from collections.abc import Generator
from functools import partial
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.heat_maps import clipped
from cnnviz.explore.attribution.methods import Family, Method
from cnnviz.explore.attribution.progressive import Progressive, result
from cnnviz.locale import N_
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
        after: Applied to the output of each layer; see `cnnviz.surgery.graph.lay_out`.
    """

    def __init__(self, model: keras.Model, after: After | None = None) -> None:
        graph = lay_out(model, after=after)
        self.scores = keras.Model(graph.pixels, class_scores(graph))
        self.wanted = keras.Variable(np.zeros(self.scores.output_shape[-1]), trainable=False)
        self.slope = with_gradient(lambda x: keras.ops.sum(self.scores(x, training=False) * self.wanted, axis=-1))

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return how strongly the score of a class depends on each pixel.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols), 0 to 1.
        """
        return clipped(np.abs(self.attributions(picture, index)).max(-1))

    def attributions(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return the attribution of each value of the picture, signed, shape (rows, cols, channels)."""
        _, gradients = self.at(picture[None].astype("float32"), index)
        return np.asarray(gradients[0])

    def at(self, pictures: Pixels, index: int) -> tuple[Pixels, Pixels]:
        """Return scores of a class, shape (n,), and their gradients at pictures, shape (n, rows, cols, channels)."""
        self.wanted.assign(np.eye(self.wanted.shape[0])[index])
        batches = []
        for start in range(0, len(pictures), AT_ONCE):
            batch = pictures[start : start + AT_ONCE]
            batches.append([keras.ops.convert_to_numpy(part) for part in self.slope(batch)])
        scores, gradients = (np.concatenate(part) for part in zip(*batches, strict=True))
        return scores, gradients


class GuidedBackpropagation(Gradient):
    """Guided backpropagation: only what argues for the class passes back through each ReLU.

    It draws sharp outlines whatever the later weights are, so it misleads; see
    `cnnviz.explore.attribution.sanity_check`.

    Reference: Springenberg et al., 2015; Adebayo et al., 2018, on why not to trust it.
    """

    def __init__(self, model: keras.Model) -> None:
        super().__init__(model, _guided)

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return how strongly each pixel argues for a class; see `Gradient`."""
        return clipped(np.maximum(self.attributions(picture, index), 0).max(-1))


class SmoothGrad(Progressive, Gradient):
    """SmoothGrad: the mean gradient over copies of the picture with a little noise, which varies less than one alone.

    Args:
        model: As for `Gradient`.
        samples: Number of copies.
        noise: Standard deviation of the noise, as a share of the picture's range.
        seed: Seed of the noise.

    Reference: Smilkov et al., 2017.
    """

    def __init__(self, model: keras.Model, samples: int = 32, noise: float = 0.15, seed: int = 0) -> None:
        super().__init__(model)
        self.samples, self.noise, self.seed = samples, noise, seed

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        """See `Progressive.steps` and `Gradient`."""
        return clipped(np.abs((yield from self._accumulate(picture, index))).max(-1))

    def attributions(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return the mean gradient, signed, shape (rows, cols, channels)."""
        return result(self._accumulate(picture, index))

    def _accumulate(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        generator = np.random.default_rng(self.seed)
        total, done = np.zeros(picture.shape, np.float64), 0
        deviation = self.noise * max(1, int(picture.max()) - int(picture.min()))
        while done < self.samples:
            count = min(AT_ONCE, self.samples - done)
            noisy = picture + deviation * generator.standard_normal((count, *picture.shape), np.float32)
            total += self.at(noisy.astype("float32"), index)[1].sum(0)
            done += count
            yield done / self.samples
        return np.asarray(total / self.samples, np.float32)


class IntegratedGradients(Progressive, Gradient):
    """Integrated gradients: the mean gradient along the path from black to the picture, times the picture.

    The attributions of all values add up to the difference between the picture's score and black's. The path is cut
    into 16 steps, which are closer together near black, where most ReLUs change sides, and those are halved until that
    sum is within 0.8 %.

    Args:
        model: As for `Gradient`.
        most: Most steps.

    Reference: Sundararajan et al., 2017.
    """

    FIRST, CLOSE = 16, 0.008

    def __init__(self, model: keras.Model, most: int = 1024) -> None:
        super().__init__(model)
        self.most = most

    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        """See `Progressive.steps` and `Gradient`; the number of steps needed is estimated, rather too high."""
        return clipped(np.maximum((yield from self._accumulate(picture, index)).sum(-1), 0))

    def attributions(self, picture: NDArray[np.uint8], index: int) -> Pixels:
        """Return the attribution of each value of the picture, signed, shape (rows, cols, channels)."""
        return result(self._accumulate(picture, index))

    def _accumulate(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Pixels]:
        path = picture.astype("float32")
        (black, whole), ends = self.at(np.stack([np.zeros_like(path), path]), index)
        close = self.CLOSE * abs(whole - black)
        # The trapezoidal rule over t, at t² of the path: each halving of the steps needs the middles only.
        steps, needed, mean = 1, min(4 * self.FIRST, self.most), ends[1].astype(np.float64)
        while True:
            middles, total = (np.arange(steps) + 0.5) / steps, np.zeros_like(mean)
            for start in range(0, steps, AT_ONCE):
                total += self._sum(path, middles[start : start + AT_ONCE], index)
                yield min(1.0, (steps + min(start + AT_ONCE, steps)) / needed)
            mean, steps = (mean + total / steps) / 2, 2 * steps
            missing = abs((mean * path).sum() - (whole - black))
            if steps >= self.most or (steps >= self.FIRST and missing <= close):
                return np.asarray(mean * path, np.float32)
            if steps >= self.FIRST:  # The error falls at least to a half whenever the steps are halved.
                needed = min(self.most, steps * 2 ** max(1, math.ceil(math.log2(missing / max(close, 1e-12)))))

    def _sum(self, path: Pixels, t: NDArray[np.float64], index: int) -> NDArray[np.float64]:
        """Return the sum over t of the gradient at t² of the path, times the speed along the path there, 2t."""
        share = t[:, None, None, None]
        _, gradients = self.at((share**2 * path).astype("float32"), index)
        return np.asarray((2 * share * gradients).sum(0))


def _guided(layer: keras.Layer, output: Any) -> Any:
    return _ForwardOnly()(output) if _ends_with_relu(layer) else output


def _ends_with_relu(layer: keras.Layer) -> bool:
    if type(layer).__name__ in ("ReLU", "Relu", "Relu6"):  # The layer, and the operations of keras.ops.
        return True
    return getattr(unwrapped(layer), "activation", None) in (keras.activations.relu, keras.activations.relu6)


class _ForwardOnly(keras.Layer):
    """Returns its input; in the backward pass negative gradients are set to 0."""

    def call(self, values: Any) -> Any:
        """Return the values."""
        return _forward_only(values)


@keras.ops.custom_gradient
def _forward_only(values: Any) -> Any:
    def back(*gradients: Any, upstream: Any = None) -> Any:
        return keras.ops.relu(gradients[0] if upstream is None else upstream)

    return values + 0.0, back


METHODS = (
    Method(
        "integrated_gradients",
        N_("Integrated gradients"),
        N_(
            "The gradient of the score, averaged on the way from a black picture to this one, times the change of each "
            "pixel. The values of all pixels add up to what the score gains on that way."
        ),
        Family.PIXEL_GRADIENTS,
        "Sundararajan et al., 2017",
        IntegratedGradients,
        quick=partial(IntegratedGradients, most=16),
    ),
    Method(
        "smooth_grad",
        N_("SmoothGrad"),
        N_(
            "Where a small change of a pixel changes the score most (saliency), up or down: the mean over copies of "
            "the picture with a little noise."
        ),
        Family.PIXEL_GRADIENTS,
        "Smilkov et al., 2017",
        SmoothGrad,
        quick=partial(SmoothGrad, samples=8),
    ),
    Method(
        "guided_backpropagation",
        N_("Guided backpropagation (misleading)"),
        N_(
            "Sharp outlines, nearly the same for any class and for random weights in the later layers: an edge "
            "detector that looks like an explanation. Try the sanity check."
        ),
        Family.MISLEADING,
        "Springenberg et al., 2015",
        GuidedBackpropagation,
    ),
)
