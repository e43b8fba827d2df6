"""Which run, which picture?  The choices that follow a person from page to page and stand in the link."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.mnist import LABELS
from cnnviz.images import mnist_frame, samples
from cnnviz.training.runs import Run, checkpoints, records
from cnnviz.ui.choices import uploads
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import linked, pictures, visitor
from cnnviz.ui.parts.messages import escaped, refuse_upload, show_notice, show_warning
from cnnviz.ui.parts.words import HELP, run_label

if TYPE_CHECKING:
    from cnnviz.actions import Opened

CANVAS = 280
UPLOADS = [ending.removeprefix(".") for ending in images.ENDINGS]
CONVERTED = ("heic", "heif")


def pick_run(files: bool = False) -> Run | None:
    """Let a run be picked: the newest trainings first, then the shipped networks; None if there is none at all.

    Args:
        files: Whether a network may also come from a file of the person's own.
    """
    shipped, mine = checkpoints(), uploads.mine() if files else {}
    there = mine | by_name(*(run for run in visitor.runs() if run.weights), *shipped)
    if not there:
        show_notice("There is no trained network yet. Train one first: it takes seconds.", icon=":material/info:")
        st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
        return None
    # A shipped network stands for the app until a person has chosen or trained another.
    name = select_run(there, shipped[-1].name if shipped else next(iter(there)))
    if name in mine:
        uploads.tell(mine[name])
    if files:
        uploads.offer()
    return there[name]


def by_name(*runs: Run) -> dict[str, Run]:
    """Return the runs by name, in their order; of two that are called the same the first."""
    found: dict[str, Run] = {}
    for run in runs:
        found.setdefault(run.name, run)
    return found


def select_run(runs: Mapping[str, Run], default: str) -> str:
    """Let one of the runs be picked; the pick follows the person and stands in the link.

    Args:
        runs: By name.
        default: The one to begin with; it changes as runs come, and a link must go on meaning the same.
    """
    return linked.select(
        "Run", list(runs), name="run", start=default, shown=lambda name: run_label(runs[name]), always=True, help=HELP["run"],
        unknown=_not_offered,
    )  # fmt: skip


def _not_offered(name: str) -> str:
    """Say why a run that a link names cannot be picked."""
    figures_alone = next((run for run in records() if run.name == name and not run.weights), None)
    if figures_alone:
        return figures_alone.without_network()
    return f"There is no run {name} to be seen here: it was deleted, or it is another’s."


def forget_unknown(key: str, options: Collection[str]) -> None:
    """Drop what is no longer offered from a field of several choices, as after a run was deleted.

    The rest is set anew, because a key that is only deleted goes on being shown by the browser.
    """
    chosen = st.session_state.get(key, [])
    if not set(chosen) <= set(options):
        st.session_state[key] = [each for each in chosen if each in options]


def pick_kind() -> str:
    """Let it be chosen where the picture comes from: ``data``, ``upload`` or ``draw``."""
    names = {"data": "Data set", "upload": "Upload", "draw": "Draw"}
    kind = st.segmented_control(
        "Picture from", list(names), default="data", format_func=names.__getitem__, key="picture", bind="query-params",
        required=True, wrap=True,
    )  # fmt: skip
    return str(kind)


def pick_picture(network: Opened) -> tuple[NDArray[np.uint8], str] | None:
    """Let a picture be picked from the data set, uploaded or drawn.

    Returns:
        The picture, shape (rows, cols, channels), 0..255, of any size, and what it is; None while there is none.
    """
    kind = pick_kind()
    if kind == "upload":
        return _uploaded()
    if kind == "draw":
        return draw(network)
    return pick_sample(network)


def pick_sample(network: Opened, key: str = "image", start: int = 0) -> tuple[NDArray[np.uint8], str] | None:
    """Let a test picture be picked by number; where the data set is not here, a photo that came with the app.

    None, with the reason on the page, while neither can be had.

    Args:
        network: Whose data set.
        key: Of the field, in the link too.
        start: The number with which it begins.
    """
    try:
        name = _samples(network)
        if name is None:
            return _pick_photo(network, f"{key}_photo", start)
        data = dataset(name, network.recipe.input_shape)
    except CnnvizError as error:
        show_warning(error)
        return None
    if not len(data.x_test):
        show_notice("This data set has no test pictures yet: upload one.", icon=":material/image:")
        return None
    last = len(data.x_test) - 1
    index = linked.number(f"Test picture, 0 to {last}", 0, last, name=key, start=min(start, last))
    return data.x_test[index], f"test picture {index} of {name}, a {data.labels[data.y_test[index]]}"


def _samples(network: Opened) -> str | None:
    """Return the network's own data set if it is here; else the digits for a grey one, and None for one of photos.

    Looking is no reason for a download. What a network from a file learned from is not known.
    """
    source, grey = visitor.source(network.recipe.dataset), network.recipe.input_shape[2] == 1
    if network.run.uploaded:
        st.caption("What this network learned from is not known here. These pictures came with the app.")
    elif source.present():
        return source.name
    else:
        st.caption(f"{escaped(source.title)} is not on this machine. These pictures came with the app.")
    return "digits" if grey else None


def _pick_photo(network: Opened, key: str, start: int) -> tuple[NDArray[np.uint8], str]:
    """Let a photo of the gallery be picked: drawn shapes say nothing to a network of photos, and take long to draw."""
    files = samples.suited(network.labels)
    first = files[start % len(files)]
    file = linked.select("Photo", files, name=key, start=first, shown=samples.PHOTOS.__getitem__)
    return samples.photo(file), samples.caption(file)


def endings() -> list[str]:
    """Return how names of pictures may end in a field for photos: also those of which the app says how to make a picture of them.

    Safari, and with it every browser on an iPhone, turns HEIC into JPEG by itself where a field does not ask for HEIC.
    """
    browser = st.context.headers.get("User-Agent", "")
    safari = "Safari" in browser and "Chrome" not in browser
    return [ending for ending in UPLOADS if not (safari and ending in CONVERTED)]


def _uploaded() -> tuple[NDArray[np.uint8], str] | None:
    file = st.file_uploader("A photo of yours", endings(), help="It stays on this machine.")
    if file and file.file_id != st.session_state.get("photo_id"):
        try:
            st.session_state["photo"] = (images.read(file.getvalue(), file.name), f"your picture {file.name}")
            st.session_state["photo_id"] = file.file_id
        except CnnvizError as error:
            refuse_upload("picture", error)
            return None
    photo: tuple[NDArray[np.uint8], str] | None = st.session_state.get("photo")
    return photo


def draw(network: Opened) -> tuple[NDArray[np.uint8], str] | None:
    """Let a picture be drawn, light on dark as the digits are.

    Returns:
        The drawing, shape (280, 280, 1 or 3), 0..255, and what it is; None while nothing is drawn. For a network of digits it is
        laid out as MNIST's are.
    """
    from streamlit_drawable_canvas import st_canvas

    digits = knows_digits(network)
    st.caption(
        "Draw a digit with the mouse or a finger: it is scaled and moved to the middle, as MNIST’s digits are."
        if digits
        else "Draw with the mouse or a finger, large and in the middle."
    )
    drawn = st_canvas(
        stroke_width=CANVAS // 12,
        stroke_color="#FFFFFF",
        background_color="#000000",
        height=CANVAS,
        width=CANVAS,
        return_image_data=True,
        key="canvas",
    )
    picture = drawn.image_data
    if picture is not None and picture[:, :, :3].any():
        st.session_state["drawing"] = np.ascontiguousarray(picture[:, :, :3])
    kept: NDArray[np.uint8] | None = st.session_state.get("drawing")
    if kept is None:
        return None
    return (mnist_frame.framed(kept.max(axis=2), CANVAS, CANVAS) if digits else kept), "your drawing"


def knows_digits(network: Opened) -> bool:
    """Return whether the network's classes are the ten digits, in grey as MNIST's are."""
    return network.recipe.input_shape[2] == 1 and network.labels == LABELS


def show_received(network: Opened, picture: NDArray[np.uint8], caption: str) -> None:
    """Show a picture exactly as the network receives it, its pixels as pixels."""
    received = network.fit(picture)
    rows, cols = received.shape[:2]
    pictures.show(
        images.enlarge(received, max(1, 280 // max(rows, cols))),
        caption=f"As the network receives it: {cols}×{rows}, {caption}",
        alt=f"The picture as the network receives it: {caption}",
    )
