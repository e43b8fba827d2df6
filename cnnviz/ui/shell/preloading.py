"""The network and the picture that most pages begin with, made ready in the background for the first visitor."""

import functools
import logging
import threading

import psutil

from cnnviz import locale
from cnnviz.base.settings import preload
from cnnviz.training.runs import Run, checkpoints
from cnnviz.ui.choices import examples
from cnnviz.ui.choices.run_choice import PHOTOS

LOG = logging.getLogger(__name__)
NAME = "preloading"
NEEDED = 3 * 2**30
"""Bytes of free memory without which nothing is made ready: TensorFlow and a class's trainings need theirs."""


def begin() -> None:
    """Begin, once a server and after the first page was shown, which must not wait for it."""
    if preload():
        _begin()


@functools.cache
def _begin() -> None:
    run = next((run for run in checkpoints() if run.name == PHOTOS and run.weights), None)
    # Streamlit warns of the spinners around what is loaded, which here no page shows.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").addFilter(_not_ours)
    if run and psutil.virtual_memory().available > NEEDED:
        threading.Thread(target=_prepare, args=(run, locale.language()), name=NAME, daemon=True).start()


def _not_ours(record: logging.LogRecord) -> bool:
    return record.threadName != NAME


def _prepare(run: Run, language: str) -> None:
    """Fill the caches of the pages Activations and Which pixels, as a visitor's first look would."""
    try:
        from cnnviz.ui.choices import models
        from cnnviz.ui.inside import activations, attribution
        from cnnviz.ui.use.networks import of_run

        locale.bind(language)  # Grids are drawn with their texts.
        network = models.load(run)
        picture = examples.example(examples.FIRST[run.name]).read()
        activations.prepare(network, picture)
        attribution.prepare(of_run(run), picture)
    except Exception:  # A page that needs the same says what is wrong; nobody waits for this.
        LOG.exception("What a first visitor looks at could not be made ready.")
