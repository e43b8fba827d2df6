"""Freeze search: try how much of a trained network should stay frozen."""

import streamlit as st

from cnnviz.training.runs import search as searching
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train import freeze_search, search_form

MENU = {"group": "Train", "place": 8, "title": "Freeze search", "icon": "ac_unit"}

opening(
    "Freeze search",
    "How much of a trained network should stay as it is? Each trial freezes another part, and the best on the "
    "validation pictures wins.",
)
result, controls = st.columns([2.4, 1], gap="medium")

with result:
    button = st.container()
    show_left()
    search = freeze_search.pick()
    if search:
        freeze_search.show(search)
    else:
        show_notice("No search yet. Press Search: each trial appears as a point in a chart.", icon=":material/info:")

with controls:
    recipe, limits = search_form.show()
    if search:
        freeze_search.show_best(search)
button.button(
    "Search",
    type="primary",
    icon=":material/search:",
    on_click=search_form.start,
    args=(recipe, limits),
    disabled=recipe is None or searching.at_work() is not None,
)

explanation(
    "Each column is a place where the trained network can be cut: what lies before it stays **frozen**, what lies "
    "after it learns. First five cuts are tried, evenly spread, then those between and beside the best. A trial that "
    "after an epoch is behind half of the others is **given up early**: a cross. The grey columns say how many "
    "weights learn. The more learn, the better the network can fit the new pictures, and the sooner it only remembers "
    "them. Trials wait "
    "while another training is at work.\n\nThe same without a browser: `python -m cnnviz search-freeze RECIPE`",
)
