"""Sizes and parameters: what each layer of a network costs, and how much memory a tensor takes."""

import streamlit as st

from cnnviz import networks
from cnnviz.lessons.network_questions import about_sizes
from cnnviz.locale import N_, _
from cnnviz.ui.convolution import sizes
from cnnviz.ui.parts import questions
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train.recipe import network

MENU = {"group": N_("Convolution"), "place": 3, "title": N_("Sizes and parameters"), "icon": "straighten"}

opening(
    _("Sizes and parameters"),
    _(
        "How large is a network, and why? "
        "Shapes, parameters, multiplications and memory of each layer, with their formulas."
    ),
)
result, controls = columns()

with controls:
    recipe = sizes.choose()
    costs = sizes.of(recipe)
    st.page_link(
        "pages/train.py", label=_("Train it"), icon=":material/model_training:", query_params={"recipe": recipe.name}
    )

if costs:
    with result:
        sizes.show(costs, _(networks.of(recipe).title), recipe.input_shape)
    sizes.show_table(costs)

st.header(_("How much memory does a tensor take?"))
sizes.show_tensors()

if costs:
    questions.show(about_sizes(costs, recipe.input_shape), "sizes")
    explanation(
        _(
            "A **convolution** turns n rows into ⌊(n + p − k) / s⌋ + 1, with p rows of padding, a kernel of k rows and "
            "stride s. It has (k·k·channels + 1)·filters **parameters**, however large the picture: the same few "
            "numbers are used everywhere. A **dense** layer has (inputs + 1)·neurons, which is why most parameters "
            "often stand right after the flattening. **Multiplications** are where the time goes, **memory** is what "
            "training keeps of every picture, and the **receptive field** is the square of pixels on which one value "
            "depends."
        ),
        f"{network.keras_lines(recipe)}\nmodel.summary()",
    )
