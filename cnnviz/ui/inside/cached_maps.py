"""The feature maps of a network for one picture, computed once for all sessions."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.cache import Cache, apart
from cnnviz.ui.parts.job import LOCK

if TYPE_CHECKING:
    from cnnviz.actions import Opened

MAPS = Cache[dict[str, NDArray[np.float32]]](2**26, size=lambda maps: sum(values.nbytes for values in maps.values()))
"""All feature maps of a network for a picture, up to 64 MB in all."""
CHANNELS = Cache[NDArray[np.float32]](2**25, size=lambda values: values.nbytes)
"""Single channels of them, up to 32 MB: one picture in a large network fills the other cache, a class opens many."""


class CachedMaps(Mapping[str, NDArray[np.float32]]):
    """The feature maps of each layer for a picture, shape (rows, cols, channels), by the layer's name.

    They are computed when they are asked for and not in the cache. The arrays are shared: nobody may change them.

    Args:
        network: The network.
        picture: Its input, shape (rows, cols, channels), 0..255.
    """

    def __init__(self, network: Opened, picture: NDArray[np.uint8]) -> None:
        self.network, self.picture = network, picture
        digest = hashlib.sha256(np.ascontiguousarray(picture).data).digest()
        self.key = (network.serial, picture.shape, digest)
        """Tells them from all others."""

    @functools.cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each, for which nothing is computed where the network takes pictures of one size."""
        shapes = {tap.name: tuple(tap.tensor.shape[1:]) for tap in self.network.graph.picture_layers()}
        if any(side is None for shape in shapes.values() for side in shape):
            return {name: values.shape for name, values in self.arrays().items()}
        return shapes

    def __getitem__(self, layer: str) -> NDArray[np.float32]:
        """Return those of one layer."""
        return self.arrays()[layer]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the layers."""
        return iter(self.shapes)

    def __len__(self) -> int:
        """Return the number of layers."""
        return len(self.shapes)

    def channel(self, layer: str, number: int) -> NDArray[np.float32]:
        """Return one channel of a layer, shape (rows, cols)."""
        return CHANNELS.get((self.key, layer, number), lambda: self[layer][:, :, number].copy())

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return those of all layers, for a caller that needs several: the cache may drop them between two calls."""
        return MAPS.get(self.key, self._computed)

    def _computed(self) -> dict[str, NDArray[np.float32]]:
        from cnnviz import actions

        with LOCK:
            maps = apart(actions.feature_maps(self.network, self.picture))
        for layer, values in maps.items():  # The channel that is shown first of a layer that is chosen.
            CHANNELS.put((self.key, layer, 0), values[:, :, 0].copy())
        return maps
