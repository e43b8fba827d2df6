"""Precision and recall of each class of an evaluation, and the calibration curve of the network's probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz.base.intervals import wilson
from cnnviz.datasets.class_names import class_label
from cnnviz.figures import evaluation as evaluation_figures
from cnnviz.locale import N_, _
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.words import help_text, table

if TYPE_CHECKING:
    from cnnviz.explore.classify.evaluation import Evaluation

MOST_BARS = 25
SLACK = 5e-3
"""Difference of a mean probability from the accuracy that is too small to matter, however many the pictures."""
F1 = N_("Harmonic mean of precision and recall: high only if both are.")
IMAGES = N_("Test pictures of this class.")
CALIBRATION = N_(
    "A network is calibrated if, of all pictures that it predicts with a probability of 0.8, 80 in 100 are right. The "
    "**expected calibration error** is the mean distance from the dashed line, weighted by pictures; 0 is perfect."
)


def show(evaluation: Evaluation) -> None:
    """Show precision, recall, F1 and number of pictures of each class, the weakest class on top."""
    weakest = sorted(evaluation.classes, key=lambda figures: np.nan_to_num(figures.f1, nan=2.0))
    labels = [class_label(figures.label) for figures in weakest]
    rows = [
        {
            "class": label,
            "recall": figures.recall,
            "precision": figures.precision,
            "F1": figures.f1,
            "pictures": figures.images,
        }
        for label, figures in zip(labels, weakest, strict=True)
    ]
    column = st.column_config.NumberColumn
    table(
        rows,
        dict.fromkeys(("recall", "precision", "F1"), ".3f"),
        hide_index=True,
        column_config={
            "class": st.column_config.Column(_("class")),
            "recall": column(_("recall"), help=help_text("recall")),
            "precision": column(_("precision"), help=help_text("precision")),
            "F1": column("F1", help=_(F1)),
            "pictures": column(_("pictures"), help=_(IMAGES)),
        },
        alt=_("Precision, recall and F1 of {n} classes; the weakest is {name}", n=len(rows), name=labels[0]),
    )
    bars = weakest[:MOST_BARS]
    if len(bars) < len(weakest):
        st.caption(_("The {n} weakest classes are drawn, all are in the table.", n=MOST_BARS))
    st.plotly_chart(
        drawn(
            evaluation_figures.class_bars,
            labels[:MOST_BARS],
            [figures.recall for figures in bars],
            [figures.precision for figures in bars],
        ),
        key="class_bars",
        config=saved("classes"),
        alt=_("Recall and precision of each class; the table above has the values"),
    )


def show_calibration(evaluation: Evaluation) -> None:
    """Show how far the network's probabilities can be trusted: a sentence and the calibration curve."""
    bins = evaluation.reliability
    st.markdown(verdict(evaluation), help=_(CALIBRATION))
    st.plotly_chart(
        drawn(evaluation_figures.reliability, bins.confidence, bins.accuracy, bins.images),
        key="calibration",
        config=saved("calibration"),
        alt=_("Calibration curve; expected calibration error {error:.3f}", error=bins.error),
    )
    with st.expander(_("The curve as a table"), icon=":material/table:"):
        table(
            {"probability": bins.confidence, "right": bins.accuracy, "pictures": bins.images},
            {"probability": ".3f", "right": ".3f"},
            hide_index=True,
            column_config={
                "probability": st.column_config.NumberColumn(_("mean probability")),
                "right": st.column_config.NumberColumn(_("share right")),
                "pictures": st.column_config.NumberColumn(_("pictures")),
            },
        )


def verdict(evaluation: Evaluation) -> str:
    """Return a sentence that says whether the network is as sure as it is right; chance alone counts for nothing."""
    sure, right = float(evaluation.confidence.mean()), evaluation.accuracy
    low, high = wilson(right, evaluation.images)
    values = {"sure": sure, "right": right, "error": evaluation.reliability.error}
    if low - SLACK <= sure <= high + SLACK:
        return _(
            "On average it gives its prediction a probability of {sure:.3f}, and {right:.3f} of its "
            "predictions are right: on the whole it is **as confident as it is accurate**. Its expected "
            "calibration error is {error:.3f}.",
            **values,
        )
    if sure > right:
        return _(
            "On average it gives its prediction a probability of {sure:.3f}, but only {right:.3f} of its predictions "
            "are right: it is **too sure** (overconfident). Its expected calibration error is {error:.3f}.",
            **values,
        )
    return _(
        "On average it gives its prediction a probability of {sure:.3f}, and {right:.3f} of its predictions are right: "
        "it is **less sure than it could be** (underconfident). Its expected calibration error is {error:.3f}.",
        **values,
    )
