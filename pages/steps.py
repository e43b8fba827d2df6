"""Step by step: a convolution, a pooling or a ReLU on a few numbers."""

import streamlit as st

from cnnviz.lessons.stepping_keras import keras_lines
from cnnviz.lessons.stepping_questions import questions as about_steps
from cnnviz.ui.convolution import steps
from cnnviz.ui.parts import questions
from cnnviz.ui.shell.page import explanation, opening

MENU = {"group": "Convolution", "place": 2, "title": "Step by step", "icon": "grid_3x3"}

opening(
    "Step by step",
    "What happens at each place of a window? A convolution, a pooling or a ReLU on a few numbers, one step at a time.",
)
result, controls = st.columns([2, 1], gap="medium")

with controls:
    advice, layer = steps.choose()

if layer:
    with result:
        st.markdown(advice)
        steps.show(layer)
    questions.show(about_steps(layer), "steps")
    explanation(
        "The **orange frame** is the window; the dotted line is the border between the input and its padding. A "
        "**convolution** multiplies each number under the window with the number of the kernel that lies on it and "
        "adds everything up, over all channels: that sum is one cell of the output. **Pooling** keeps the largest "
        "number under the window, or the mean, and **ReLU** makes what is below zero zero. Blue is below zero, red "
        "above.\n\n"
        "Strictly, this is **cross-correlation**: a mathematician turns the kernel over by half a turn first. Networks "
        "learn their kernels, so one that is turned over is learned as easily; Keras, and every other library for "
        "networks, leaves the kernel as it is and keeps the name. With kernels written by hand it matters: turn the "
        "documents' kernel over and every sign changes.",
        keras_lines(layer),
    )
