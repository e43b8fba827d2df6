"""Which network is open?  Loaded once for all sessions, reloaded when its file changes."""

from __future__ import annotations

import functools
import hashlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.base import patches
from cnnviz.base.cache import Cache, apart
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Dataset
from cnnviz.training.runs import Run
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.attribution.methods import Explain
    from cnnviz.explore.classify.classifier import Classifier

LOADED = 8
"""Networks of one kind that stay in memory; the one that was not asked for longest goes first."""
MAPS = Cache[dict[str, NDArray[np.float32]]](2**26, size=lambda maps: sum(values.nbytes for values in maps.values()))
"""Feature maps that need not be computed again, up to 64 MB in all."""
CHANNELS = Cache[NDArray[np.float32]](2**25, size=lambda values: values.nbytes)
"""Single channels of them, up to 32 MB: one picture in a large network fills the other cache, and a class looks at many."""
METHODS_READY = 8
"""Methods of attribution, each of one network, that stay ready."""


def opened(run: Run) -> Opened | None:
    """Return the run's network, ready to be looked into; None, with a word on the page, where it has none that opens."""
    weights = run.weights
    if weights is None:
        show_notice(run.without_network(), icon=":material/hourglass_top:")
        return None
    first = "tensorflow" not in sys.modules
    with st.spinner("Starting TensorFlow, once, about 5 s …" if first else "Loading the network …", show_time=True):
        try:
            return _opened(str(run.path), weights.stat().st_mtime_ns)
        except CnnvizError as error:
            show_error(error)
            return None


@functools.cache
def _start() -> None:
    """Start Keras in this server, once, and let it keep what it knows."""
    from cnnviz import device

    device.start()
    patches.keep_keras_session()


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _opened(path: str, changed: int) -> Opened:
    """Load the network; ``changed`` makes a new file a new entry."""
    with LOCK:
        _start()
        from cnnviz import actions

        return actions.open_run(Run(Path(path))).checked()


@st.cache_resource(max_entries=LOADED, show_spinner="Loading the network …")
def classifier(path: str, changed: int, calibrated: int) -> Classifier:
    """Return what classifies with a run's network; a new file of weights or of its calibration makes a new entry."""
    network = _opened(path, changed)
    with LOCK:
        from cnnviz import actions

        return actions.classifier(network)


@st.cache_resource(max_entries=LOADED, show_spinner="Loading the network …")
def imagenet_classifier(name: str) -> Classifier:
    """Return a plain ImageNet network.

    Raises:
        DataError: Its weights cannot be had; the message says what can be done.
    """
    with LOCK:
        _start()
        from cnnviz.explore.classify import imagenet
        from cnnviz.networks.backbones import BACKBONES

        return imagenet.load(BACKBONES[name])


@st.cache_resource(max_entries=METHODS_READY, show_spinner="Getting ready to say why …")
def explainer(version: str, method: str, _network: Classifier) -> Explain:
    """Return a method of attribution for a network, whose ``version`` tells it from others."""
    with LOCK:
        from cnnviz.explore.attribution.methods import methods

        return methods()[method].build(_network.model)


def dataset(name: str, shape: tuple[int, int, int]) -> Dataset:
    """Return the data set; one copy for all sessions.

    Raises:
        DataError: It cannot be had; the message says what can be done.
    """
    from cnnviz import datasets

    with nullcontext() if datasets.loaded(name, shape) else st.spinner("Loading the data set …"):
        return datasets.load(name, shape)


class Maps(Mapping[str, NDArray[np.float32]]):
    """What each layer of a run's network gives for a picture, (rows, cols, channels) by the layer's name.

    It is worked out when some of it is asked for that is not kept. The arrays are everybody's: nobody may change them.

    Args:
        network: The network.
        picture: What it looks at, shape (rows, cols, channels), 0..255.
    """

    def __init__(self, network: Opened, picture: NDArray[np.uint8]) -> None:
        self.network, self.picture = network, picture
        digest = hashlib.sha256(np.ascontiguousarray(picture).data).digest()
        self.key = (network.serial, picture.shape, digest)
        """Tells them from all others."""

    @functools.cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each, for which nothing is computed where the network takes pictures of one size."""
        found = {tap.name: tuple(tap.tensor.shape[1:]) for tap in self.network.graph.picture_layers()}
        if any(side is None for shape in found.values() for side in shape):
            return {name: values.shape for name, values in self.arrays().items()}
        return found

    def __getitem__(self, layer: str) -> NDArray[np.float32]:
        """Return a layer's."""
        return self.arrays()[layer]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the layers."""
        return iter(self.shapes)

    def __len__(self) -> int:
        """Return the number of layers."""
        return len(self.shapes)

    def channel(self, layer: str, number: int) -> NDArray[np.float32]:
        """Return one channel of a layer, shape (rows, cols)."""
        return CHANNELS.get((self.key, layer, number), lambda: self[layer][:, :, number].copy())

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return them all, for who needs several: each may be gone by the time that the next is asked for."""
        return MAPS.get(self.key, self._computed)

    def _computed(self) -> dict[str, NDArray[np.float32]]:
        from cnnviz import actions

        with LOCK:
            found = apart(actions.feature_maps(self.network, self.picture))
        for layer, values in found.items():  # The one that is shown first of a layer that is chosen.
            CHANNELS.put((self.key, layer, 0), values[:, :, 0].copy())
        return found
