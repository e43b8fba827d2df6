"""Figures of each class of an evaluation, and the calibration curve of the network's probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz.figures import evaluation as evaluation_figures
from cnnviz.ui.parts.charts import drawn, saved

if TYPE_CHECKING:
    from cnnviz.explore.classify.evaluation import Evaluation

MOST_BARS = 25
HELP = {
    "precision": "Of the pictures taken for this class, the share that are of it.",
    "recall": "Of the pictures of this class, the share that are found.",
    "f1": "Harmonic mean of precision and recall: high only if both are.",
    "images": "Test pictures of this class.",
}


def show(evaluation: Evaluation) -> None:
    """Show precision, recall, F1 and number of pictures of each class, the weakest class on top."""
    weakest = sorted(evaluation.classes, key=lambda figures: np.nan_to_num(figures.f1, nan=2.0))
    rows = [
        {
            "class": figures.label,
            "recall": figures.recall,
            "precision": figures.precision,
            "F1": figures.f1,
            "pictures": figures.images,
        }
        for figures in weakest
    ]
    column = st.column_config.NumberColumn
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "recall": column(format="%.3f", help=HELP["recall"]),
            "precision": column(format="%.3f", help=HELP["precision"]),
            "F1": column(format="%.3f", help=HELP["f1"]),
            "pictures": column(help=HELP["images"]),
        },
        alt=f"Precision, recall and F1 of {len(rows)} classes; the weakest is {weakest[0].label}",
    )
    bars = weakest[:MOST_BARS]
    if len(bars) < len(weakest):
        st.caption(f"The {MOST_BARS} weakest classes are drawn, all are in the table.")
    st.plotly_chart(
        drawn(
            evaluation_figures.class_bars,
            [figures.label for figures in bars],
            [figures.recall for figures in bars],
            [figures.precision for figures in bars],
        ),
        key="class_bars",
        config=saved("classes"),
        alt="Recall and precision of each class; the table above has the figures",
    )


def show_calibration(evaluation: Evaluation) -> None:
    """Show how far the network's probabilities can be trusted: a sentence and the calibration curve."""
    bins = evaluation.reliability
    st.markdown(verdict(evaluation))
    st.plotly_chart(
        drawn(evaluation_figures.reliability, bins.confidence, bins.accuracy, bins.images),
        key="calibration",
        config=saved("calibration"),
        alt=f"Calibration curve; expected calibration error {bins.error:.3f}",
    )
    with st.expander("The curve as a table", icon=":material/table:"):
        st.dataframe(
            {"mean probability": bins.confidence, "share right": bins.accuracy, "pictures": bins.images},
            hide_index=True,
        )


def verdict(evaluation: Evaluation) -> str:
    """Return a sentence that says whether the network is as sure as it is right; chance alone counts for nothing."""
    sure, right = float(evaluation.confidence.mean()), evaluation.accuracy
    chance = 2 * (right * (1 - right) / evaluation.images) ** 0.5 + 1e-3
    if abs(sure - right) <= chance:
        comparison = "on the whole it is **as sure as it is right**"
    elif sure > right:
        comparison = "it is **surer than it is right**"
    else:
        comparison = "it is **more often right than it is sure**"
    return (
        f"Its answers have a probability of {sure:.3f} on average and {right:.3f} of them are right: {comparison}; at "
        f"one level of probability or another it is off by {evaluation.reliability.error:.3f} (expected calibration "
        f"error)."
    )
