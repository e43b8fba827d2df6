"""Page My classes: a network learns classes of the visitor's own."""

import streamlit as st

from cnnviz import recipes
from cnnviz.lessons.keras_examples import fine_tuning
from cnnviz.locale import N_, _
from cnnviz.ui.choices.models import opened
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train import run_result
from cnnviz.ui.use import my_classes, my_network, my_photos, my_zip

MENU = {"group": N_("Use"), "place": 2, "title": N_("My classes"), "icon": "add_a_photo"}

opening(
    _("My classes"),
    _("How does a network learn classes of your own? Name them, add photos, train, and try it at once."),
)
show_left()
data = my_classes.pick_set()

if data:
    st.header(_("1. Classes and photos"))
    chosen = my_classes.edit_classes(data)
    if chosen:
        my_photos.show_class(data, chosen)
    with fold(_("Add a ZIP of folders"), ":material/folder_zip:", "zip") as shown:
        if shown:
            my_zip.add_zip(data)

    st.header(_("2. Train"))
    recipe = my_network.choose_recipe()
    st.caption(my_classes.summary(data))
    my_network.train_button(data, recipe)
    run = my_network.latest(data)
    if run:
        my_network.show_training(run, data)

    st.header(_("3. Try it"))
    ready = my_network.trained(data)
    if ready and opened(ready):
        my_network.try_it(ready)
        st.header(_("4. Keep it"))
        st.write(_("The network stays on this machine, with its photos. It can also be downloaded."))
        run_result.show_links(ready)
    else:
        show_notice(_("Once it is trained, the network can be shown a new photo here."), icon=":material/image_search:")

explanation(
    _(
        "This is **transfer learning**. MobileNetV2 was trained on ImageNet, more than a million photos, and turns a "
        "picture into 1,280 features that describe what is in it. First only a new layer, the head, learns to tell "
        "the new classes apart by these features (**feature extraction**). Then the last quarter of MobileNetV2 learns "
        "too, in small steps (**fine-tuning**), so that its features suit the new photos. That is why a few photos and "
        "a minute or two are enough. A fifth of the photos of each class is never used for training: the accuracy on "
        "these **test photos** is an honest estimate for new ones."
    ),
    fine_tuning(recipes.get("my_classes")),
)
