"""Which feature maps argued for a class, and where?  (model) -> (picture, class) -> heat map: class activation mapping."""

from abc import ABC, abstractmethod
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base.patches import origin
from cnnviz.surgery.endings import class_scores
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import Graph, LayerError, Tap, between, lay_out

Maps = NDArray[np.float32]
AT_ONCE = 64
"""Maps that are taken away together, each in a copy of its own."""
MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
"""Layers and operations in which branches meet."""


def mean_gradients(maps: Maps, gradients: Maps) -> Maps:
    """Return how strongly the score leans on each map: the mean of its gradient.

    Args:
        maps: Feature maps of one layer, shape (rows, cols, maps).
        gradients: d(score) / d(maps), same shape.

    Returns:
        Shape (maps,).

    Reference: Selvaraju et al., 2017, Grad-CAM.
    """
    return np.asarray(gradients.mean((0, 1)))


def positive_gradients(maps: Maps, gradients: Maps) -> Maps:
    """Return how strongly the score leans on each map where it rises with it; each place counts by how sharply.

    Args and returns are those of `mean_gradients`.

    Reference: Chattopadhyay et al., 2018, Grad-CAM++, equations 19 and 21, of the score's exponential.
    """
    slopes = gradients.astype("float64")  # The third power of a large or a small gradient is beyond 32 bits.
    squares, cubes = slopes**2, slopes**3
    below = 2 * squares + maps.sum((0, 1), dtype="float64") * cubes
    share = np.divide(squares, below, out=np.zeros_like(squares), where=below != 0)
    return np.asarray((share * np.maximum(slopes, 0)).sum((0, 1)), np.float32)


def weighed(maps: Maps, weights: Maps) -> Maps:
    """Add up feature maps by their weights, and keep what argues for the class.

    Args:
        maps: Feature maps of one layer, shape (rows, cols, maps).
        weights: Shape (maps,).

    Returns:
        Heat map, shape (rows, cols), 0 to 1; zeros where nothing argues for the class.

    >>> maps = np.array([[[1.0, 5.0], [2.0, 0.0]]], np.float32)
    >>> weighed(maps, np.array([2.0, -1.0], np.float32)).tolist()
    [[0.0, 1.0]]
    """
    found = np.maximum((maps * weights).sum(-1), 0)
    return np.asarray(found / (found.max() or 1), np.float32)


class Cam(ABC):
    """A heat map of one model, at its last feature maps or at a layer of choice.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        layer: Name of a convolution, activation or pooling layer; by default the last convolution, activation or meeting of branches
            through which everything goes.

    Raises:
        LayerError: There is no such layer, or none whose output is a picture, or the model names no classes.
    """

    def __init__(self, model: keras.Model, layer: str | None = None) -> None:
        graph = lay_out(model)
        scores = class_scores(graph)
        tap = graph.tap(layer) if layer else _last(graph, scores)
        self.layer = tap.name
        self.maps = keras.Model(graph.pixels, tap.tensor)
        # Where a branch goes past the layer, what it brings comes from the pixels; elsewhere these are not looked at.
        self.rest = between([graph.pixels, tap.tensor], scores)
        self.wanted = keras.Variable(np.zeros(scores.shape[-1]), trainable=False)
        self.slope = with_gradient(
            lambda maps, pixels: keras.ops.sum(self.rest([pixels, maps], training=False) * self.wanted, axis=-1)
        )

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Maps:
        """Return where a picture argues for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols) of the layer's feature maps, 0 to 1.
        """
        pixels = picture[None].astype("float32")
        maps = np.asarray(self.maps.predict_on_batch(pixels), np.float32)
        return weighed(maps[0], self._weights(maps, pixels, index))

    @abstractmethod
    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        """Return the weight of each map, shape (maps,).

        Args:
            maps: Shape (1, rows, cols, maps).
            pixels: What they are of, shape (1, rows, cols, channels).
            index: Number of the class.
        """

    def _gradients(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        self.wanted.assign(np.eye(self.wanted.shape[0])[index])
        _, gradients = self.slope(maps, pixels)
        return np.asarray(keras.ops.convert_to_numpy(gradients)[0])


class GradCam(Cam):
    """Grad-CAM: each map weighs as much as the score's gradient, on the mean over the map."""

    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        return mean_gradients(maps[0], self._gradients(maps, pixels, index))


class GradCamPlusPlus(Cam):
    """Grad-CAM++: as Grad-CAM, but only places count where the score rises, so that several things of a class all show."""

    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        return positive_gradients(maps[0], self._gradients(maps, pixels, index))


class AblationCam(Cam):
    """Ablation-CAM: each map weighs as much as the score falls when it is taken away; no gradient is needed.

    Reference: Desai and Ramaswamy, 2020.
    """

    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        count = maps.shape[-1]
        whole = self._score(maps, pixels, index)[0]
        weights = np.zeros(count, np.float32)
        live = np.flatnonzero(maps.any((0, 1, 2)))  # To take away what is zero changes nothing.
        for start in range(0, len(live), AT_ONCE):
            chosen = live[start : start + AT_ONCE]
            # A smaller last batch would have the whole graph traced anew, so it is filled up.
            copies = np.repeat(maps, AT_ONCE, axis=0)
            copies[np.arange(len(chosen)), :, :, chosen] = 0
            weights[chosen] = whole - self._score(copies, pixels, index)[: len(chosen)]
        return weights

    def _score(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        pictures = np.broadcast_to(pixels, (len(maps), *pixels.shape[1:]))
        return np.asarray(self.rest.predict_on_batch([pictures, maps]))[:, index]


def _last(graph: Graph, scores: Any) -> Tap:
    """Return the last convolution, activation or meeting of branches through which everything goes from the pixels to the scores.

    What comes after it has lost the place, or some of it; what lies in one branch knows nothing of the others. Where every branch reaches
    the scores by a way of its own, it is the last convolution or activation on any way.
    """
    ways = _ways_back(scores)
    found = [
        tap
        for tap in graph.taps.values()
        if (tap.role in ("convolution", "activation") or _meets(tap)) and id(tap.tensor) in ways
    ]
    wide = [tap for tap in found if tap.tensor.shape[1:3] != (1, 1)]  # A single place shows no place.
    candidates = wide or found
    through = (tap for tap in reversed(candidates) if id(graph.pixels) not in _ways_back(scores, tap.tensor))
    last = next(through, None) or next((tap for tap in reversed(candidates) if tap.role), None)
    if last is None:
        raise LayerError("The network has no feature maps: a class activation map needs a convolution.")
    return last


def _meets(tap: Tap) -> bool:
    parts = [one for one in keras.tree.flatten(tap.source) if isinstance(one, keras.KerasTensor)]
    return type(tap.layer).__name__ in MERGES and len(getattr(tap.tensor, "shape", ())) == 4 and len(parts) > 1


def _ways_back(tensor: Any, around: Any = None) -> set[int]:
    """Return the identities of all tensors from which one is made, without going through another."""
    seen: set[int] = set()
    ahead = [tensor]
    while ahead:
        one = ahead.pop()
        if id(one) in seen or one is around:
            continue
        seen.add(id(one))
        ahead += origin(one).inputs
    return seen
