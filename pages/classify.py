"""Page Classify: the answers of networks to the visitor's pictures."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.lessons.keras_examples import classification
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo_choice import pick_pictures
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.parts.messages import escaped, show_error, show_notice
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.use import ink_on_paper
from cnnviz.ui.use.answer_cards import show_card
from cnnviz.ui.use.answer_table import show_table
from cnnviz.ui.use.answers import answer_all
from cnnviz.ui.use.calibration import show_calibration
from cnnviz.ui.use.networks import pick_networks

MENU = {"group": "Use", "place": 1, "title": "Classify", "icon": "image_search"}

CARDS, NAMED = 4, 12

opening("Classify", "What does the network say of your pictures? Upload one or hundreds, take one, or draw one.")
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    run = pick_run()
    network = opened(run) if run else None
    photos = ink_on_paper.adapted(pick_pictures(network), network) if network else []
    networks = pick_networks(run) if run and network else []

if run and network:
    with result:
        try:
            answer_all(networks, photos)
        except CnnvizError as error:
            show_error(error)
        named, more = escaped(", ".join(network.labels[:NAMED])), len(network.labels) - NAMED
        st.markdown(
            f"**This network knows** {named}" + (f" and {number(more)} more." if more > 0 else "."),
            help=escaped(", ".join(network.labels)) if more > 0 else None,
        )
        if len(photos) > 1:
            show_table(networks, photos)
        cards = list(enumerate(photos))
        if len(photos) > CARDS:
            cards = [st.selectbox("Look at", cards, format_func=lambda card: card[1].name, key="look_at") or cards[0]]
        for place, photo in cards:
            show_card(networks, photo, place)
        if not photos:
            show_notice("Upload a photo, take one, draw, or use a picture of the data set.", icon=":material/image:")
        calibrated = show_calibration(run)
        st.caption(f"Probabilities by the {origin(run, network.recipe)}. It knows the classes named above only.")
    explanation(
        "The network gives one probability to each class it knows; together they are 1. It always answers, even to a "
        "picture of something it has never seen. So two things are measured after training: a **temperature** by which "
        "its scores are divided until it is as sure as it is right, and how much **evidence** pictures of its own "
        "classes have. Less than that: probably none of its classes. The evidence is how much of what reaches the last "
        "layer is of the kind that training pictures gave; where that tells no strangers, the network is shown some, "
        "and evidence is what sets its own pictures apart from them. **Why?** lays over the picture what argued for a "
        "class (Grad-CAM): the last feature maps, each weighed by how strongly the class’s score leans on it.",
        classification(network.recipe.input_shape, network.model.output_shape[-1] == 1, calibrated),
    )
