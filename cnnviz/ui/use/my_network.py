"""The network of a personal data set: its recipe, its training, and its answer to a new photo."""

from __future__ import annotations

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.datasets import not_tested
from cnnviz.datasets.fetching.download import megabytes
from cnnviz.datasets.personal import source
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices import photo_sources
from cnnviz.ui.choices.photo_choice import CAMERA, TO_TRY
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import escaped, leave_message, show_notice, show_warning
from cnnviz.ui.train import live
from cnnviz.ui.use.answer_cards import show_card
from cnnviz.ui.use.answers import answer_all
from cnnviz.ui.use.my_photos import PHOTO_MB
from cnnviz.ui.use.networks import of_run

RECIPES = {
    "my_classes": "A trained network",
    "my_classes_features": "Its features alone",
    "my_classes_small": "A small one, from nothing",
}
"""The recipes that are offered, and their titles on this page."""


def choose_recipe() -> Recipe:
    """Return the recipe that the visitor chooses, and show what has to be downloaded for it."""
    name = st.segmented_control(
        "Begins with",
        list(RECIPES),
        default="my_classes",
        format_func=RECIPES.__getitem__,
        key="way",
        required=True,
        wrap=True,
        help="A network that was trained on a million photos needs few of yours: its last quarter learns them. Its "
        "features alone: one new layer learns, quicker and less well. A small one that knows nothing yet needs many "
        "photos.",
    )
    recipe = recipes.get(str(name))
    backbone = networks.of(recipe).trained
    if backbone and not weight_files.present(backbone, recipe.weights):
        archive = weight_files.ARCHIVES[backbone.name]
        show_notice(
            f"{backbone.title}’s weights are not on this machine: {megabytes(archive.size)} will be downloaded, once, "
            f"when you train. Without a network, set CNNVIZ_DATA_DIR to a folder that holds {archive.local}, or choose "
            "the small one.",
            icon=":material/cloud_download:",
        )
    return recipe


def train_button(data: PersonalSet, recipe: Recipe) -> None:
    """Offer to train, or show why that is not possible yet."""
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
    """Show the training while it goes on, and its result."""
    live.show(run)
    if run.status().active:
        return
    if evaluation := run.evaluation():
        right = round(evaluation["test_accuracy"] * evaluation["images"])
        st.metric(
            "Right on photos that it never saw",
            f"{right} of {number(evaluation['images'])}",
            help="The test photos: a fifth of each class, never learned from. With few of them, one more or less says "
            "little.",
        )
        if untested := evaluation.get("untested"):
            show_warning(
                f"{not_tested(untested)} {source.LEAST_TO_TEST} photos of a class are needed, then one is kept to test "
                "on."
            )
    if run.weights and not run.origin().endswith(data.version):
        show_notice("The classes or photos have changed since: train again to use them.", icon=":material/sync:")


def trained(data: PersonalSet) -> Run | None:
    """Return the newest run on the data set that has a network."""
    return next((run for run in visitor.runs() if run.recipe().dataset == data.name and run.weights), None)


def try_it(run: Run) -> None:
    """Show the answer of the run's network to a photo that the visitor takes or uploads."""
    label = "A photo to be named"
    if TO_TRY.pick() == CAMERA:
        photo = photo_sources.camera(label, key="try_shot")
    else:
        photo = photo_sources.upload(label, key="try_file", max_upload_size=PHOTO_MB)
    if not photo:
        st.caption("Show it one of the things, and something it has never seen: it always answers.")
        return
    network = of_run(run)
    answer_all([network], [photo])
    show_card([network], photo, 0)
