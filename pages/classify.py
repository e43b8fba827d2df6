"""Page Classify: the predictions of networks for the visitor's pictures."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.keras_examples import classification
from cnnviz.locale import N_, _, ngettext
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo_choice import pick_pictures
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.parts.messages import escaped, show_error, show_notice
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.use import ink_on_paper
from cnnviz.ui.use.answer_cards import show_card
from cnnviz.ui.use.answer_table import show_table
from cnnviz.ui.use.answers import answer_all
from cnnviz.ui.use.calibration import show_calibration
from cnnviz.ui.use.networks import of_run, pick_networks

MENU = {"group": N_("Use"), "place": 1, "title": N_("Classify"), "icon": "image_search"}

CARDS, NAMED = 4, 12

opening(
    _("Classify"), _("What does a network recognise in your pictures? Upload one or hundreds, take one, or draw one.")
)
result, controls = columns()

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
        names = [*map(of_run(run).shown, network.labels)]
        named, more = escaped(", ".join(names[:NAMED])), len(names) - NAMED
        if more > 0:
            known = ngettext(
                "**This network knows** {classes} and {n:,} more.",
                "**This network knows** {classes} and {n:,} more.",
                more,
                classes=named,
            )
            st.markdown(known, help=escaped(", ".join(names)))
        else:
            st.markdown(_("**This network knows** {classes}.", classes=named))
        if len(photos) > 1:
            show_table(networks, photos)
        cards = list(enumerate(photos))
        if len(photos) > CARDS:
            card = st.selectbox(_("Picture"), cards, format_func=lambda card: card[1].name, key="look_at")
            cards = [card or cards[0]]
        for place, photo in cards:
            show_card(networks, photo, place)
        if not photos:
            show_notice(_("Upload a photo, take one, draw, or use a picture of the data set."), icon=":material/image:")
        calibrated = show_calibration(run)
        st.caption(
            _(
                "Probabilities: {network}. It knows the classes named above, and no others.",
                network=origin(run, network.recipe),
            )
        )
    explanation(
        _(
            "The network gives each class that it knows a probability; together they add up to 1 (**softmax**). It "
            "always names one, even for a picture that is **out of distribution**, unlike anything it was trained "
            "on. So two things are measured after training. **Calibration** divides its scores by one number, the "
            "temperature, until it is as confident as it is accurate. **Familiarity** tells, from 0 to 1, how much "
            "the features that reach the last layer are like those of training pictures; where that does not tell "
            "other pictures apart well enough, the network is also shown some of those. **Why?** lays a heat map "
            "over the picture (**Grad-CAM**): the last feature maps, weighted by how strongly the score of the class "
            "depends on each."
        ),
        classification(network.recipe.input_shape, network.model.output_shape[-1] == 1, calibrated),
    )
