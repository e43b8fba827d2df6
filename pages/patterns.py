"""What does each filter look for?"""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.keras_lines import until
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.pickers import pick_run
from cnnviz.ui.inside.pattern_choice import choose
from cnnviz.ui.inside.patterns import make, make_unasked, show_kept
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening

MENU = {"group": "Look inside", "place": 3, "title": "Filter patterns", "icon": "texture"}

opening(
    "Filter patterns",
    "What does each filter look for, and each class? Noise climbs, step by step, to a picture that it answers strongly.",
)
SHOWN = {True: "as the network sees it", False: "brightness scaled for the eye"}
result, controls = st.columns([2.4, 1], gap="medium")
action = result.container()  # On top, so that button, progress and pictures are seen together.

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    wish = choose(network, action) if network else None

if run and network and wish:
    try:
        with result:
            # The first visit makes a few by itself, so that the page never opens empty.
            seen, st.session_state["patterns_seen"] = "patterns_seen" in st.session_state, True
            act = make if wish.asked else show_kept if seen else make_unasked
            if wish.numbers:
                act(network, wish, action)
            else:
                show_notice("Choose what to grow a picture for.", icon=":material/landscape:")
            st.caption(
                f"{wish.settings.steps} steps, {wish.settings.size}×{wish.settings.size} pixels, seed "
                f"{wish.settings.seed}, aimed {'before' if wish.settings.before_relu else 'after'} the ReLU, {SHOWN[wish.settings.natural]}; {origin(run, network.recipe)}."
            )
    except CnnvizError as error:
        show_error(error, action)
    explanation(
        "The network stays as it is; here the **picture** learns. From noise, each step changes the picture a little so "
        "that one filter answers more (gradient ascent). What grows is what the filter looks for: first edges and spots, in "
        "deeper layers curves and textures. Changed pixel by pixel, as below, fine noise excites a filter as well as a picture "
        "does; so by default **waves** of all widths grow, broad ones first, in colours that go together as in photos, and the "
        "picture is moved about at each step (Olah et al., 2017). They aim at the places where the filter answers most, not at its "
        "mean, which a flat colour can raise; in the end the fine waves go that it hardly answers to. Whether a pattern is to be "
        "believed, the real pictures beside it tell: it should excite the filter more than any of them.",
        "import keras, numpy as np, tensorflow as tf\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        f"{until('layer', [wish.layer or 'NAME'])}"
        "pixels = tf.Variable(np.random.random((1, *model.input_shape[1:])) * 20 + 128, dtype='float32')\n"
        f"for step in range({wish.settings.steps}):\n"
        "    with tf.GradientTape() as tape:\n"
        "        score = tf.reduce_mean(layer(pixels, training=False)[..., 0])  # filter 0\n"
        "    slope = tape.gradient(score, pixels)\n"
        "    pixels.assign_add(slope / (tf.sqrt(tf.reduce_mean(slope**2)) + 1e-5))",
    )
