"""How does a network learn?  Pick one, start it, watch the curves move."""

import streamlit as st

from cnnviz import datasets, networks
from cnnviz.errors import CnnvizError
from cnnviz.networks.stack import keras_code
from cnnviz.training import find
from cnnviz.ui import live, recipe_form
from cnnviz.ui.page import explanation, opening
from cnnviz.ui.words import number, sizes

opening("Train", "How does a network learn? Pick one and a set of pictures, start, and watch loss and accuracy move.")
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    recipe = recipe_form.edit()
    if recipe:
        st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            on_click=recipe_form.start,
            args=(recipe,),
        )

with result:
    if notice := st.session_state.pop("notice", None):
        st.error(notice)
    name = recipe_form.pick_training()
    if name:
        run = find(name)
        live.show(run)
        recipe_form.show_result(run)
    else:
        st.info("No training yet. Press Train: the first curve moves within seconds.", icon=":material/info:")

if recipe:
    network, source = networks.get(recipe.network), datasets.get(recipe.dataset)
    with result:
        try:
            rows = network.table(recipe.input_shape, len(source.labels))
        except CnnvizError as error:
            st.error(str(error))
        else:
            total = sum(row.parameters for row in rows)
            st.subheader(f"{network.title} for {source.title}: {number(total)} parameters")
            st.caption(
                f"{network.summary} It takes pictures of {sizes(recipe.input_shape)} and knows {len(source.labels)} classes."
            )
            st.dataframe(
                [
                    {
                        "layer": row.name,
                        "kind": row.kind,
                        "output": sizes(row.output_shape),
                        "parameters": row.parameters,
                    }
                    for row in rows
                ],
                hide_index=True,
                alt=f"Table of the layers of {network.title}, {total} parameters",
            )
            explanation(
                "The **loss** says how wrong the network is, the **accuracy** how often it is right. Blue is measured on "
                "the pictures it learns from, orange on pictures held back. When blue goes on improving and orange does "
                "not, the network has begun to remember instead of to understand: this is overfitting.",
                keras_code(rows, recipe.input_shape),
            )
