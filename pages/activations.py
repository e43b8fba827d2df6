"""The page Activations: what each layer sees in a picture."""

import streamlit as st

from cnnviz.lessons.keras_lines import until
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo import show_received
from cnnviz.ui.choices.photo_choice import pick_picture
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.inside import beside
from cnnviz.ui.inside.activations import choose, show_layers
from cnnviz.ui.inside.cached_maps import CachedMaps
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening

MENU = {"group": "Look inside", "place": 1, "title": "Activations", "icon": "grid_on"}

opening(
    "Activations",
    "What does each layer see in a picture? Every channel is one filter’s answer. Click one to see it large.",
)
result, controls = st.columns([2.4, 1], gap="medium")

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    picked = pick_picture(network) if network else None

if run and network and picked:
    picture, caption = picked.read(), picked.caption
    with controls:
        show_received(picked, network.recipe.input_shape)
    maps = CachedMaps(network, picture)
    with controls:
        selection = choose(maps)
        other = beside.choose(run, network, picture)
    with result:
        if other:
            left, right = st.columns(2)
            left.markdown(f"**This:** {escaped(caption)}; {origin(run, network.recipe)}")
            right.markdown(f"**Beside it:** {escaped(other.title)}")
        show_layers(maps, selection, other)
        scaled = (
            "All channels of a layer share one scale."
            if selection.shared_scale
            else "Each channel is scaled on its own to mean 128, deviation 64."
        )
        st.caption(f"{caption}; {origin(run, network.recipe)}. {scaled}")
    explanation(
        "Each grid is one layer; each tile is what one filter found: yellow where it answers most, dark where "
        "least. Early layers keep the outline of the picture, later ones are smaller and more abstract. A tile that "
        "is dark all over belongs to a filter that found nothing here. A tile of 112 pixels or more is drawn "
        "smaller; the channel shown large, and the files, have every value. How much of the picture a value "
        "**sees** is its receptive field: it grows from layer to layer, and no value can know of anything outside "
        "it. The real pictures that excite a channel most, and the place in them, say more of what it looks for "
        "than any one picture.",
        "import keras\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        f"{until('inside', list(maps))}"
        "maps = inside.predict(picture[None])  # raw pixels, 0 to 255",
    )
elif run and network:
    show_notice(
        "Choose a picture: one of the data set, a photo of yours, or a drawing.", result, icon=":material/image:"
    )
