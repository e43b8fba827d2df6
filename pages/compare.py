"""Compare: the curves and the results of several runs over each other."""

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train.runs.compare import choose_view, pick_runs
from cnnviz.ui.train.runs.histories import show_curves, show_table

MENU = {"group": N_("Train"), "place": 3, "title": N_("Compare"), "icon": "compare_arrows"}
EXPLANATION = N_(
    "Each curve is one training. A **smoothed** curve is a moving average: it calms the jumps of small batches so that "
    "a trend is seen, but it lags behind, hides the best epoch and can make an unstable training look calm; judge by "
    "the faint measured curve and by the star. **Epochs** compare how much is learned from the same pictures, "
    "**seconds** what it costs: a large network may win by epochs and lose by seconds. Seconds depend on the machine "
    "and on what else it did.\n\n"
    "**Is a difference real?** An accuracy is measured on a limited number of test pictures, so it has an "
    "interval (95 %): with 2,500 pictures and an accuracy of 0.6 it is ±0.02. Two equally good networks easily differ "
    "by one or two hundredths, and the same recipe with another seed by about as much."
)

opening(
    _("Compare"),
    _("Which training generalises best, where do the curves part, and is the difference more than chance?"),
)
result, controls = columns()

with controls:
    picked = pick_runs()
    view = choose_view() if picked else None

if view:
    with result:
        show_curves(picked, view)
    st.header(_("The runs in numbers"))
    show_table(picked)
    explanation(
        _(EXPLANATION),
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
