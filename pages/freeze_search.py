"""Page on freezing: trials of how much of a pretrained network should stay frozen."""

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.training.runs import search as searching
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train import freeze_search, search_form

MENU = {"group": N_("Train"), "place": 8, "title": N_("How many layers to freeze?"), "icon": "ac_unit"}

opening(
    _("How many layers to freeze?"),
    _(
        "Where should fine-tuning begin? Each trial freezes a different number of layers, and the best validation "
        "accuracy decides."
    ),
)
result, controls = columns()

with result:
    button = st.container()
    show_left()
    search = freeze_search.pick()
    if search:
        freeze_search.show(search)
    else:
        show_notice(_("No search yet. Press Search: each trial appears as a point in a chart."), icon=":material/info:")

with controls:
    recipe, limits = search_form.show()
    if search:
        freeze_search.show_best(search)
button.button(
    _("Search"),
    type="primary",
    icon=":material/search:",
    on_click=search_form.start,
    args=(recipe, limits),
    disabled=recipe is None or searching.at_work() is not None,
)

explanation(
    _(
        "Each column is a place where the pretrained network can be cut: the layers before it stay "
        "**frozen**, those after it learn. Five evenly spread cuts are tried first, then those between and "
        "beside the best. A trial that after an epoch is behind half of the others is **stopped early** "
        "and marked with a cross. The grey columns count the weights that learn. The more of them, the "
        "better the network can adapt to the new pictures, and the sooner it overfits. A trial waits while "
        "another training is running.\n\n"
        "The choice is made on the validation set. The test set is used once, for the best trial at the "
        "end: the accuracy used for the choice is usually a little too high.\n\n"
        "The same without a browser: `python -m cnnviz search-freeze RECIPE`"
    ),
)
