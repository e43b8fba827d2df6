"""Which feature maps argued for a class, and where?  (model) -> (picture, class) -> heat map: class activation mapping."""

from abc import ABC, abstractmethod

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.gradients import with_gradient
from cnnviz.explore.graph import Graph, LayerError, Tap, class_scores, lay_out

Maps = NDArray[np.float32]
AT_ONCE = 64
"""Maps that are taken away together, each in a copy of its own."""


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
    squares, cubes = gradients**2, gradients**3
    below = 2 * squares + maps.sum((0, 1)) * cubes
    share = np.divide(squares, below, out=np.zeros_like(squares), where=below != 0)
    return np.asarray((share * np.maximum(gradients, 0)).sum((0, 1)))


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
        model: Takes raw pixels and ends with a softmax, or with one sigmoid neuron for the second of two classes.
        layer: Name of a convolution, activation or pooling layer; by default the last convolution or activation.

    Raises:
        LayerError: There is no such layer, or none whose output is a picture.
    """

    def __init__(self, model: keras.Model, layer: str | None = None) -> None:
        graph = lay_out(model)
        tap = graph.tap(layer) if layer else _last(graph)
        scores = class_scores(graph)
        self.layer = tap.name
        self.maps = keras.Model(graph.pixels, tap.tensor)
        self.rest = keras.Model(tap.tensor, scores)
        self.wanted = keras.Variable(np.zeros(scores.shape[-1]), trainable=False)
        self.slope = with_gradient(lambda maps: keras.ops.sum(self.rest(maps, training=False) * self.wanted, axis=-1))

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Maps:
        """Return where a picture argues for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols) of the layer's feature maps, 0 to 1.
        """
        maps = np.asarray(self.maps.predict_on_batch(picture[None].astype("float32")))[0]
        return weighed(maps, self._weights(maps, index))

    @abstractmethod
    def _weights(self, maps: Maps, index: int) -> Maps:
        """Return the weight of each map, shape (maps,)."""

    def _gradients(self, maps: Maps, index: int) -> Maps:
        self.wanted.assign(np.eye(self.wanted.shape[0])[index])
        _, gradients = self.slope(maps[None])
        return np.asarray(keras.ops.convert_to_numpy(gradients)[0])


class GradCam(Cam):
    """Grad-CAM: each map weighs as much as the score's gradient, on the mean over the map."""

    def _weights(self, maps: Maps, index: int) -> Maps:
        return mean_gradients(maps, self._gradients(maps, index))


class GradCamPlusPlus(Cam):
    """Grad-CAM++: as Grad-CAM, but only places count where the score rises, so that several things of a class all show."""

    def _weights(self, maps: Maps, index: int) -> Maps:
        return positive_gradients(maps, self._gradients(maps, index))


class AblationCam(Cam):
    """Ablation-CAM: each map weighs as much as the score falls when it is taken away; no gradient is needed.

    Reference: Desai and Ramaswamy, 2020.
    """

    def _weights(self, maps: Maps, index: int) -> Maps:
        count = maps.shape[-1]
        whole = self._score(maps[None], index)[0]
        weights = np.zeros(count, np.float32)
        live = np.flatnonzero(maps.any((0, 1)))  # To take away what is zero changes nothing.
        for start in range(0, len(live), AT_ONCE):
            chosen = live[start : start + AT_ONCE]
            # A smaller last batch would have the whole graph traced anew, so it is filled up.
            copies = np.repeat(maps[None], AT_ONCE, axis=0)
            copies[np.arange(len(chosen)), :, :, chosen] = 0
            weights[chosen] = whole - self._score(copies, index)[: len(chosen)]
        return weights

    def _score(self, maps: Maps, index: int) -> Maps:
        return np.asarray(self.rest.predict_on_batch(maps))[:, index]


def _last(graph: Graph) -> Tap:
    """Return the last convolution or activation of pictures: those after it have lost the place, or some of it."""
    found = [tap for tap in graph.picture_layers() if tap.role != "pooling"]
    if not found:
        raise LayerError("The network has no feature maps: a class activation map needs a convolution.")
    return found[-1]
