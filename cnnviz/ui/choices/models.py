"""Networks, attribution methods and data sets, each loaded once for all sessions and again when its file changes."""

from __future__ import annotations

import functools
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.base import patches
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Dataset
from cnnviz.locale import _
from cnnviz.training.runs import Run, RunError
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.attribution.methods import Explain
    from cnnviz.explore.classify.classifier import Classifier

LOADED = 12
"""Networks of one kind that stay in memory, those that Home asks among them; the least recently used goes first."""
METHODS_READY = 8
"""Attribution methods, each made for one network, that stay in memory."""


def ready() -> None:
    """Start Keras, and say so where that takes its time."""
    if "tensorflow" in sys.modules:
        return
    with st.spinner(_("Starting TensorFlow, once, about 5 s …"), show_time=True), LOCK:
        _start()


def opened(run: Run) -> Opened | None:
    """Return the run's network; None, with a message on the page, where it has none that opens."""
    weights = run.weights
    if weights is None:
        show_notice(str(run.without_network()), icon=":material/hourglass_top:")
        return None
    first = "tensorflow" not in sys.modules
    text = _("Starting TensorFlow, once, about 5 s …") if first else _("Loading the network …")
    with st.spinner(text, show_time=True):
        try:
            return _opened(str(run.path), weights.stat().st_mtime_ns)
        except CnnvizError as error:
            show_error(error)
            return None


def load(run: Run) -> Opened:
    """Return the run's network, where no page waits for it.

    Raises:
        CnnvizError: It has none that opens.
    """
    weights = run.weights
    if weights is None:
        raise RunError(run.without_network())
    return _opened(str(run.path), weights.stat().st_mtime_ns)


@functools.cache
def _start() -> None:
    """Start Keras in this server, once, and have it keep its session from one page to the next."""
    from cnnviz import device

    device.start()
    patches.keep_keras_session()


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _opened(path: str, changed: int) -> Opened:
    """Load the network of the run at that path; ``changed``, the time of its file, makes a new file a new entry."""
    with LOCK:
        _start()
        from cnnviz import actions

        return actions.open_run(Run(Path(path))).checked()


def classifier(path: str, changed: int, calibrated: int) -> Classifier:
    """Return a run's network as a classifier; a new file of its weights or its calibration makes a new entry."""
    with st.spinner(_("Loading the network …")):
        return _classifier(path, changed, calibrated)


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _classifier(path: str, changed: int, calibrated: int) -> Classifier:
    network = _opened(path, changed)
    with LOCK:
        from cnnviz import actions

        return actions.classifier(network)


def imagenet_classifier(name: str) -> Classifier:
    """Return a plain ImageNet network.

    Raises:
        DataError: Its weights are not available; the message says what to do.
    """
    with st.spinner(_("Loading the network …")):
        return _imagenet_classifier(name)


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _imagenet_classifier(name: str) -> Classifier:
    with LOCK:
        _start()
        from cnnviz import actions

        return actions.imagenet_classifier(name)


def explainer(version: str, method: str, network: Classifier) -> Explain:
    """Return an attribution method that is ready for a network; ``version`` tells the network from others."""
    with st.spinner(_("Preparing the attribution …")):
        return _explainer(version, method, network)


@st.cache_resource(max_entries=METHODS_READY, show_spinner=False)
def _explainer(version: str, method: str, _network: Classifier) -> Explain:
    with LOCK:
        from cnnviz import actions

        return actions.attribution(_network, method)


def dataset(name: str, shape: tuple[int, int, int]) -> Dataset:
    """Return the data set, with pictures of that shape; one copy for all sessions.

    Raises:
        DataError: It is not available; the message says what to do.
    """
    from cnnviz import datasets

    with nullcontext() if datasets.loaded(name, shape) else st.spinner(_("Loading the data set …")):
        return datasets.load(name, shape)
