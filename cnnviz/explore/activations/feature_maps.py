"""Feature maps: the outputs of a network's layers for one picture, and pictures and statistics of them."""

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.surgery.graph import Graph

UNCOMPILED = 4
"""First pictures that go through a network layer by layer: to compile a deep one takes longer than six pictures do."""


@dataclass(frozen=True)
class Statistics:
    """Statistics of one channel.

    Attributes:
        smallest: Smallest value.
        mean: Mean value.
        largest: Largest value.
        silent: Share of values that are zero or less, 0 to 1.
    """

    smallest: float
    mean: float
    largest: float
    silent: float


class FeatureMaps:
    """Computes the feature maps of every convolution, activation and pooling layer of a network.

    It is compiled when it is called more often than `UNCOMPILED`, which gives the same feature maps.

    Args:
        graph: The network laid out flat; the feature maps are those of its ``picture_layers()``.

    Attributes:
        model: The network with one input and many outputs.

    Reference: Wílmer Pereira, “Redes Neuronales Convolucionales”, section
    “Separación de las capas convolucionadas”.
    """

    def __init__(self, graph: Graph) -> None:
        self.model = keras.Model(graph.pixels, [tap.tensor for tap in graph.picture_layers()])
        self._calls = 0

    def __call__(self, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """Run one picture through the network.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.

        Returns:
            The feature maps of each layer, shape (rows, cols, channels).
        """
        self._calls += 1
        batch = picture[None].astype("float32")
        compiled = self._calls > UNCOMPILED
        outputs = self.model.predict_on_batch(batch) if compiled else self.model(batch, training=False)
        return [
            np.asarray(keras.ops.convert_to_numpy(output)[0], np.float32)
            for output in (outputs if isinstance(outputs, list) else [outputs])
        ]


def most_varied(maps: NDArray[np.float32]) -> int:
    """Return the number of the channel whose values differ most from place to place, by their standard deviation.

    Args:
        maps: Feature maps, shape (rows, cols, channels).

    >>> most_varied(np.array([[[5, 0], [5, 2]]], np.float32))
    1
    """
    return int(np.nan_to_num(maps.std((0, 1)), nan=-1.0).argmax())


def normalized(maps: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Bring each channel on its own to mean 128 and standard deviation 64, so that its pattern can be seen.

    A channel that is the same everywhere, as one that found nothing, becomes 0; so does one that is not all numbers.

    Args:
        maps: Feature maps, shape (rows, cols, channels).

    Returns:
        One tile a channel, shape (channels, rows, cols), 0..255.

    Reference: Wílmer Pereira, “Redes Neuronales Convolucionales”, section
    “Visualización de cada filtro por capa”.

    >>> normalized(np.array([[[1.0, 5.0], [3.0, 5.0]]], np.float32)).tolist()
    [[[64, 192]], [[0, 0]]]
    """
    # In 64 bits: the squares of large values are beyond fewer.
    finite = np.isfinite(maps).all((0, 1))
    maps = np.where(finite, maps, 0).astype("float64")
    mean, deviation = maps.mean((0, 1)), maps.std((0, 1))
    flat = deviation < 1e-6 * np.maximum(1.0, np.abs(mean))
    scaled = (maps - mean) * (64 / np.where(flat, 1, deviation)) + 128
    scaled[:, :, flat] = 0
    tiles: NDArray[np.uint8] = np.clip(scaled, 0, 255).astype("uint8").transpose(2, 0, 1)
    return tiles


def on_one_scale(maps: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Bring all channels of a layer to one scale, its smallest value 0 and largest 255, so that they can be compared.

    Args:
        maps: Feature maps, shape (rows, cols, channels).

    Returns:
        One tile a channel, shape (channels, rows, cols), 0..255.

    >>> on_one_scale(np.array([[[0.0, 5.0], [10.0, 5.0]]], np.float32)).tolist()
    [[[0, 255]], [[128, 128]]]
    """
    maps = np.where(np.isfinite(maps), maps, 0).astype("float64")
    low, high = float(maps.min()), float(maps.max())
    tiles: NDArray[np.uint8] = ((maps - low) * (255 / ((high - low) or 1))).round().astype("uint8").transpose(2, 0, 1)
    return tiles


def statistics(feature_map: NDArray[np.float32]) -> Statistics:
    """Summarise one channel, shape (rows, cols).

    >>> statistics(np.array([[0.0, 0.0], [1.0, 3.0]], np.float32))
    Statistics(smallest=0.0, mean=1.0, largest=3.0, silent=0.5)
    """
    return Statistics(
        smallest=float(feature_map.min()),
        mean=float(feature_map.mean()),
        largest=float(feature_map.max()),
        silent=float((feature_map <= 0).mean()),
    )


def kernel(layer: keras.Layer, channel: int) -> NDArray[np.float32] | None:
    """Return the learned kernel of one channel, shape (rows, cols, inputs); None where a layer learns none.

    The two kernels of a separable convolution, which is linear between them, are given as the one that does the same.
    """
    if isinstance(layer, keras.layers.SeparableConv2D):
        spatial, mixing = (
            keras.ops.convert_to_numpy(kernels) for kernels in (layer.depthwise_kernel, layer.pointwise_kernel)
        )
        shares = mixing[0, 0, :, channel].reshape(spatial.shape[2:])  # (inputs, kernels of an input)
        return (spatial * shares).sum(-1)  # type: ignore[no-any-return]
    weights = getattr(layer, "kernel", None)
    if weights is None or len(weights.shape) != 4:
        return None
    array: NDArray[np.float32] = keras.ops.convert_to_numpy(weights)
    if isinstance(layer, keras.layers.DepthwiseConv2D):  # One input each: (rows, cols, inputs, kernels of an input).
        return array.reshape(*array.shape[:2], 1, -1)[..., channel]
    if isinstance(layer, keras.layers.Conv2DTranspose):  # (rows, cols, outputs, inputs)
        return array[:, :, channel, :]
    return array[..., channel]
