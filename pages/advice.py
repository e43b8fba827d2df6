"""Advice: how much of a trained network to keep for a data set."""

import streamlit as st

from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train import advice

MENU = {"group": "Train", "place": 7, "title": "Advice", "icon": "signpost"}

opening(
    "Advice",
    "How much of a trained network should be kept? It depends on how many photos there are, and how much they resemble "
    "those that it was trained on.",
)
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    source = advice.pick()
    own = advice.place(source)
with result:
    advice.show(own, source)

explanation(
    "The four corners are those of document 003: **large or small** data set, **similar to or different from** "
    "ImageNet, the 1.3 million photos that the trained networks have learned from. **Similarity** is measured so: a "
    "hundred pictures are sorted into their classes by the nearest class mean, once by their pixels and once by what "
    "MobileNetV2 makes of them; it is the share of the pixels’ mistakes that the features avoid. The limits between "
    "the corners are conventions, no laws: where a point lies near one, try both."
)
