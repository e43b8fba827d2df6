"""The page Dream: a photo changed until a layer sees more of what it looks for in it."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.keras_lines import until
from cnnviz.locale import N_, _, ngettext
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo_choice import pick_photo
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.inside.dream import choose, show
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns

MENU = {"group": N_("Look inside"), "place": 4, "title": N_("Dream"), "icon": "bedtime"}

opening(_("Dream"), _("What does a layer see in a photo? Let it change the photo until it sees more of it."))
result, controls = columns()
action = result.container()  # On top, so that button, progress and picture are seen together.

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    photo = pick_photo() if network else None
    request = choose(network, action) if network else None

if run and network and request:
    try:
        with result:
            if photo:
                show(network, photo, request, action)
                settings = request.settings
                parts = [
                    ngettext("{n} size", "{n} sizes", settings.octaves),
                    ngettext("{n} step at each size", "{n} steps at each size", settings.steps),
                    _("strength {strength:g}", strength=settings.strength),
                    _("seed {seed}", seed=settings.seed),
                    origin(run, network.recipe),
                ]
                st.caption(" · ".join(parts))
            else:
                show_notice(_("Choose an example, upload a photo, or take one."), icon=":material/image:")
    except CnnvizError as error:
        show_error(error, action)
    explanation(
        _(
            "The network stays as it is; the **photo** changes, so that the activations of the chosen layer rise "
            "(gradient ascent, as on Filter patterns, but starting from a photo). Whatever the layer finds a little of "
            "grows: early layers draw strokes and weaves, deeper ones eyes, fur and petals, if the network was trained "
            "on such things. The photo is changed at a small size first and then at larger ones, which gives large "
            "things as well as small ones (DeepDream: Mordvintsev, Olah and Tyka, 2015)."
        ),
        "import keras, tensorflow as tf\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        f"{until('layer', [request.layer])}"
        "pixels = tf.Variable(photo[None], dtype='float32')  # raw pixels, 0 to 255, of the network's size\n"
        f"for step in range({request.settings.steps}):\n"
        "    with tf.GradientTape() as tape:\n"
        "        score = tf.reduce_mean(layer(pixels, training=False) ** 2)\n"
        "    slope = tape.gradient(score, pixels)\n"
        f"    pixels.assign(tf.clip_by_value(pixels + {request.settings.strength:g} * slope "
        "/ tf.reduce_mean(tf.abs(slope)), 0, 255))",
    )
