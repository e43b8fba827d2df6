"""Page My classes: a network learns classes of the visitor's own."""

import streamlit as st

from cnnviz import recipes
from cnnviz.lessons.keras_examples import fine_tuning
from cnnviz.ui.choices.models import opened
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train import run_result
from cnnviz.ui.use import my_classes, my_network, my_photos, my_zip

MENU = {"group": "Use", "place": 2, "title": "My classes", "icon": "add_a_photo"}

opening(
    "My classes", "How do you teach a network things of your own? Name them, add photos, train, and try it at once."
)
show_left()
data = my_classes.pick_set()

if data:
    st.header("1. Classes and photos")
    chosen = my_classes.edit_classes(data)
    if chosen:
        my_photos.show_class(data, chosen)
    with fold("Add a ZIP of folders", ":material/folder_zip:", "zip") as shown:
        if shown:
            my_zip.add_zip(data)

    st.header("2. Train")
    recipe = my_network.choose_recipe()
    st.caption(my_classes.summary(data))
    my_network.train_button(data, recipe)
    run = my_network.latest(data)
    if run:
        my_network.show_training(run, data)

    st.header("3. Try it")
    ready = my_network.trained(data)
    if ready and opened(ready):
        my_network.try_it(ready)
        st.header("4. Keep it")
        st.write("It stays on this machine, with your photos: come back tomorrow, or take it with you.")
        run_result.show_links(ready)
    else:
        show_notice("As soon as it has learned, you can show it a new photo here.", icon=":material/image_search:")

explanation(
    "MobileNetV2 has learned from more than a million photos to turn a picture into 1,280 figures that say what is in "
    "it. First a new layer learns to tell your classes apart by these figures. Then the last quarter of MobileNetV2 "
    "learns too, in small steps, so that the figures come to say what matters in your photos; what the layers before "
    "make of them is worked out once. The figures are made smaller before the new layer, which then moves little: it "
    "is MobileNetV2 that has to learn. That is why a few photos and a minute or two are enough. A fifth of the photos "
    "of each class is never learned from, so that the figure at the end is honest.",
    fine_tuning(recipes.get("my_classes")),
)
