"""How does a network learn?  Pick one, start it, watch the curves move."""

import streamlit as st

from cnnviz.ui import cost, live, recipe_form, visitor
from cnnviz.ui.page import explanation, opening, tell_of_damage

opening("Train", "How does a network learn? Pick one and a set of pictures, start, and watch loss and accuracy move.")
result, controls = st.columns([2.4, 1], gap="medium")

# What goes on is shown before the form is laid out: a click is answered sooner.
with result:
    if notice := st.session_state.pop("notice", None):
        st.error(notice)
    recipe_form.tell_of_a_search()
    name = recipe_form.pick_training()
    if name:
        run = visitor.find(name)
        live.show(run)
        recipe_form.show_result(run)
        tell_of_damage()
    else:
        st.info("No training yet. Press Train: the first curve moves within seconds.", icon=":material/info:")

with controls:
    recipe, place = recipe_form.edit()
    place.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=recipe is None,
        on_click=recipe_form.start,
        args=(recipe,),
    )
    if recipe:
        with place:
            cost.show(recipe)

if recipe:
    recipe_form.show_network(recipe)
    explanation(
        "The **loss** says how wrong the network is, the **accuracy** how often it is right. Blue is measured on the "
        "pictures it learns from, orange on pictures held back. When blue goes on improving and orange does not, the "
        "network has begun to remember instead of to understand: this is overfitting.",
        recipe_form.keras_lines(recipe),
    )
