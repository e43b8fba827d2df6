"""The choice of a network, which is a run; it follows the visitor from page to page and stands in the link."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cnnviz.locale import _
from cnnviz.training.runs import Run, checkpoints, records
from cnnviz.ui.choices import network_files
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.folds import first
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.parts.words import help_text, run_label

PHOTOS = "cats_and_dogs_mobilenet_finetuned_augmented"
"""The ready-made network that most pages begin with: it knows the photo that they begin with, a cat."""
DIGITS = "mnist"
"""The one for pages whose point is a small network that was seen to learn."""


def pick_run(files: bool = False, start: str = PHOTOS) -> Run | None:
    """Return the run that the visitor chooses; None if there is none at all.

    The newest trainings come first, then the ready-made networks.

    Args:
        files: Whether a network may also come from a file of the visitor's.
        start: The ready-made network to begin with.
    """
    shipped, uploaded = checkpoints(), network_files.opened_networks() if files else {}
    runs = uploaded | by_name(*(run for run in visitor.runs() if run.weights), *shipped)
    if not runs:
        show_notice(_("There is no trained network yet. Train one first: it takes seconds."), icon=":material/info:")
        st.page_link("pages/train.py", label=_("Train a network"), icon=":material/model_training:")
        return None
    # A ready-made network stands for the app until the visitor has chosen or trained another.
    with first("network"):
        name = select_run(runs, default_network(runs, start))
    if name in uploaded:
        network_files.show_notes(uploaded[name])
    if files:
        network_files.offer()
    return runs[name]


def default_network(runs: Mapping[str, Run], start: str = PHOTOS) -> str:
    """Return the name of the network to begin with: ``start``, where it is offered; else the last.

    Args:
        runs: By name, the newest trainings first, then the ready-made networks; not empty.
        start: Name of a ready-made network.
    """
    return start if start in runs else list(runs)[-1]


def by_name(*runs: Run) -> dict[str, Run]:
    """Return the runs by name, in their order; of two with the same name the first."""
    named: dict[str, Run] = {}
    for run in runs:
        named.setdefault(run.name, run)
    return named


def select_run(runs: Mapping[str, Run], default: str, label: str = "") -> str:
    """Return the name of the run that the visitor chooses.

    Args:
        runs: By name.
        default: The run to begin with. The link names it too: new runs change it, and links must keep their meaning.
        label: The field's label, where a run is chosen as a training and not for its network.
    """
    return linked.select(
        label or _("Network"),
        list(runs),
        name="run",
        start=default,
        shown=lambda name: run_label(runs[name]),
        always=True,
        unknown=_not_offered,
        help=help_text("run" if label else "network"),
    )


def _not_offered(name: str) -> str:
    """Say why a run that a link names cannot be chosen."""
    figures_alone = next((run for run in records() if run.name == name and not run.weights), None)
    if figures_alone:
        return str(figures_alone.without_network())
    return _("There is no training {name} here: it was deleted, or it belongs to someone else.", name=name)
