"""Step by step: a convolution, a pooling or a ReLU on a few numbers."""

import streamlit as st

from cnnviz.lessons.stepping_keras import keras_lines
from cnnviz.lessons.stepping_questions import questions as about_steps
from cnnviz.locale import N_, _
from cnnviz.ui.convolution import steps
from cnnviz.ui.parts import questions
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns

MENU = {"group": N_("Convolution"), "place": 2, "title": N_("Step by step"), "icon": "grid_3x3"}

opening(
    _("Step by step"),
    _(
        "How is each value of a feature map computed? A convolution, a pooling or a ReLU on a few numbers, one step "
        "at a time."
    ),
)
result, controls = columns()

with controls:
    advice, layer = steps.choose()

if layer:
    with result:
        st.markdown(advice)
        steps.show(layer)
    questions.show(about_steps(layer), "steps")
    explanation(
        _(
            "The **orange frame** is the window; the dotted line is the border between the input and its padding. A "
            "**convolution** multiplies each number under the window by the number of the kernel that lies on it and "
            "adds everything up, over all channels; with the bias added, that sum is one value of the output. "
            "**Pooling** keeps the largest number under the window, or the mean, and **ReLU** sets negative numbers "
            "to zero. Blue is below zero, red above.\n\n"
            "Strictly, this is **cross-correlation**: the convolution of mathematics rotates the kernel by 180° "
            "first. Networks learn their kernels, so a rotated one is learned as easily; Keras, like other libraries "
            "for deep learning, leaves the kernel as it is and keeps the name. With kernels written by hand it "
            "matters: rotate the kernel of the letter A, and every sign changes."
        ),
        keras_lines(layer),
    )
