"""How does a network learn?  Pick one, start it, watch the curves move."""

import streamlit as st

from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening, tell_of_damage
from cnnviz.ui.train import live, recipe_form, run_result
from cnnviz.ui.train.runs import renaming

MENU = {"group": "Train", "place": 2, "title": "Train", "icon": "model_training"}

opening("Train", "How does a network learn? Pick one and a set of pictures, start, and watch loss and accuracy move.")
base, dataset = recipe_form.choose()
result, controls = st.columns([2.4, 1], gap="medium")
with controls:
    name = recipe_form.pick_training(base)
    run = visitor.find(name) if name else None
    if run:
        renaming.offer(run)

# What goes on is shown before the settings are laid out: a click is answered sooner.
with result:
    button = st.container()
    show_left()
    recipe_form.tell_of_a_search()
    if run:
        recipe_form.tell_of_another(base, run)
        live.show(run)
        run_result.show_result(run)
        tell_of_damage()
    else:
        show_notice("No training yet. Press Train: the first curve moves within seconds.", icon=":material/info:")

with controls:
    recipe = recipe_form.edit(base, dataset)
with button:
    recipe_form.train_button(base, recipe)

if recipe:
    run_result.show_network(recipe)
    explanation(
        "The **loss** says how wrong the network is, the **accuracy** how often it is right. Blue is measured on the "
        "pictures it learns from, orange on pictures held back. When blue goes on improving and orange does not, the "
        "network has begun to remember instead of to understand: this is overfitting.",
        run_result.keras_lines(recipe),
    )
