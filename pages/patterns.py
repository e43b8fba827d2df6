"""The page Filter patterns: what each filter, and each class, looks for."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.keras_lines import until
from cnnviz.locale import N_, _, ngettext
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.inside.pattern_request import choose
from cnnviz.ui.inside.patterns import make, make_on_first_visit, show_kept
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns

MENU = {"group": N_("Look inside"), "place": 3, "title": N_("Filter patterns"), "icon": "texture"}

opening(
    _("Filter patterns"),
    _(
        "What does each filter look for, and each class? Gradient ascent turns noise, step by step, into a picture "
        "that activates it strongly."
    ),
)
SHOWN = {True: N_("as the network receives it"), False: N_("contrast adjusted for display")}
AIMED = {True: N_("gradient ascent before the ReLU"), False: N_("gradient ascent after the ReLU")}
result, controls = columns()
action = result.container()  # On top, so that button, progress and pictures are seen together.

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    request = choose(network, action) if network else None

if run and network and request:
    try:
        with result:
            # The first visit makes a few by itself, so that the page never opens empty.
            first_visit, session().patterns_seen = not session().patterns_seen, True
            act = make if request.submitted else make_on_first_visit if first_visit else show_kept
            if request.numbers:
                act(network, request, action)
            else:
                show_notice(_("Choose filters or classes to make a picture for."), icon=":material/landscape:")
            settings = request.settings
            parts = [
                ngettext("{n} step", "{n} steps", settings.steps),
                _("{size}×{size} pixels", size=settings.size),
                _("seed {seed}", seed=settings.seed),
                _(AIMED[settings.before_relu]),
                _(SHOWN[settings.natural]),
                origin(run, network.recipe),
            ]
            st.caption(" · ".join(parts))
    except CnnvizError as error:
        show_error(error, action)
    explanation(
        _(
            "The network stays as it is; here the **picture** learns. Starting from noise, each step changes it a "
            "little so that the activation of one filter rises (**gradient ascent**). What grows is what the filter "
            "responds to: first edges and spots, in deeper layers curves and textures. Changed pixel by pixel "
            "(**Raw**, as in the Keras lines below), fine noise activates a filter as well as a picture does. So by "
            "default (**Natural**) waves of all widths grow, broad ones first, in colours that go together as in "
            "photos, and the picture is shifted a little at each step (Olah et al., 2017). The aim is then the places "
            "where the activation is highest, not its mean, which a flat colour can raise; at the end, fine waves that "
            "hardly add to it are removed. Whether to believe a pattern, the real pictures beside it tell: it should "
            "activate the filter more than any of them does."
        ),
        "import keras, numpy as np, tensorflow as tf\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        f"{until('layer', [request.layer or 'NAME'])}"
        "pixels = tf.Variable(np.random.random((1, *model.input_shape[1:])) * 20 + 128, dtype='float32')\n"
        f"for step in range({request.settings.steps}):\n"
        "    with tf.GradientTape() as tape:\n"
        "        score = tf.reduce_mean(layer(pixels, training=False)[..., 0])  # filter 0\n"
        "    slope = tape.gradient(score, pixels)\n"
        "    pixels.assign_add(slope / (tf.sqrt(tf.reduce_mean(slope**2)) + 1e-5))",
    )
