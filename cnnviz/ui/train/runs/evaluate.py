"""Evaluation of a run's network on its whole test set, measured once for all visitors."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.intervals import wilson
from cnnviz.datasets import not_tested, origin_label
from cnnviz.locale import N_, _, number
from cnnviz.training.runs.titles import pictures
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.job import run_steps
from cnnviz.ui.parts.messages import escaped, show_error, show_notice, show_warning
from cnnviz.ui.parts.state import field_value
from cnnviz.ui.parts.words import help_text
from cnnviz.ui.train.datasets import download_bar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cnnviz.actions import Opened
    from cnnviz.datasets import Dataset
    from cnnviz.explore.classify.evaluation import Evaluation
    from cnnviz.training.runs import Run

STOP = "stop_evaluation"
TOP5 = N_("Share of the test pictures whose true class is among the five likeliest.")
SOFTENED = N_(
    "Trained with label smoothing or mixup, the network has learned never to be quite sure: its loss may be higher "
    "than that of another network although its accuracy is higher too. Compare the accuracy."
)


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
            _(
                "{dataset} is not on this machine, so the network cannot be measured. Choose another network, or "
                "download the data set from its official source.",
                dataset=_(source.title),
            ),
            icon=":material/cloud_off:",
        )
        if not st.button(_("Download the data set"), icon=":material/download:"):
            return None
    try:
        with nullcontext() if present else download_bar():
            data = dataset(recipe.dataset, recipe.input_shape)
    except CnnvizError as error:
        show_error(error)
        return None
    if not len(data.x_test):
        show_notice(
            _(
                "{dataset} has no test pictures yet: add photos, so that some can be held back.",
                dataset=_(source.title),
            )
        )
        return None
    return data


def measure(run: Run, network: Opened, data: Dataset) -> Evaluation | None:
    """Return the evaluation of the network on all test pictures, with a bar while it is measured; None after Stop."""
    weights, total = run.weights, len(data.x_test)
    shared = _pass(str(run.path), weights.stat().st_mtime_ns if weights else 0, data.origin)
    if shared.evaluation:
        return shared.evaluation
    if field_value(STOP):
        show_notice(_("The evaluation is stopped; what is measured is kept."), icon=":material/stop:")
        st.button(_("Continue the evaluation"), icon=":material/play_arrow:")
        return None
    run_steps(
        shared.steps(network, data),
        lambda share: (
            share,
            _("Predicting the test pictures: {done:,} of {total:,} so far", done=round(share * total), total=total),
        ),
        first=_("Predicting the test pictures …"),
        key=STOP,
        help=_("What is measured until then is kept."),
    )
    return shared.evaluation


def show_figures(run: Run, evaluation: Evaluation, data: Dataset) -> None:
    """Show accuracy with its interval, loss and top-5 accuracy, each with the pictures that it is measured on."""
    status, recipe = run.status(), run.recipe()
    if status.active:
        show_notice(_("Its training goes on: this is its last finished epoch."), icon=":material/play_circle:")
    split = {"dataset": pictures(recipe.dataset)}
    low, high = wilson(evaluation.accuracy, evaluation.images)
    metrics = [
        (_("Accuracy · {dataset}, test", **split), number(evaluation.accuracy, ".4f"), help_text("accuracy")),
        (_("Interval (95 %)"), _("{low:.3f} to {high:.3f}", low=low, high=high), help_text("interval")),
        (_("Loss · {dataset}, test", **split), number(evaluation.loss, ".4f"), help_text("cross_entropy")),
        (
            _("Pictures · {dataset}, test", **split),
            number(evaluation.images, ","),
            _("Every test picture, predicted just now. From {origin}.", origin=origin_label(data.origin)),
        ),
    ]
    if evaluation.top5 is not None:
        top5 = _("Top-5 accuracy · {dataset}, test", **split)
        metrics.insert(3, (top5, number(evaluation.top5, ".4f"), _(TOP5)))
    with st.container(horizontal=True):
        for label, value, help in metrics:
            st.metric(label, value, help=help, width="content")
    if recipe.label_smoothing or recipe.mixup:
        st.caption(_(SOFTENED))
    if data.untested:
        show_warning(str(not_tested(data.untested)))


def source(data: Dataset, evaluation: Evaluation, origin: str) -> str:
    """Return what the matrix was measured on, in Markdown; ``origin`` says which network."""
    pictures_of = escaped(pictures(data.name))
    return " · ".join([_("All {n:,} test pictures of {dataset}", n=evaluation.images, dataset=pictures_of), origin])
