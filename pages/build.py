"""Build a network: blocks put together, their shapes and costs at once, then the training."""

import streamlit as st

from cnnviz.lessons.network_questions import about_changes
from cnnviz.ui.convolution import build, sizes
from cnnviz.ui.parts import questions
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train.recipe import network

MENU = {"group": "Convolution", "place": 4, "title": "Build a network", "icon": "construction"}

opening(
    "Build a network",
    "What becomes of a network when its layers change? "
    "Put blocks together, see shapes and costs at once, then train it.",
)
result, controls = st.columns([2, 1], gap="medium")

with controls:
    recipe = build.edit()

with result:
    costs = build.costs(recipe)
    build.offer(recipe, fits=bool(costs))
    if costs:
        sizes.show(costs, "Your network", recipe.input_shape)
        sizes.show_table(costs)

if costs:
    questions.show(about_changes(costs, recipe.input_shape), "build")
    explanation(
        "**Convolutions** look for patterns, **pooling** makes the feature maps smaller, so that later kernels see "
        "more of the picture, **BatchNorm** and **dropout** help to learn, **flatten** or **global average** make a "
        "row of values for the **dense** layers. What does not fit is refused with the layer and the reason. Train it "
        "takes the network to the page Train, where data set and hyperparameters can still be changed.",
        network.keras_lines(recipe),
    )
