"""Train: start a training and watch its curves."""

import streamlit as st

from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening, tell_of_damage
from cnnviz.ui.train import live, run_result, train_button, training_choice
from cnnviz.ui.train.recipe import choice, form, network
from cnnviz.ui.train.runs import renaming

MENU = {"group": "Train", "place": 2, "title": "Train", "icon": "model_training"}

opening("Train", "How does a network learn? Pick one and a set of pictures, start, and watch loss and accuracy move.")
base, dataset = choice.choose()
result, controls = st.columns([2.4, 1], gap="medium")
with controls:
    name = training_choice.pick_training(base)
    run = visitor.find(name) if name else None
    if run:
        renaming.offer(run)

# The run is shown before the settings are laid out: a click is answered sooner.
with result:
    button = st.container()
    show_left()
    training_choice.show_search_notice()
    if run:
        training_choice.show_mismatch(base, dataset, run)
        live.show(run)
        run_result.show(run)
        tell_of_damage()
    else:
        show_notice("No training yet. Press Train: the first curve moves within seconds.", icon=":material/info:")

with controls:
    recipe = form.edit(base, dataset)
with button:
    train_button.show(base, recipe)

if recipe:
    network.show_layers(recipe)
    explanation(
        "The **loss** says how wrong the network is, the **accuracy** how often it is right. Blue is measured on the "
        "pictures it learns from, orange on pictures held back. When blue goes on improving and orange does not, the "
        "network has begun to remember instead of to understand: this is overfitting.",
        network.keras_lines(recipe),
    )
