"""Controls of the Kernels page: photo, kernels and how they are applied; their values stand in the link."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.explore.convolution.kernels import CLASSIC, Kernel
from cnnviz.explore.convolution.sliding import AFTERWARDS, BORDERS, Treatment
from cnnviz.images import samples
from cnnviz.ui.choices.pickers import endings
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.messages import show_error

LONG_SIDE = 640
"""A larger photo is reduced to this, so that an answer follows at once."""
STARTING = ["sharpen", "emboss", "blur", "edge_enhance", "edge_detect"]
FROM = {"gallery": "Gallery", "upload": "Upload", "camera": "Camera"}
BORDER_NAMES = {
    "zero": "zeros (black)",
    "one": "ones (white)",
    "edge": "its edge goes on",
    "reflect": "its mirror image",
}
AFTERWARDS_NAMES = {"nothing": "Nothing", "absolute": "Absolute", "relu": "ReLU"}

Photo = tuple[NDArray[np.uint8], str]


def pick_photo() -> Photo | None:
    """Let a photo be picked from the gallery, uploaded or taken.

    Returns:
        The photo, shape (rows, cols, 3), 0..255, no side above 640, and what it is; None while there is none.
    """
    kind = st.pills(
        "Photo from", list(FROM), default="gallery", format_func=FROM.__getitem__, key="photo_from",
        bind="query-params", required=True, wrap=True,
    )  # fmt: skip
    try:
        found = _from_gallery() if kind == "gallery" else _own(str(kind))
    except CnnvizError as error:
        show_error(error)
        return None
    if found is None:
        return None
    photo, caption = found
    return images.reduced(photo, LONG_SIDE), caption


def _from_gallery() -> Photo:
    title = samples.PHOTOS
    file = st.selectbox("Photo", list(title), format_func=title.__getitem__, key="gallery", bind="query-params")
    return _gallery(file), samples.caption(file)


@st.cache_data(max_entries=8, show_spinner=False)
def _gallery(file: str) -> NDArray[np.uint8]:
    return samples.photo(file)


def _own(kind: str) -> Photo | None:
    """Take an uploaded photo or one of the camera; it is kept while the person looks at other pages."""
    if kind == "camera":
        file = st.camera_input("Take a photo", help="It stays on this machine.")
    else:
        file = st.file_uploader("A photo of yours", endings(), help="It stays on this machine.")
    if file and st.session_state.get("photo_id") != file.file_id:
        name = "your photo" if kind == "camera" else f"your picture {file.name}"
        st.session_state["photo"] = (images.read(file.getvalue(), file.name), name)
        st.session_state["photo_id"] = file.file_id
    photo: Photo | None = st.session_state.get("photo")
    return photo


def pick_kernels() -> list[Kernel]:
    """Draw the field in which classic kernels are chosen, any number in any order, and return them."""
    chosen = linked.several(
        "Kernels",
        list(CLASSIC),
        name="kernels",
        start=STARTING,
        shown=lambda name: CLASSIC[name].title,
        wrap=True,
        help="A kernel is a small table of numbers. It slides over the picture; at each place the numbers are "
        "multiplied with the pixels under them and added up. The first five are the document’s.",
    )
    return [CLASSIC[name] for name in chosen]


def pick_treatment() -> tuple[Treatment, bool]:
    """Draw the fields that say how kernels are applied; return that, and whether they are applied one after another."""
    help = "Each kernel gets what the one before gave, in the order of the list, as layers do."
    chained = linked.switch("One after another", name="chain", help=help)
    help = "Else red, green and blue are treated each on its own."
    grey = linked.switch("Grey picture", name="grey", help=help)
    border = linked.select(
        "Around the picture are",
        BORDERS,
        name="border",
        start="reflect",
        shown=BORDER_NAMES.__getitem__,
        help="At the rim the window reaches beyond the picture: what does it find there?",
    )
    left, right = st.columns(2)
    help = "How many pixels the window moves at a time."
    stride = linked.number("Stride", 1, 8, name="stride", start=1, field=left.number_input, help=help)
    afterwards = linked.select(
        "Then",
        AFTERWARDS,
        name="afterwards",
        start=AFTERWARDS[0],
        shown=AFTERWARDS_NAMES.__getitem__,
        field=right.selectbox,
        help="Absolute: the sign goes. ReLU: what is negative becomes 0, as after a convolution in a network.",
    )
    return Treatment(grey, border, stride, afterwards), chained
