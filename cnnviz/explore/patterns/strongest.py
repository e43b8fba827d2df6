"""The real pictures that activate a channel most: (graph, pictures) -> the strongest for each channel of each layer.

They show what a channel responds to in real pictures, how strongly it can respond, and whether it ever does.

Reference: Zeiler and Fergus, 2014, “Visualizing and Understanding Convolutional Networks”.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.surgery.graph import Graph

TOP = 10
BATCH = 50


@dataclass(frozen=True, eq=False)
class Strongest:
    """The strongest activations of the channels of one layer over many pictures.

    Attributes:
        values: Largest value of each channel in a picture, for the pictures in which it is largest, the largest first,
            shape (channels, at most TOP).
        pictures: Numbers of those pictures, same shape.
        smallest: Smallest value of each channel anywhere, shape (channels,).
        fired: Number of pictures in which each channel is above 0 somewhere, shape (channels,).
        seen: Number of all pictures.
    """

    values: NDArray[np.float32]
    pictures: NDArray[np.int64]
    smallest: NDArray[np.float32]
    fired: NDArray[np.int64]
    seen: int

    @property
    def stuck(self) -> list[int]:
        """Channels that give the same value for every picture: always 0, as a dead ReLU, or always saturated."""
        largest = self.values[:, 0]
        return [
            int(channel) for channel in np.flatnonzero(largest - self.smallest <= 1e-6 * np.maximum(1, abs(largest)))
        ]

    def joined(self, other: Strongest) -> Strongest:
        """Return the strongest of this and of another set of pictures."""
        values = np.concatenate([self.values, other.values], 1)
        order = np.argsort(-values, axis=1, kind="stable")[:, :TOP]
        return Strongest(
            np.take_along_axis(values, order, 1),
            np.take_along_axis(np.concatenate([self.pictures, other.pictures], 1), order, 1),
            np.minimum(self.smallest, other.smallest),
            self.fired + other.fired,
            self.seen + other.seen,
        )


def strongest(graph: Graph, pictures: NDArray[np.uint8]) -> Iterator[dict[str, Strongest]]:
    """Find the strongest pictures, a batch at a time.

    Args:
        graph: The network.
        pictures: Shape (n, rows, cols, channels), 0..255, of the network's own size.

    Yields:
        The strongest so far of each convolution, activation and pooling layer, by its name.
    """
    taps = graph.picture_layers()
    model = keras.Model(graph.pixels, [_Peaks()(tap.tensor) for tap in taps])
    known: dict[str, Strongest] = {}
    for start in range(0, len(pictures), BATCH):
        batch = pictures[start : start + BATCH].astype("float32")
        # A short last batch is filled up, so that nothing has to be compiled again.
        full = np.concatenate([batch, np.repeat(batch[:1], BATCH - len(batch), 0)]) if start else batch
        answers = keras.tree.flatten(model.predict_on_batch(full))
        for number, tap in enumerate(taps):
            largest, smallest = (np.asarray(part)[: len(batch)] for part in answers[2 * number : 2 * number + 2])
            of_batch = _of_batch(largest, smallest, start)
            known[tap.name] = known[tap.name].joined(of_batch) if start else of_batch
        yield dict(known)


def peaks(
    graph: Graph, layer: str, pictures: NDArray[np.uint8], channels: Sequence[int]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Find the largest value of one channel in each picture.

    Args:
        graph: The network, laid out for pictures of this size.
        layer: Name of the layer.
        pictures: Shape (n, rows, cols, channels), 0..255.
        channels: Number of the channel in each picture, n numbers.

    Returns:
        The values, shape (n,), and the row and column of each in the feature map, shape (n, 2).
    """
    maps = keras.ops.convert_to_numpy(graph.until(layer)(pictures.astype("float32"), training=False))
    flat = maps[np.arange(len(maps)), ..., list(channels)].reshape(len(maps), -1)
    index = flat.argmax(1)
    return flat.max(1), np.stack(np.divmod(index, maps.shape[2]), -1)


def _of_batch(largest: NDArray[np.float32], smallest: NDArray[np.float32], start: int) -> Strongest:
    """Sort the values of a batch, each of shape (pictures, channels); the pictures' numbers begin at ``start``."""
    order = np.argsort(-largest, axis=0, kind="stable")[:TOP].T
    values = np.take_along_axis(largest.T, order, 1)
    return Strongest(values, order + start, smallest.min(0), (largest > 0).sum(0), len(largest))


class _Peaks(keras.Layer):
    """Largest and smallest value of each feature map; to find their positions too would take half as long again."""

    def call(self, maps: Any) -> Any:
        """Return two tensors of shape (pictures, channels)."""
        return keras.ops.max(maps, (1, 2)), keras.ops.min(maps, (1, 2))
