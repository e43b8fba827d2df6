"""Data sets: the pictures that a network learns from, and what augmentation makes of them."""

import streamlit as st

from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train import augmentation, datasets, samples

MENU = {"group": "Train", "place": 1, "title": "Data sets", "icon": "photo_library"}

opening("Data sets", "Which pictures does a network learn from, and what does augmentation make of them?")
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    source = datasets.pick()
    shape = datasets.pick_shape(source)
    datasets.describe(source)

with result:
    data = datasets.opened(source, shape)
    if data:
        samples.show(data)
        samples.show_counts(data)

if data:
    augmentation.show(data)

explanation(
    "A network learns from the **training** pictures. The **validation** pictures are looked at after each epoch, to "
    "see whether it understands or only remembers, and to choose when to stop. The **test** pictures are kept for the "
    "end, when nothing is chosen any more: their figure is the honest one. Augmentation changes training pictures "
    "only.",
    augmentation.keras_lines(augmentation.DOCUMENT),
)
