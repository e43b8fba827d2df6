"""The network of a personal data set: its recipe, its training, and its prediction for a new photo."""

from __future__ import annotations

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import not_tested
from cnnviz.datasets.fetching.download import megabytes
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.locale import N_, _
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices import photo_sources
from cnnviz.ui.choices.photo_choice import CAMERA, TO_TRY
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.messages import escaped, leave_message, show_notice, show_warning
from cnnviz.ui.train import live
from cnnviz.ui.use.answer_cards import show_card
from cnnviz.ui.use.answers import answer_all
from cnnviz.ui.use.my_classes import need_photos
from cnnviz.ui.use.my_photos import PHOTO_MB
from cnnviz.ui.use.networks import of_run

RECIPES = {
    "my_classes": N_("Fine-tuning"),
    "my_classes_features": N_("Feature extraction"),
    "my_classes_small": N_("From scratch"),
}
"""The recipes that are offered, and their titles on this page."""


def choose_recipe() -> Recipe:
    """Return the recipe that the visitor chooses, and show what has to be downloaded for it."""
    name = kept(
        st.segmented_control,
        _("How to train"),
        "my_classes",
        "way",
        options=list(RECIPES),
        format_func=lambda name: _(RECIPES[name]),
        required=True,
        wrap=True,
        help=_(
            "Fine-tuning: the last quarter of MobileNetV2, pretrained on a million photos, learns from the new ones. "
            "Feature extraction: MobileNetV2 stays frozen and only a new last layer learns, which is quicker and less "
            "accurate. From scratch: a small network that knows nothing yet and needs many photos."
        ),
    )
    recipe = recipes.get(str(name))
    backbone = networks.of(recipe).trained
    if backbone and not weight_files.present(backbone, recipe.weights):
        archive = weight_files.ARCHIVES[backbone.name]
        show_notice(
            _(
                "The weights of {network} are not on this machine: {size} will be downloaded, once, before training. "
                "Without internet, choose “From scratch”, or ask your teacher for the data folder "
                "(CNNVIZ_DATA_DIR, with {file}).",
                network=backbone.title,
                size=megabytes(archive.size),
                file=archive.local,
            ),
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
        _("Train"),
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
            _("Right on the test photos"),
            _("{right:,} of {n:,}", right=right, n=evaluation["images"]),
            help=_(
                "A fifth of the photos of each class, never used for training. If there are few, one right "
                "prediction more or less may be chance."
            ),
        )
        if untested := evaluation.get("untested"):
            show_warning(f"{not_tested(untested)} {need_photos()}")
    if run.weights and not run.origin().endswith(data.version):
        show_notice(_("The classes or photos have changed since: train again to use them."), icon=":material/sync:")


def trained(data: PersonalSet) -> Run | None:
    """Return the newest run on the data set that has a network."""
    return next((run for run in visitor.runs() if run.recipe().dataset == data.name and run.weights), None)


def try_it(run: Run) -> None:
    """Show the prediction of the run's network for a photo that the visitor takes or uploads."""
    label = _("A photo to classify")
    if TO_TRY.pick() == CAMERA:
        photo = photo_sources.camera(label, key="try_shot")
    else:
        photo = photo_sources.upload(label, key="try_file", max_upload_size=PHOTO_MB)
    if not photo:
        st.caption(_("Try one of the things, and then something that is none of the classes."))
        return
    network = of_run(run)
    answer_all([network], [photo])
    show_card([network], photo, 0)
