"""The page Training as a film: how a network came to know what it knows, epoch by epoch."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, _
from cnnviz.training.learning.film import frames
from cnnviz.training.runs.titles import title
from cnnviz.ui.choices.models import dataset, opened
from cnnviz.ui.choices.photo import show_received
from cnnviz.ui.choices.photo_choice import pick_picture
from cnnviz.ui.choices.run_choice import DIGITS, pick_run
from cnnviz.ui.inside.film import choose_layer, choose_parts, show
from cnnviz.ui.inside.film_frames import Film
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns

MENU = {"group": N_("Look inside"), "place": 2, "title": N_("Training as a film"), "icon": "movie"}

opening(
    _("Training as a film"),
    _("How does a network learn? Watch its kernels, feature maps and predictions change, epoch by epoch."),
)
result, controls = columns()

with controls:
    run = pick_run(start=DIGITS)
    filmed = bool(run and frames(run.path))
    network = opened(run) if run and filmed else None
    picked = pick_picture(network) if network else None

if run and not filmed:
    with result:
        show_notice(
            _(
                "There is no film of {network}: it came with the app without one, was trained before films were kept, "
                "or is too large for one. Train a network, the tiny one takes seconds, and choose it here: the film "
                "plays while it learns.",
                network=title(run),
            ),
            icon=":material/movie:",
        )
        st.page_link("pages/train.py", label=_("Train a network"), icon=":material/model_training:")
elif run and network and picked:
    picture, caption = picked.read(), picked.caption
    try:
        with controls:
            layer = choose_layer(run)
            show_received(picked, network.recipe.input_shape)
        with result:
            with_patterns, with_matrix = choose_parts()
            recipe = run.recipe()
            tests = dataset(recipe.dataset, recipe.input_shape) if with_matrix else None
            show(Film(run, network.fit(picture), layer, with_patterns, tests), caption)
    except CnnvizError as error:
        show_error(error, result)
elif run and network:
    show_notice(
        _("Choose a picture: an example, one of the data set, a photo of yours, or a drawing."),
        result,
        icon=":material/image:",
    )

explanation(
    _(
        "Every frame is the network after one epoch; the first epochs, in which most happens, have more frames. "
        "**Epoch 0** is before the first step: layers that start at random have kernels of noise, and the prediction "
        "is a guess; layers taken from a pretrained network have learned their kernels already. Then, where they "
        "started at random, edges and colours appear in the kernels, the feature maps pick out parts of the picture, "
        "and one bar grows. **Patterns too** shows what the channels respond to, from noise to something that can be "
        "named. **Test pictures too** shows a confusion matrix: at first often a single column, as everything is taken "
        "for the same class, then a diagonal. Frozen layers stay as they are, and only the rest changes."
    ),
    "import keras\n\n"
    "class Film(keras.callbacks.Callback):\n"
    "    frames = []\n"
    "    def on_epoch_end(self, epoch, logs=None):\n"
    "        self.frames.append(self.model.get_weights())\n\n"
    "film = Film()\n"
    "model.fit(x, y, epochs=20, callbacks=[film])\n"
    "for weights in film.frames:  # as each epoch left it\n"
    "    model.set_weights(weights)\n"
    "    print(model.predict(picture[None]))",
)
