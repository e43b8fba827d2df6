"""What does the network say of my picture?"""

import streamlit as st

from cnnviz.ui.classification import pick_pictures, show_answer
from cnnviz.ui.models import opened
from cnnviz.ui.page import explanation, opening
from cnnviz.ui.pickers import pick_run
from cnnviz.ui.words import origin

opening("Classify", "What does the network say of your picture? Upload one or many, or draw one.")
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    run = pick_run()
    network = opened(run) if run else None
    pictures = pick_pictures(network) if network else []

if run and network:
    with result:
        for number, (picture, caption) in enumerate(pictures):
            show_answer(network, picture, caption, number)
        if not pictures:
            st.info("Upload a photo, draw, or take a picture of the data set.", icon=":material/image:")
        st.caption(
            f"Probabilities by the {origin(run, network.recipe)}. It knows these classes only: {', '.join(network.labels)}."
        )
    explanation(
        "The network gives one probability to each class it knows; together they are 1. It always answers, even to a "
        "picture of something it has never seen, so a high probability is no proof. The small picture is all it receives.",
        "import keras, numpy as np\n\n"
        f"model = keras.saving.load_model('model.keras')\n"
        f"picture = keras.utils.load_img('photo.png', target_size={network.recipe.input_shape[:2]}, "
        f"color_mode={'rgb' if network.recipe.input_shape[2] == 3 else 'grayscale'!r}, interpolation='bilinear')\n"
        "probabilities = model.predict(np.array(picture, 'float32').reshape(1, *model.input_shape[1:]))[0]"
        + (
            "\nprobabilities = np.array([1 - probabilities[0], probabilities[0]])  # its one neuron: the second class"
            if network.model.output_shape[-1] == 1
            else ""
        ),
    )
