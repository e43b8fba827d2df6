"""Which network is open?  Loaded once for all sessions, reloaded when its file changes."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.datasets import Dataset
from cnnviz.training import Run

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.attribution import Method
    from cnnviz.explore.classifier import Classifier

LOADED = 3
"""Networks of one kind that stay in memory; the one that was not asked for longest goes first."""
METHODS_READY = 8
"""Methods of attribution, each of one network, that stay ready."""
LOCK = threading.Lock()
"""Held around everything that computes with a model: sessions share them."""


def opened(run: Run) -> Opened | None:
    """Return the run's network, ready to be looked into; None, with a word on the page, while it has none."""
    weights = run.weights
    if weights is None:
        st.info(
            "This run has no network yet: it is there once its first epoch has ended.", icon=":material/hourglass_top:"
        )
        return None
    first = "tensorflow" not in sys.modules
    with st.spinner("Starting TensorFlow, once, about 5 s …" if first else "Loading the network …", show_time=True):
        return _opened(str(run.path), weights.stat().st_mtime_ns)


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _opened(path: str, changed: int) -> Opened:
    """Load the network; ``changed`` makes a new file a new entry."""
    with LOCK:
        from cnnviz import device

        device.start()
        from cnnviz import actions

        return actions.open_run(Run(Path(path)))


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
        from cnnviz import device

        device.start()
        from cnnviz.explore import imagenet
        from cnnviz.networks.backbones import BACKBONES

        return imagenet.load(BACKBONES[name])


@st.cache_resource(max_entries=METHODS_READY, show_spinner="Getting ready to say why …")
def explainer(version: str, method: str, _network: Classifier) -> Method:
    """Return a method of attribution for a network, whose ``version`` tells it from others."""
    with LOCK:
        from cnnviz.explore.attribution import METHODS

        return METHODS[method](_network.model)


def dataset(name: str, shape: tuple[int, int, int]) -> Dataset:
    """Return the data set; one copy for all sessions.

    Raises:
        DataError: It cannot be had; the message says what can be done.
    """
    from cnnviz import datasets

    return _dataset(name, shape, datasets.version(name))


@st.cache_resource(max_entries=3, show_spinner="Loading the data set …")
def _dataset(name: str, shape: tuple[int, int, int], version: str) -> Dataset:
    """Load the data set; another ``version`` is another entry."""
    from cnnviz import datasets

    return datasets.load(name, shape)


@st.cache_data(max_entries=32, show_spinner=False)
def feature_maps(path: str, changed: int, picture: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Return what each layer of the run's network gives for a picture, (rows, cols, channels) by the layer's name."""
    from cnnviz import actions

    network = _opened(path, changed)
    with LOCK:
        return actions.feature_maps(network, picture)
