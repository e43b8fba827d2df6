"""How far a run's network can be trusted: what was measured of it, in a few sentences, or the offer to measure it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cnnviz import datasets
from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.glossary import TERMS
from cnnviz.locale import N_, _, ngettext, number
from cnnviz.training.runs import Run
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.job import progress_bar
from cnnviz.ui.parts.messages import escaped, show_error, show_notice

CALIBRATED_ON = (N_("validation pictures"), N_("test pictures, every second one"))
"""The kinds of pictures with which `cnnviz.training.learning.calibration` calibrates, as its file names them."""


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
            _(
                "How far this network can be trusted has not been measured. So it cannot say “none of its classes”, "
                "and its probabilities are not calibrated."
            ),
            icon=":material/balance:",
        )
    else:
        with st.expander(_("How far can I trust this?"), icon=":material/balance:"):
            st.markdown(summary(measured))
            for term in (TERMS["temperature"], TERMS["auroc"]):
                st.caption(f"**{term.name}**: {term.explanation}")
    if (measured is None or not measured["strangers"]) and _clicked(run):
        _calibrate(run)
    return calibrated


def summary(measured: dict[str, Any]) -> str:
    """Return what `cnnviz.training.learning.calibration` measured, as a Markdown list of sentences."""
    from cnnviz.training.learning.calibration import WORTH, tells

    sentences = [
        _(
            "Calibrated on {pictures}: temperature {temperature:.2f}.",
            pictures=_calibrated_on(measured["calibrated_on"]),
            temperature=measured["temperature"],
        )
    ]
    if alarms := measured["false_alarms"]:
        values = {"n": alarms["images"], "rate": alarms["rate"]}
        if tells(measured):
            text = _(
                "False alarms: of {n:,} test pictures of its classes, {rate:.1%} are wrongly called unknown.", **values
            )
        else:
            text = _(
                "False alarms: of {n:,} test pictures of its classes, {rate:.1%} would wrongly be called unknown.",
                **values,
            )
        sentences.append(text)
    if others := measured["strangers"]:
        sentences += _about_others(others)
    if not tells(measured):
        sentences.append(
            _(
                "An AUROC below {least:.2f} is too low, so this network never says “none of its classes”: what it "
                "finds in other pictures is too similar to what it finds in its own.",
                least=WORTH,
            )
        )
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _calibrated_on(text: str) -> str:
    """Return the pictures that a network was calibrated with, such as “2000 validation pictures”."""
    count, _space, kind = text.partition(" ")
    return f"{number(int(count), ',')} {_(kind)}" if count.isdigit() and kind in CALIBRATED_ON else text


def _about_others(others: dict[str, Any]) -> list[str]:
    """Return sentences about pictures of none of the network's classes: those that it was tried on, and shown."""
    sentences = [
        ngettext(
            "Tried on {n:,} out-of-distribution picture: AUROC {auroc:.3f}.",
            "Tried on {n:,} out-of-distribution pictures: AUROC {auroc:.3f}.",
            others["images"],
            auroc=others["auroc"],
        )
    ]
    sentences += [
        _(
            "{title}: {share:.1%} called unknown, AUROC {auroc:.3f}.",
            title=_title(name),
            share=row["noticed"],
            auroc=row["auroc"],
        )
        for name, row in others["datasets"].items()
    ]
    if "shown" in others:
        sentences.append(
            _(
                "By itself it could not tell them apart (AUROC {auroc:.3f}), so it was also shown pictures of other "
                "things. The result for each kind is what it reaches when it was shown only the other kinds.",
                auroc=others["unaided"],
            )
        )
        sentences += [
            ngettext("Shown of {title}: {n:,} picture.", "Shown of {title}: {n:,} pictures.", count, title=_title(name))
            for name, count in others["shown"].items()
        ]
    return sentences


def _title(name: str) -> str:
    return escaped(_(visitor.source(name).title))


def _clicked(run: Run) -> bool:
    """Offer to calibrate where the run's data set is on this machine; return whether that was clicked."""
    source = visitor.sources().get(run.recipe().dataset)
    if source is None or run.status().active or not source.present():
        return False
    return st.button(
        _("Measure how far it can be trusted"),
        icon=":material/balance:",
        key="calibrate",
        help=_("Takes some thousand pictures: seconds for a small network, minutes for a large one."),
    )


def _calibrate(run: Run) -> None:
    from cnnviz import actions

    try:
        with (
            progress_bar(_("Reading the pictures …"), timed=False) as report,
            datasets.reporting(lambda sentence, share: report(share, str(sentence))),
        ):
            actions.calibrate(run)
    except CnnvizError as error:
        show_error(error)
        return
    st.rerun()
