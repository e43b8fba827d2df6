"""The reliability of a run's network: what was measured of it, in a few sentences, or the offer to measure it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz import datasets
from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.training.runs import Run
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.job import progress_bar
from cnnviz.ui.parts.messages import show_error, show_notice

HELP = (
    "A stranger is a picture of none of the network’s classes. AUROC: how often a picture of its classes has more "
    "evidence than a stranger; 1 is always, 0.5 is chance."
)


def show_calibration(run: Run) -> bool:
    """Show how well the network recognises pictures of none of its classes, or offer to measure it.

    Returns:
        Whether the network is calibrated.
    """
    from cnnviz.training.learning.calibration import figures, load

    measured = figures(run)
    calibrated = load(run) is not None and measured is not None
    if measured is None or not calibrated:
        show_notice(
            "How far this network may be trusted was not measured, so it cannot say “none of my classes”, and its "
            "probabilities are as it gives them.",
            icon=":material/balance:",
        )
    else:
        st.caption(summary(measured), help=HELP)
    if (measured is None or not measured["strangers"]) and _clicked(run):
        _calibrate(run)
    return calibrated


def summary(measured: dict[str, Any]) -> str:
    """Return a few sentences about the figures that `cnnviz.training.learning.calibration` measured."""
    from cnnviz.training.learning.calibration import WORTH, tells

    sentences = [f"Calibrated on {measured['calibrated_on']}: temperature {measured['temperature']:.2f}."]
    if alarms := measured["false_alarms"]:
        verb = "are" if tells(measured) else "would be"
        sentences.append(
            f"Of {number(alarms['images'])} test pictures of its own classes, {alarms['rate']:.1%} "
            f"{verb} taken for strangers (false alarms)."
        )
    if strangers := measured["strangers"]:
        sentences += _about_strangers(strangers)
    if not tells(measured):
        sentences.append(
            f"That is less than {WORTH:.2f}, so this network never says “none of my classes”: what it finds in "
            "strangers is too much like what it finds in its own."
        )
    return " ".join(sentences)


def _about_strangers(strangers: dict[str, Any]) -> list[str]:
    parts = "; ".join(
        f"{visitor.source(name).title.lower()}: {row['noticed']:.1%} noticed, AUROC {row['auroc']:.3f}"
        for name, row in strangers["datasets"].items()
    )
    sentences = [
        f"Tried on {number(strangers['images'])} pictures of other things ({parts}): AUROC {strangers['auroc']:.3f}."
    ]
    if "shown" in strangers:
        kinds = "; ".join(
            f"{visitor.source(name).title.lower()}: {number(count)}" for name, count in strangers["shown"].items()
        )
        sentences.append(
            f"By itself it could not tell them (AUROC {strangers['unaided']:.3f}), so it was shown others to learn "
            f"from ({kinds}); each kind’s figures are those that it reaches when it was shown only the other kinds."
        )
    return sentences


def _clicked(run: Run) -> bool:
    """Offer to calibrate where the run's data set is on this machine; return whether that was clicked."""
    source = visitor.sources().get(run.recipe().dataset)
    if source is None or run.status().active or not source.present():
        return False
    return st.button(
        "Measure how far it may be trusted",
        icon=":material/balance:",
        key="calibrate",
        help="Looks at some thousand pictures: seconds for a small network, minutes for a large one.",
    )


def _calibrate(run: Run) -> None:
    from cnnviz import actions

    try:
        with (
            progress_bar("Reading the pictures …", timed=False) as report,
            datasets.reporting(lambda sentence, share: report(share, sentence)),
        ):
            actions.calibrate(run)
    except CnnvizError as error:
        show_error(error)
        return
    st.rerun()
