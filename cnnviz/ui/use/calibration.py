"""How far may a network be trusted?  What was measured of it, in a sentence; or the offer to measure it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz import datasets
from cnnviz.base.errors import CnnvizError
from cnnviz.training.runs import Run
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.words import number

HELP = (
    "A stranger is a picture of none of the network’s classes. AUROC: how often a picture of its classes has more evidence "
    "than a stranger; 1 is always, 0.5 is chance."
)


def show_calibration(run: Run) -> bool:
    """Say how well the network tells what is none of its classes; offer to find out; return whether it is calibrated."""
    from cnnviz.training.learning.calibration import figures, load

    known = figures(run)
    calibrated = load(run) is not None and known is not None
    if known is None or not calibrated:
        show_notice(
            "How far this network may be trusted was not measured, so it cannot say “none of my classes”, and its "
            "probabilities are as it gives them.",
            icon=":material/balance:",
        )
    else:
        st.caption(measured(known), help=HELP)
    if (known is None or not known["strangers"]) and _offered(run):
        _calibrate(run)
    return calibrated


def measured(known: dict[str, Any]) -> str:
    """Say in a few sentences what `cnnviz.training.learning.calibration` measured."""
    from cnnviz.training.learning.calibration import WORTH, tells

    said = [f"Calibrated on {known['calibrated_on']}: temperature {known['temperature']:.2f}."]
    if alarms := known["false_alarms"]:
        said.append(
            f"Of {number(alarms['images'])} test pictures of its own classes, {alarms['rate']:.1%} "
            f"{'are' if tells(known) else 'would be'} taken for strangers (false alarms)."
        )
    if tried := known["strangers"]:
        parts = "; ".join(
            f"{visitor.source(name).title.lower()}: {row['noticed']:.1%} noticed, AUROC {row['auroc']:.3f}"
            for name, row in tried["datasets"].items()
        )
        said.append(
            f"Tried on {number(tried['images'])} pictures of other things ({parts}): AUROC {tried['auroc']:.3f}."
        )
        if "shown" in tried:
            kinds = "; ".join(
                f"{visitor.source(name).title.lower()}: {number(count)}" for name, count in tried["shown"].items()
            )
            said.append(
                f"By itself it could not tell them (AUROC {tried['unaided']:.3f}), so it was shown others to learn from ({kinds}); "
                "each kind’s figures are those that it reaches when it was shown only the other kinds."
            )
    if not tells(known):
        said.append(
            f"That is less than {WORTH:.2f}, so this network never says “none of my classes”: what it finds in "
            "strangers is too much like what it finds in its own."
        )
    return " ".join(said)


def _offered(run: Run) -> bool:
    """Offer to calibrate where the run's pictures are here."""
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

    bar = st.progress(0.0, "Reading the pictures …")

    def say(sentence: str, share: float) -> None:
        bar.progress(min(share, 1.0), sentence)

    try:
        with datasets.reporting(say):
            actions.calibrate(run)
    except CnnvizError as error:
        bar.empty()
        show_error(error)
        return
    st.rerun()
