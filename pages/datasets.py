"""Which pictures does a network learn from?"""

import streamlit as st

from cnnviz.ui import augmentation_views, dataset_views
from cnnviz.ui.page import explanation, opening

opening("Data sets", "Which pictures does a network learn from, and what does augmentation make of them?")
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    source = dataset_views.pick()
    shape = dataset_views.pick_shape(source)
    dataset_views.describe(source)

with result:
    data = dataset_views.opened(source, shape)
    if data:
        dataset_views.show_samples(data)
        dataset_views.show_counts(data)

if data:
    augmentation_views.show(data)

explanation(
    "A network learns from the **training** pictures. The **validation** pictures are looked at after each epoch, to see "
    "whether it understands or only remembers, and to choose when to stop. The **test** pictures are kept for the end, "
    "when nothing is chosen any more: their figure is the honest one. Augmentation changes training pictures only.",
    augmentation_views.keras_lines(augmentation_views.DOCUMENT),
)
