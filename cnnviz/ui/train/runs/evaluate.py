"""Evaluation of a run's network on its whole test set, measured once for all visitors."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.datasets import not_tested
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.job import run_steps
from cnnviz.ui.parts.messages import show_error, show_notice, show_warning
from cnnviz.ui.parts.state import field_value
from cnnviz.ui.train.datasets import download_bar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cnnviz.actions import Opened
    from cnnviz.datasets import Dataset
    from cnnviz.explore.classify.evaluation import Evaluation
    from cnnviz.training.runs import Run

STOP = "stop_evaluation"
HELP = {
    "accuracy": "Share of the pictures that the network names right.",
    "loss": "Mean cross-entropy: how surprised the network is by the true class. A sure mistake costs much.",
    "top5": "Share of the pictures whose true class is among the five that the network holds likeliest.",
}


@dataclass
class _Pass:
    """One pass over a test set, shared by all sessions: each takes it on from where it stands.

    Attributes:
        batches: Probabilities of the batches so far, shape (b, classes) each.
        evaluation: The evaluation, once all batches are there.
    """

    batches: list[NDArray[np.float32]] = field(default_factory=list)
    evaluation: Evaluation | None = None

    def steps(self, network: Opened, data: Dataset) -> Generator[float, None, None]:
        """Measure a batch a step and yield the share that is done; at the end, keep the evaluation."""
        from cnnviz import actions

        self.evaluation = yield from actions.evaluating(network, data, self.batches)


@st.cache_resource(max_entries=8, show_spinner=False)
def _pass(path: str, changed: int, origin: str) -> _Pass:
    """Return the pass of a run's network; a file ``changed`` and pictures of another ``origin`` are new entries."""
    return _Pass()


def test_set(network: Opened) -> Dataset | None:
    """Return the data set that the network is measured on; None, with a notice, while it is not on this machine."""
    recipe = network.recipe
    try:
        source = visitor.source(recipe.dataset)
    except CnnvizError as error:
        show_warning(error)
        return None
    present = source.present()
    if not present:
        show_notice(
            f"{source.title} is not on this machine, so the network cannot be measured. Pick another run, or fetch the "
            "data set from its official source.",
            icon=":material/cloud_off:",
        )
        if not st.button("Download the data set", icon=":material/download:"):
            return None
    try:
        with nullcontext() if present else download_bar():
            data = dataset(recipe.dataset, recipe.input_shape)
    except CnnvizError as error:
        show_error(error)
        return None
    if not len(data.x_test):
        show_notice(f"{source.title} has no test pictures yet: add photos, so that some can be held back.")
        return None
    return data


def measure(run: Run, network: Opened, data: Dataset) -> Evaluation | None:
    """Return the evaluation of the network on all test pictures, with a bar while it is measured; None after Stop."""
    weights, total = run.weights, len(data.x_test)
    shared = _pass(str(run.path), weights.stat().st_mtime_ns if weights else 0, data.origin)
    if shared.evaluation:
        return shared.evaluation
    if field_value(STOP):
        show_notice("The measuring is stopped; what is measured is kept.", icon=":material/stop:")
        st.button("Go on measuring", icon=":material/play_arrow:")
        return None
    run_steps(
        shared.steps(network, data),
        lambda share: (share, f"Naming the test pictures: {number(round(share * total))} of {number(total)} so far"),
        first="Naming the test pictures …",
        key=STOP,
        help="What is measured until then is kept.",
    )
    return shared.evaluation


def show_figures(run: Run, evaluation: Evaluation, data: Dataset) -> None:
    """Show accuracy, loss and top-5 accuracy, each with the pictures that it is measured on."""
    if run.status().active:
        show_notice(
            "Its training goes on: these are the figures of its last finished epoch.", icon=":material/play_circle:"
        )
    split, images = f"{data.name}, test", number(evaluation.images)
    figures = [
        (f"Accuracy · {split}", f"{evaluation.accuracy:.4f}", HELP["accuracy"]),
        (f"Loss · {split}", f"{evaluation.loss:.4f}", HELP["loss"]),
        (f"Pictures · {split}", images, f"Every test picture, named just now. From {data.origin}."),
    ]
    if evaluation.top5 is not None:
        figures.insert(2, (f"Top-5 accuracy · {split}", f"{evaluation.top5:.4f}", HELP["top5"]))
    with st.container(horizontal=True):
        for label, value, help in figures:
            st.metric(label, value, help=help, width="content")
    if data.untested:
        show_warning(not_tested(data.untested))
