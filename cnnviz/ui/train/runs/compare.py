"""Choices of the page Compare: which runs, and how their curves are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import streamlit as st

from cnnviz.actions.comparison import Axis, Shown
from cnnviz.locale import N_, _
from cnnviz.training.runs import Run, damaged, records
from cnnviz.ui.parts import folds, linked, visitor
from cnnviz.ui.parts.messages import show_notice, show_warning
from cnnviz.ui.parts.words import help_text, run_titles
from cnnviz.ui.train.runs.histories import SECONDS, epochs_of

T = TypeVar("T")
FIRST = 4
"""Runs at most that are compared before a visitor has chosen."""
AXES: dict[Axis, str] = {"epochs": N_("Epochs"), "seconds": N_("Seconds")}
SHOWN: dict[Shown, str] = {"validation": N_("Validation"), "training": N_("Training"), "both": N_("Both")}
FORMATS = {"png": N_("PNG"), "svg": N_("SVG")}
SMOOTHING = N_(
    "Each point keeps this share of the point before. 0 shows what was measured; 0.8 is usual. The measured curve "
    "stays visible, faint, behind the smoothed one."
)
PICTURE = N_("PNG is made of pixels; SVG stays sharp at any size.")


@dataclass(frozen=True)
class View:
    """How the curves are drawn.

    Attributes:
        axis: What x is.
        shown: Which curves.
        factor: How strongly they are smoothed, 0 for not at all.
        picture: Format in which the figure is downloaded.
    """

    axis: Axis
    shown: Shown
    factor: float
    picture: str


def pick_runs() -> dict[str, Run]:
    """Show the field in which runs are picked, and warn of those in the link that are not on this machine.

    Returns:
        The picked runs by their titles on the page and in the legend.
    """
    own = {run.name: run for run in visitor.runs()}
    available = own | {run.name: run for run in records() if run.name not in own}
    if not available:
        show_notice(
            _("There is nothing to compare yet. Train a network first: it takes seconds."), icon=":material/info:"
        )
        st.page_link("pages/train.py", label=_("Train a network"), icon=":material/model_training:")
        return {}
    warnings = st.container()
    labels, first = run_titles(available.values()), _first(available)
    linked.pick_first("runs", first)  # A link must go on meaning the same while new runs come.
    with folds.first("runs"):  # Directly in a column the picked runs would stand in one line that is cut off.
        names = linked.several(
            _("Runs"),
            list(available),
            name="runs",
            start=first,
            shown=labels.__getitem__,
            always=True,
            partial=True,
            help=help_text("run"),
        )
    with warnings:
        _warn_of_missing([name for name in linked.picked("runs") if name not in available], others=bool(names))
    if not names:
        show_notice(_("Choose the runs to compare in this list."), icon=":material/info:")
    return {labels[name]: available[name] for name in names}


def _warn_of_missing(names: Sequence[str], others: bool) -> None:
    """Show why runs of the link, or of an earlier choice, are not shown; ``others`` says whether any are."""
    damages = {run.name: message for run, message in damaged(visitor.owner()).items()}
    for message in (damages[name] for name in names if name in damages):
        show_warning(message, icon=":material/broken_image:")
    if gone := [name for name in names if name not in damages]:
        listed = ", ".join(gone)
        show_warning(
            _("Not on this machine, perhaps deleted: {names}. The others are shown.", names=listed)
            if others
            else _("Not on this machine, perhaps deleted: {names}.", names=listed)
        )


def _first(available: Mapping[str, Run]) -> list[str]:
    """Return runs that learned from the same pictures: the newest, then ready-made ones where there are fewer than two.

    Accuracies on different pictures do not compare.
    """
    own = [run for run in visitor.runs() if epochs_of(run)]
    shipped = [run for run in available.values() if run.shipped and run.weights]
    newest = next(iter((*own, *shipped)), None)
    alike = [
        [run.name for run in islice(_on(newest.recipe().dataset, runs), FIRST)] if newest else []
        for runs in (own, shipped)
    ]
    return alike[0] if len(alike[0]) > 1 else [*alike[0], *alike[1]][:FIRST]


def _on(dataset: str, runs: Iterable[Run]) -> Iterator[Run]:
    """Give those of the runs that learned from a data set."""
    return (run for run in runs if run.recipe().dataset == dataset)


def choose_view() -> View:
    """Show the fields for how the curves are drawn, and return their values."""
    axis = _control(_("Horizontal axis"), AXES, "axis", _(SECONDS))
    shown = _control(_("Curves"), SHOWN, "curves", help_text("validation_set"))
    factor = linked.number(
        _("Smoothing"), 0.0, 0.95, name="smoothing", start=0.0, field=st.slider, step=0.05, help=_(SMOOTHING)
    )
    picture = _control(_("Save the chart as"), FORMATS, "format", _(PICTURE))
    return View(axis, shown, factor, picture)


def _control(label: str, labels: Mapping[T, str], name: str, help: str) -> T:
    """Show a segmented control, which begins with the first option; ``labels`` gives the options and their labels.

    The labels are marked for translation.
    """
    options = list(labels)
    return linked.select(
        label,
        options,
        name=name,
        start=options[0],
        shown=lambda option: _(labels[option]),
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=help,
    )
