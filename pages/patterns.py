"""The page Filter patterns: what each filter, and each class, looks for."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.keras_lines import until
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.inside.pattern_request import choose
from cnnviz.ui.inside.patterns import make, make_on_first_visit, show_kept
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening

MENU = {"group": "Look inside", "place": 3, "title": "Filter patterns", "icon": "texture"}

opening(
    "Filter patterns",
    "What does each filter look for, and each class? Noise climbs, step by step, to a picture that it answers "
    "strongly.",
)
SHOWN = {True: "as the network sees it", False: "brightness scaled for the eye"}
result, controls = st.columns([2.4, 1], gap="medium")
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
                show_notice("Choose what to grow a picture for.", icon=":material/landscape:")
            settings = request.settings
            st.caption(
                f"{settings.steps} steps, {settings.size}×{settings.size} pixels, seed {settings.seed}, aimed "
                f"{'before' if settings.before_relu else 'after'} the ReLU, {SHOWN[settings.natural]}; "
                f"{origin(run, network.recipe)}."
            )
    except CnnvizError as error:
        show_error(error, action)
    explanation(
        "The network stays as it is; here the **picture** learns. From noise, each step changes the picture a "
        "little so that one filter answers more (gradient ascent). What grows is what the filter looks for: first "
        "edges and spots, in deeper layers curves and textures. Changed pixel by pixel, as below, fine noise "
        "excites a filter as well as a picture does; so by default **waves** of all widths grow, broad ones first, "
        "in colours that go together as in photos, and the picture is moved about at each step (Olah et al., 2017). "
        "They aim at the places where the filter answers most, not at its mean, which a flat colour can raise; in "
        "the end the fine waves go that it hardly answers to. Whether a pattern is to be believed, the real "
        "pictures beside it tell: it should excite the filter more than any of them.",
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
