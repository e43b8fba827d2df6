"""Compare: the curves and figures of several runs over each other."""

import streamlit as st

from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train.runs.compare import choose_view, pick_runs
from cnnviz.ui.train.runs.histories import show_curves, show_table

MENU = {"group": "Train", "place": 3, "title": "Compare", "icon": "compare_arrows"}

opening(
    "Compare", "Which training went better, and where do they part? Any runs over each other, without training again."
)
result, controls = st.columns([2, 1], gap="medium")

with controls:
    picked = pick_runs()
    view = choose_view() if picked else None

if view:
    with result:
        show_curves(picked, view)
    st.header("The runs in numbers")
    show_table(picked)
    explanation(
        "Each curve is one training. A **smoothed** curve is a moving average: it calms the jumps of small batches so "
        "that a trend is seen, but it lags behind, hides the best epoch and can make an unstable training look calm; "
        "judge by the faint measured curve and by the star. **Epochs** compare how much is learned from the same "
        "pictures, **seconds** what it costs: a large network may win by epochs and lose by seconds. Seconds depend on "
        "the machine and on what else it did. A difference of a few thousandths may be the seed alone.",
        "def smooth_curve(points, factor=0.8):\n"
        "    smoothed_points = []\n"
        "    for point in points:\n"
        "        if smoothed_points:\n"
        "            smoothed_points.append(smoothed_points[-1] * factor + point * (1 - factor))\n"
        "        else:\n"
        "            smoothed_points.append(point)\n"
        "    return smoothed_points\n\n"
        "history = model.fit(pictures, labels, epochs=20, validation_split=0.1)\n"
        "smooth_curve(history.history['val_accuracy'])",
    )
