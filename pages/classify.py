"""What do networks say of my pictures?"""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.pickers import pick_run
from cnnviz.ui.parts.messages import escaped, show_error, show_notice
from cnnviz.ui.parts.words import number, origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.use.answers import answer_all
from cnnviz.ui.use.calibration import show_calibration
from cnnviz.ui.use.cards import show_picture
from cnnviz.ui.use.chosen_networks import pick_beside
from cnnviz.ui.use.given_pictures import pick_pictures
from cnnviz.ui.use.table import show_table

MENU = {"group": "Use", "place": 1, "title": "Classify", "icon": "image_search"}

CARDS, NAMED = 4, 12

opening("Classify", "What does the network say of your pictures? Upload one or hundreds, take one, or draw one.")
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    run = pick_run()
    network = opened(run) if run else None
    pictures = pick_pictures(network) if network else []
    entries = pick_beside(run) if run and network else []

if run and network:
    with result:
        try:
            answer_all(entries, pictures)
        except CnnvizError as error:
            show_error(error)
        some = ", ".join(network.labels[:NAMED])
        more = len(network.labels) - NAMED
        st.markdown(
            f"**This network knows** {escaped(some)}" + (f" and {number(more)} more." if more > 0 else "."),
            help=escaped(", ".join(network.labels)) if more > 0 else None,
        )
        shown = list(enumerate(pictures))
        if len(pictures) > 1:
            show_table(entries, pictures)
        if len(pictures) > CARDS:
            shown = [st.selectbox("Look at", shown, format_func=lambda one: one[1].name, key="look_at") or shown[0]]
        for place, picture in shown:
            show_picture(entries, picture, place)
        if not pictures:
            show_notice("Upload a photo, take one, draw, or use a picture of the data set.", icon=":material/image:")
        calibrated = show_calibration(run)
        st.caption(f"Probabilities by the {origin(run, network.recipe)}. It knows the classes named above only.")
    explanation(
        "The network gives one probability to each class it knows; together they are 1. It always answers, even to a "
        "picture of something it has never seen. So two things are measured after training: a **temperature** by which "
        "its scores are divided until it is as sure as it is right, and how much **evidence** pictures of its own classes "
        "have. Less than that: probably none of its classes. The evidence is how much of what reaches the last layer is of the kind "
        "that training pictures gave; where that tells no strangers, the network is shown some, and evidence is what sets its own "
        "pictures apart from them. **Why?** lays over the picture what argued for a class "
        "(Grad-CAM): the last feature maps, each weighed by how strongly the class’s score leans on it.",
        "import keras, numpy as np\n\n"
        f"model = keras.saving.load_model('model.keras')\n"
        f"picture = keras.utils.load_img('photo.png', target_size={network.recipe.input_shape[:2]}, "
        f"color_mode={'rgb' if network.recipe.input_shape[2] == 3 else 'grayscale'!r}, interpolation='bilinear')\n"
        "probabilities = model.predict(np.array(picture, 'float32').reshape(1, *model.input_shape[1:]))[0]"
        + (
            "\nprobabilities = np.array([1 - probabilities[0], probabilities[0]])  # its one neuron: the second class"
            if network.model.output_shape[-1] == 1
            else ""
        )
        + (
            "\n\nwith np.load('calibration.npz') as kept:  # as sure as it is right\n"
            "    powers = probabilities ** (1 / kept['temperature'])\n"
            "calibrated = powers / powers.sum()"
            if calibrated
            else ""
        ),
    )
