"""How are pictures given to networks?  Uploaded, taken, drawn, or of the data set; each is decoded when it is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.images import mnist_frame
from cnnviz.ui.choices.pickers import draw, endings, knows_digits, pick_sample

if TYPE_CHECKING:
    from cnnviz.actions import Opened

BRIGHT, LOOKED_AT = 127, 8
KINDS = {"data": "Data set", "upload": "Upload", "camera": "Camera", "draw": "Draw"}


@dataclass(frozen=True)
class Picture:
    """A picture to be classified.

    Attributes:
        key: Tells it from any other.
        name: What people call it.
        read: Gives its pixels, shape (rows, cols, channels), 0..255; raises `PictureError`.
    """

    key: str
    name: str
    read: Callable[[], NDArray[np.uint8]]

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], name: str) -> Picture:
        """Return a picture that is decoded already."""
        digest = hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()[:16]
        return cls(f"{digest} {pixels.shape}", name, lambda: pixels)


def pick_pictures(network: Opened) -> list[Picture]:
    """Let pictures be uploaded, taken with the camera, drawn, or taken from the data set."""
    kind = st.pills(
        "Picture from", list(KINDS), default="data", format_func=KINDS.__getitem__, key="classify_from",
        bind="query-params", required=True, wrap=True,
    )  # fmt: skip
    if kind in ("upload", "camera"):
        picked = _uploads() if kind == "upload" else _camera()
        if knows_digits(network):
            return _lifted(picked)
        return _turned(picked) if network.recipe.input_shape[2] == 1 else picked
    one = draw(network) if kind == "draw" else pick_sample(network)
    return [Picture.of(*one)] if one else []


def _uploads() -> list[Picture]:
    files = st.file_uploader(
        "Photos of yours", endings(), accept_multiple_files=True, help="One or hundreds. They stay on this machine."
    )
    if not files:
        kept = st.session_state.get("photo")
        return [Picture.of(*kept)] if kept else []
    _keep(files[-1], files[-1].name)
    return [uploaded(file, file.name) for file in files]


def _camera() -> list[Picture]:
    file = st.camera_input(
        "A photo", help="The browser asks whether it may use the camera. The photo stays on this machine."
    )
    return [uploaded(file, "your photo")] if file else []


def uploaded(file: Any, name: str) -> Picture:
    """Return a picture as Streamlit's uploader or camera gave it."""
    return Picture(file.file_id, name, partial(_decoded, file, name))


def _decoded(file: Any, name: str) -> NDArray[np.uint8]:
    """Decode a file; the last one uploaded is kept, as a photo of a phone takes a tenth of a second each time."""
    if st.session_state.get("photo_id") == file.file_id:
        pixels: NDArray[np.uint8] = st.session_state["photo"][0]
        return pixels
    return images.read(file.getvalue(), name)


def _keep(file: Any, name: str) -> None:
    """Let a photo follow the person to the pages that look at one picture."""
    if st.session_state.get("photo_id") == file.file_id:
        return
    try:
        st.session_state["photo"] = (images.read(file.getvalue(), name), name)
        st.session_state["photo_id"] = file.file_id
    except CnnvizError:
        return  # The list of answers says what is wrong with it.


def _lifted(picked: list[Picture]) -> list[Picture]:
    """Offer to lay photos of dark digits on light paper out as MNIST's are, and say how to take them."""
    if not any(_bright(picture) for picture in picked[:LOOKED_AT]) or not st.toggle(
        "Dark ink on light paper: make it as MNIST’s digits are",
        value=True,
        key="from_paper",
        help="The network learned from light digits on a dark ground, alone, scaled and in the middle. The paper is made dark and "
        "the ink light, and the digit is cut out, scaled and moved to the middle. Photograph one digit, thickly written, with nothing "
        "else on the paper and no edge of the paper in the photo.",
    ):
        return picked
    return [
        Picture(
            f"{picture.key} from paper", f"{picture.name}, made as MNIST’s digits are", partial(_from_paper, picture)
        )
        for picture in picked
    ]


def _from_paper(picture: Picture) -> NDArray[np.uint8]:
    pixels = picture.read()
    return mnist_frame.from_paper(pixels) if np.median(pixels) > BRIGHT else pixels


def _turned(picked: list[Picture]) -> list[Picture]:
    """Offer to turn dark-on-light pictures over, for a grey network that may have learned light ones on a dark ground."""
    if not any(_bright(picture) for picture in picked[:LOOKED_AT]) or not st.toggle(
        "Turn light and dark over",
        key="invert",
        help="Where the network learned from light figures on a dark ground, dark ink on white paper must be turned over.",
    ):
        return picked
    return [
        Picture(f"{picture.key} turned over", f"{picture.name}, turned over", partial(_inverted, picture))
        for picture in picked
    ]


def _bright(picture: Picture) -> bool:
    try:
        return bool(np.median(picture.read()) > BRIGHT)
    except CnnvizError:
        return False


def _inverted(picture: Picture) -> NDArray[np.uint8]:
    pixels = picture.read()
    return 255 - pixels if np.median(pixels) > BRIGHT else pixels
