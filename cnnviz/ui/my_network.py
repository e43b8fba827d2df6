"""What has the network learned of a person's classes?  Its training, its answer to a new photo, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images, networks, recipes
from cnnviz.datasets.download import megabytes
from cnnviz.datasets.own import OwnSet
from cnnviz.errors import CnnvizError
from cnnviz.recipes import Recipe
from cnnviz.training import Run, queue, runs, weight_files
from cnnviz.ui import live
from cnnviz.ui.models import LOCK
from cnnviz.ui.my_classes import plain
from cnnviz.ui.pickers import UPLOADS
from cnnviz.ui.words import number

if TYPE_CHECKING:
    from cnnviz.actions import Opened

WAYS = {"my_classes": "A trained network", "my_classes_small": "A small one, from nothing"}
PHOTO_MB = 20


def choose_recipe() -> Recipe:
    """Let be chosen what the network begins with; says what has to be downloaded."""
    name = st.segmented_control(
        "Begins with", list(WAYS), default="my_classes", format_func=WAYS.__getitem__, key="way", required=True,
        help="A network that was trained on a million photos needs few of yours. A small one that knows nothing yet needs many.",
    )  # fmt: skip
    recipe = recipes.get(str(name))
    backbone = networks.of(recipe).trained
    if backbone and not weight_files.present(backbone, recipe.weights):
        archive = weight_files.ARCHIVES[backbone.name]
        st.info(
            f"{backbone.title}’s weights are not on this machine: {megabytes(archive.size)} will be downloaded, once, when you "
            f"train. Without a network, set CNNVIZ_DATA_DIR to a folder that holds {archive.local}, or choose the small one.",
            icon=":material/cloud_download:",
        )
    return recipe


def train_button(data: OwnSet, recipe: Recipe) -> None:
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
        st.caption(plain(fault))


def _start(data: OwnSet, recipe: Recipe) -> None:
    try:
        queue.submit(recipe.edited(dataset=data.name, title=data.title))
    except CnnvizError as error:
        st.session_state["notice"] = str(error)


def latest(data: OwnSet) -> Run | None:
    """Return the newest training on the data set, or None."""
    return next((run for run in runs() if run.recipe().dataset == data.name), None)


def show_training(run: Run, data: OwnSet) -> None:
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
    if run.weights and not run.origin().endswith(data.version):
        st.info("The classes or photos have changed since: train again to use them.", icon=":material/sync:")


def trained(data: OwnSet) -> Run | None:
    """Return the newest run on the data set that has a network."""
    return next((run for run in runs() if run.recipe().dataset == data.name and run.weights), None)


def try_it(network: Opened) -> None:
    """Let a photo be taken or uploaded, and show what the network says of it."""
    way = st.segmented_control("A new photo by", ["Upload", "Camera"], default="Upload", key="try_way", required=True)
    if way == "Camera":
        file = st.camera_input("A photo to be named", key="try_shot")
    else:
        file = st.file_uploader("A photo to be named", UPLOADS, key="try_file", max_upload_size=PHOTO_MB)
    if not file:
        st.caption("Show it one of the things, and something it has never seen: it always answers.")
        return
    try:
        picture = images.read(file.getvalue(), file.name)
    except CnnvizError as error:
        st.error(plain(str(error)))
        return
    _show_answer(network, picture)


def _show_answer(network: Opened, picture: NDArray[np.uint8]) -> None:
    from cnnviz import actions

    with LOCK:
        found = actions.classify(network, picture, top=len(network.labels))
    left, right = st.columns([1, 2])
    left.image(
        network.fit(picture),
        width=224,
        caption="As the network receives it",
        alt="Your photo as the network receives it",
    )
    with right:
        st.markdown(f"**{plain(found[0].label)}** with probability {found[0].probability:.3f}")
        words = ", ".join(f"{one.label} {one.probability:.3f}" for one in found[:5])
        st.plotly_chart(
            figures.bars([one.label for one in found[:10]], [one.probability for one in found[:10]]),
            key="my_bars", config={"displayModeBar": False}, alt=f"Likeliest: {words}",
        )  # fmt: skip


def downloads(network: Opened) -> None:
    """Offer the network's files; they are made when they are asked for."""
    from cnnviz import export

    def tflite() -> bytes:
        with LOCK:
            return export.tflite(network.model)

    with st.container(horizontal=True):
        st.download_button(
            "Network (.keras)", lambda: export.keras_file(network.run), export.KERAS, icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "For phones (.tflite)", tflite, export.TFLITE, icon=":material/download:", on_click="ignore",
            help="TensorFlow Lite, now called LiteRT. It takes some seconds to make.",
        )  # fmt: skip
        st.download_button(
            "Names of the classes", export.labels_text(network.labels), export.LABELS, "text/plain", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
