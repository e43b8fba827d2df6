"""Which pixels decided?"""

import streamlit as st

from cnnviz.lessons.keras_lines import grad_cam
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.pickers import pick_picture, pick_run
from cnnviz.ui.inside import attribution
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.use.chosen_networks import of_run

MENU = {"group": "Look inside", "place": 5, "title": "Which pixels decided", "icon": "center_focus_strong"}

opening(
    "Which pixels decided",
    "Why did the network say so? Several ways to find out, side by side, and two tests of whether to believe them.",
)
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    picked = pick_picture(network) if network and network.labels else None

if network and not network.labels:
    result.info(
        "This network names no classes, so there is nothing to ask it why. Its layers can be looked into all the same."
    )
elif run and network and picked:
    with controls:
        asked, methods = attribution.ask(of_run(run), *picked)
    with result:
        heats = attribution.show(asked, methods)
        if not methods:
            show_notice("Pick a method.", icon=":material/center_focus_strong:")
        st.caption(f"{escaped(asked.name)}, as the network receives it; {origin(run, network.recipe)}")
    attribution.show_courses(asked, heats)
    attribution.show_sanity(asked, methods)
    maps = [tap.name for tap in network.graph.picture_layers() if tap.role != "pooling"]
    explanation(
        "Each map says which places of the picture raised the score of a class, before the softmax. **Grad-CAM** and its kin look "
        "at the last feature maps: coarse, but bound to what the network has learned. **Gradients** look at every pixel: fine, "
        "but they speckle. **Occlusion** and **RISE** simply try, **meaningful perturbation** searches. None is the truth: two "
        "methods can disagree about the same picture, and a map can look convincing without showing what the network knows. That is "
        "what the two tests are for.",
        grad_cam(network.model, maps[-1], asked.index) if maps else None,
    )
elif run and network:
    result.info("Choose a picture: one of the data set, a photo of yours, or a drawing.", icon=":material/image:")
