"""The page Activations: what each layer sees in a picture."""

import streamlit as st

from cnnviz.lessons.keras_lines import until
from cnnviz.locale import N_, _
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo_choice import pick_picture
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.inside import beside
from cnnviz.ui.inside.activations import choose, show_layers, show_pair
from cnnviz.ui.inside.cached_maps import CachedMaps
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import facts, origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns

MENU = {"group": N_("Look inside"), "place": 1, "title": N_("Activations"), "icon": "grid_on"}

opening(
    _("Activations"),
    _(
        "What does each layer see in a picture? Every channel is the feature map of one filter. Click one to see it "
        "large."
    ),
)
result, controls = columns()

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    picked = pick_picture(network) if network else None

if run and network and picked:
    picture, caption = picked.read(), picked.caption
    maps = CachedMaps(network, picture)
    with controls:
        selection = choose(maps)
        other = beside.choose(run, network, picture)
    with result:
        what = [escaped(caption), origin(run, network.recipe)]
        if other:
            left, right = st.columns(2)
            left.markdown(_("**This:** {what}", what=" · ".join(what)))
            right.markdown(_("**Beside it:** {what}", what=other.title))
        else:
            show_pair(maps, selection, picked)
        show_layers(maps, selection, other)
        scaled = (
            _("all channels of a layer share one scale")
            if selection.shared_scale
            else _("each channel is scaled on its own to mean 128, standard deviation 64")
        )
        st.caption(facts(*what, scaled))
    explanation(
        _(
            "Each grid is one layer, each tile a **feature map**: the activations of one filter over the whole "
            "picture, yellow where they are highest, dark where they are lowest. Early layers keep the outline of "
            "the picture, later ones are smaller and more abstract. With the contrast per channel, a tile that is "
            "dark all over has the same value everywhere: the filter found nothing here. A tile of 112 pixels or "
            "more is drawn smaller; the main picture and the files have every value. The part of the picture that a "
            "value depends on is its **receptive field**: it grows from layer to layer, and nothing outside it has "
            "any influence. The real pictures that activate a filter most are a better guide to what it looks for "
            "than any single picture."
        ),
        "import keras\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        f"{until('inside', list(maps))}"
        "maps = inside.predict(picture[None])  # raw pixels, 0 to 255",
    )
elif run and network:
    show_notice(
        _("Choose a picture: an example, one of the data set, a photo of yours, or a drawing."),
        result,
        icon=":material/image:",
    )
