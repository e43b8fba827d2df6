"""Which part of a picture argued for a class?  (model) -> (picture, class) -> heat map."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.gradients import with_gradient
from cnnviz.explore.graph import Graph, LayerError, Tap, lay_out


def weighed(maps: NDArray[np.float32], gradients: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weigh each feature map by how strongly the score leans on it, and keep what argues for the class.

    Args:
        maps: Feature maps of one layer, shape (rows, cols, maps).
        gradients: d(score) / d(maps), same shape.

    Returns:
        Heat map, shape (rows, cols), 0 to 1; zeros where nothing argues for the class.

    Reference: Selvaraju et al., 2017, Grad-CAM.

    >>> maps = np.array([[[1.0, 5.0], [2.0, 0.0]]], np.float32)
    >>> weighed(maps, np.array([[[1.0, -1.0], [3.0, -1.0]]], np.float32)).tolist()
    [[0.0, 1.0]]
    """
    found = np.maximum((maps * gradients.mean((0, 1))).sum(-1), 0)
    return np.asarray(found / (found.max() or 1), np.float32)


class GradCam:
    """Grad-CAM of one model, at its last feature maps or at a layer of choice.

    Args:
        model: Takes raw pixels and ends with a softmax, or with one sigmoid neuron for the second of two classes.
        layer: Name of a convolution, activation or pooling layer; by default the last convolution or activation.

    Raises:
        LayerError: There is no such layer, or none whose output is a picture.
    """

    def __init__(self, model: keras.Model, layer: str | None = None) -> None:
        graph = lay_out(model)
        tap = graph.tap(layer) if layer else _last(graph)
        scores = _scores(list(graph.taps.values())[-1])
        self.layer = tap.name
        self.maps = keras.Model(graph.pixels, tap.tensor)
        self.rest = keras.Model(tap.tensor, scores)
        self.wanted = keras.Variable(np.zeros(scores.shape[-1]), trainable=False)
        self.slope = with_gradient(lambda maps: keras.ops.sum(self.rest(maps, training=False) * self.wanted, axis=-1))

    def __call__(self, picture: NDArray[np.uint8], index: int) -> NDArray[np.float32]:
        """Return where a picture argues for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols) of the layer's feature maps, 0 to 1.
        """
        maps = np.asarray(self.maps.predict_on_batch(picture[None].astype("float32")))
        self.wanted.assign(np.eye(self.wanted.shape[0])[index])
        _, gradients = self.slope(maps)
        return weighed(maps[0], keras.ops.convert_to_numpy(gradients)[0])


def _last(graph: Graph) -> Tap:
    """Return the last convolution or activation of pictures: those after it have lost the place, or some of it."""
    found = [tap for tap in graph.picture_layers() if tap.role != "pooling"]
    if not found:
        raise LayerError("The network has no feature maps: Grad-CAM needs a convolution.")
    return found[-1]


def _scores(last: Tap) -> Any:
    """Return one score a class as they are before the softmax, symbolic; of one neuron, minus and plus its own."""
    layer = last.layer
    if not isinstance(layer, keras.layers.Dense):  # A softmax that is a layer of its own.
        return last.source if isinstance(layer, keras.layers.Activation | keras.layers.Softmax) else last.tensor
    parts = layer.get_weights()
    if layer.units == 1:
        parts = [np.concatenate([-part, part], axis=-1) for part in parts]
    linear = keras.layers.Dense(parts[0].shape[-1], use_bias=layer.use_bias)
    scores = linear(last.source)
    linear.set_weights(parts)
    return scores
