"""What has the network learned of a person's classes?  Its training, its answer to a new photo."""

from __future__ import annotations

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import not_tested
from cnnviz.datasets.fetching.download import megabytes
from cnnviz.datasets.personal import source
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices.pickers import endings
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import escaped, leave_message, show_notice, show_warning
from cnnviz.ui.parts.words import number
from cnnviz.ui.train import live
from cnnviz.ui.use.answers import answer_all
from cnnviz.ui.use.cards import show_picture
from cnnviz.ui.use.chosen_networks import of_run
from cnnviz.ui.use.given_pictures import uploaded

WAYS = {
    "my_classes": "A trained network",
    "my_classes_features": "Its features alone",
    "my_classes_small": "A small one, from nothing",
}
PHOTO_MB = 20


def choose_recipe() -> Recipe:
    """Let be chosen what the network begins with; says what has to be downloaded."""
    name = st.segmented_control(
        "Begins with", list(WAYS), default="my_classes", format_func=WAYS.__getitem__, key="way", required=True, wrap=True,
        help="A network that was trained on a million photos needs few of yours: its last quarter learns them. Its features "
        "alone: one new layer learns, quicker and less well. A small one that knows nothing yet needs many photos.",
    )  # fmt: skip
    recipe = recipes.get(str(name))
    backbone = networks.of(recipe).trained
    if backbone and not weight_files.present(backbone, recipe.weights):
        archive = weight_files.ARCHIVES[backbone.name]
        show_notice(
            f"{backbone.title}’s weights are not on this machine: {megabytes(archive.size)} will be downloaded, once, when you "
            f"train. Without a network, set CNNVIZ_DATA_DIR to a folder that holds {archive.local}, or choose the small one.",
            icon=":material/cloud_download:",
        )
    return recipe


def train_button(data: PersonalSet, recipe: Recipe) -> None:
    """Offer to train, or say why that cannot be yet."""
    fault = ""
    try:
        data.require_trainable()
    except CnnvizError as error:
        fault = str(error)
    st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        disabled=bool(fault),
        on_click=_start,
        args=(data, recipe),
    )
    if fault:
        st.caption(escaped(fault))


def _start(data: PersonalSet, recipe: Recipe) -> None:
    try:
        visitor.submit(recipe.edited(dataset=data.name, title=data.title))
    except CnnvizError as error:
        leave_message(error)


def latest(data: PersonalSet) -> Run | None:
    """Return the newest training on the data set, or None."""
    return next((run for run in visitor.runs() if run.recipe().dataset == data.name), None)


def show_training(run: Run, data: PersonalSet) -> None:
    """Show the training while it goes on and what it reached."""
    live.show(run)
    if run.status().active:
        return
    if found := run.evaluation():
        right = round(found["test_accuracy"] * found["images"])
        st.metric(
            "Right on photos that it never saw", f"{right} of {number(found['images'])}",
            help="The test photos: a fifth of each class, never learned from. With few of them, one more or less says little.",
        )  # fmt: skip
        if untested := found.get("untested"):
            show_warning(
                f"{escaped(not_tested(untested))} {source.LEAST_TO_TEST} photos of a class are needed, then one is "
                "kept to test on."
            )
    if run.weights and not run.origin().endswith(data.version):
        show_notice("The classes or photos have changed since: train again to use them.", icon=":material/sync:")


def trained(data: PersonalSet) -> Run | None:
    """Return the newest run on the data set that has a network."""
    return next((run for run in visitor.runs() if run.recipe().dataset == data.name and run.weights), None)


def try_it(run: Run) -> None:
    """Let a photo be taken or uploaded, and show what the run's network says of it."""
    way = st.segmented_control(
        "A new photo by", ["Upload", "Camera"], default="Upload", key="try_way", required=True, wrap=True
    )
    if way == "Camera":
        file = st.camera_input("A photo to be named", key="try_shot")
    else:
        file = st.file_uploader("A photo to be named", endings(), key="try_file", max_upload_size=PHOTO_MB)
    if not file:
        st.caption("Show it one of the things, and something it has never seen: it always answers.")
        return
    picture, entry = uploaded(file, file.name), of_run(run)
    answer_all([entry], [picture])
    show_picture([entry], picture, 0)
