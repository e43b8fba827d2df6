"""Train: start a training and watch its curves."""

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening, tell_of_damage
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train import live, run_result, train_button, training_choice
from cnnviz.ui.train.recipe import choice, form, network
from cnnviz.ui.train.runs import renaming

MENU = {"group": N_("Train"), "place": 2, "title": N_("Train"), "icon": "model_training"}

opening(
    _("Train"),
    _("How does a network learn? Choose a network and a data set, press Train, and watch loss and accuracy change."),
)
base, dataset = choice.choose()
result, controls = columns()
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
        show_notice(_("No training yet. Press Train: the curves begin within seconds."), icon=":material/info:")

with controls:
    recipe = form.edit(base, dataset)
with button:
    train_button.show(base, recipe)

if recipe:
    network.show_layers(recipe)
    explanation(
        _(
            "The **loss** says how far the predictions are from the labels; training makes it smaller. The "
            "**accuracy** is the share of pictures whose prediction is right. Blue is measured on the training set, "
            "orange on the validation set, from which the network never learns.\n\n"
            "While both curves improve, the network **generalises**: what it learns also holds for new pictures. When "
            "blue goes on improving and orange does not, it memorises its training pictures instead of generalising. "
            "This is **overfitting**; augmentation, dropout, weight decay and early stopping work against it.\n\n"
            "Validation may be *better* than training: its accuracy above, its loss below, mostly at the beginning. "
            "The training curve is the mean over an epoch in which the network is still improving, and it is measured "
            "with dropout and augmentation, which make the task harder. Validation is measured when the epoch has "
            "ended, without them."
        ),
        network.keras_lines(recipe),
    )
