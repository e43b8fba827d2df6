"""Class activation mapping: a weighted sum of feature maps as the heat map of a class.

(model) -> (picture, class) -> heat map.
"""

from abc import ABC, abstractmethod
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base.patches import origin
from cnnviz.explore.attribution.heat_maps import mean_gradients, positive_gradients, weighted_sum
from cnnviz.explore.attribution.methods import Family, Method
from cnnviz.locale import N_, Message
from cnnviz.surgery.endings import class_scores
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import Graph, LayerError, Tap, between, lay_out

Maps = NDArray[np.float32]
AT_ONCE = 64
"""Number of maps that are tried together, each removed from another copy."""
MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
"""Layers and operations that join branches."""


class Cam(ABC):
    """A class activation map of one model, at its last feature maps or at a chosen layer.

    Args:
        model: Takes raw pixels and names classes, however it ends; see `cnnviz.surgery.endings`.
        layer: Name of a convolution, activation or pooling layer; by default the last convolution, activation or join
            of branches through which everything goes.

    Raises:
        LayerError: There is no such layer, or none whose output is a picture, or the model names no classes.
    """

    def __init__(self, model: keras.Model, layer: str | None = None) -> None:
        graph = lay_out(model)
        scores = class_scores(graph)
        tap = graph.tap(layer) if layer else _last(graph, scores)
        self.layer = tap.name
        self.maps = keras.Model(graph.pixels, tap.tensor)
        # A branch that bypasses the layer is computed from the pixels; without such a branch they are not used.
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
        return weighted_sum(maps[0], self._weights(maps, pixels, index))

    @abstractmethod
    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        """Return the weight of each map, shape (maps,).

        Args:
            maps: Shape (1, rows, cols, maps).
            pixels: The picture that they are of, shape (1, rows, cols, channels).
            index: Number of the class.
        """

    def _gradients(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        self.wanted.assign(np.eye(self.wanted.shape[0])[index])
        _, gradients = self.slope(maps, pixels)
        return np.asarray(keras.ops.convert_to_numpy(gradients)[0])


class GradCam(Cam):
    """Grad-CAM: each map is weighted by the mean over the map of the score's gradient."""

    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        return mean_gradients(self._gradients(maps, pixels, index))


class GradCamPlusPlus(Cam):
    """Grad-CAM++: counts only places where the score rises, so that several objects of a class all show."""

    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        return positive_gradients(maps[0], self._gradients(maps, pixels, index))


class AblationCam(Cam):
    """Ablation-CAM: each map is weighted by how far the score falls without it; no gradient is needed.

    Reference: Desai and Ramaswamy, 2020.
    """

    def _weights(self, maps: Maps, pixels: Maps, index: int) -> Maps:
        count = maps.shape[-1]
        whole = self._score(maps, pixels, index)[0]
        weights = np.zeros(count, np.float32)
        live = np.flatnonzero(maps.any((0, 1, 2)))  # Removing a map of zeros changes nothing.
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


METHODS = (
    Method(
        "grad_cam",
        N_("Grad-CAM"),
        N_(
            "The last feature maps, each weighted by how strongly the score of the class depends on it. Coarse and "
            "quick."
        ),
        Family.FEATURE_MAPS,
        "Selvaraju et al., 2017",
        GradCam,
    ),
    Method(
        "grad_cam_pp",
        N_("Grad-CAM++"),
        N_("Grad-CAM that counts only places where the score rises, meant to mark each of two cats, not one alone."),
        Family.FEATURE_MAPS,
        "Chattopadhyay et al., 2018",
        GradCamPlusPlus,
    ),
    Method(
        "ablation_cam",
        N_("Ablation-CAM"),
        N_("Removes the last feature maps one by one and weights each by how far the score falls. Needs no gradient."),
        Family.FEATURE_MAPS,
        "Desai and Ramaswamy, 2020",
        AblationCam,
    ),
)


def _last(graph: Graph, scores: Any) -> Tap:
    """Return the last convolution, activation or join of branches through which everything goes from pixels to scores.

    Later layers have lost some or all of the position, and a layer in one branch knows nothing of the others. Where the
    branches reach the scores separately, it is the last convolution or activation on any path.
    """
    sources = _sources(scores)
    usable = [
        tap
        for tap in graph.taps.values()
        if (tap.role in ("convolution", "activation") or _joins(tap)) and id(tap.tensor) in sources
    ]
    wide = [tap for tap in usable if tap.tensor.shape[1:3] != (1, 1)]  # A map of a single value shows no position.
    candidates = wide or usable
    through = (tap for tap in reversed(candidates) if id(graph.pixels) not in _sources(scores, tap.tensor))
    last = next(through, None) or next((tap for tap in reversed(candidates) if tap.role), None)
    if last is None:
        raise LayerError(Message("The network has no feature maps: a class activation map needs a convolution."))
    return last


def _joins(tap: Tap) -> bool:
    parts = [tensor for tensor in keras.tree.flatten(tap.source) if isinstance(tensor, keras.KerasTensor)]
    return type(tap.layer).__name__ in MERGES and len(getattr(tap.tensor, "shape", ())) == 4 and len(parts) > 1


def _sources(tensor: Any, around: Any = None) -> set[int]:
    """Return the identities of all tensors from which one is computed, on paths that avoid another."""
    seen: set[int] = set()
    ahead = [tensor]
    while ahead:
        source = ahead.pop()
        if id(source) in seen or source is around:
            continue
        seen.add(id(source))
        ahead += origin(source).inputs
    return seen
