"""How are pictures given to a network, and how is its answer shown?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.errors import CnnvizError
from cnnviz.ui.models import LOCK
from cnnviz.ui.pickers import UPLOADS, draw, pick_kind, pick_sample, show_received

if TYPE_CHECKING:
    from cnnviz.actions import Opened

Picked = tuple[NDArray[np.uint8], str]
SHOWN = 5
BRIGHT = 127


def pick_pictures(network: Opened) -> list[Picked]:
    """Let pictures be uploaded, drawn, or taken from the data set; one that cannot be used is named, the others stay."""
    kind = pick_kind()
    if kind == "upload":
        picked = _uploads()
    else:
        one = draw(network) if kind == "draw" else pick_sample(network)
        picked = [one] if one else []
    if kind != "upload" or network.recipe.input_shape[2] == 3:
        return picked
    return [_inverted(picture, caption) for picture, caption in picked] if _wants_inversion(picked) else picked


def show_answer(network: Opened, picture: NDArray[np.uint8], caption: str, number: int) -> None:
    """Show one picture as the network receives it, beside the likeliest classes."""
    from cnnviz import actions

    with LOCK:
        found = actions.classify(network, picture, top=SHOWN)
    with st.container(border=True):
        left, right = st.columns([1, 2])
        with left:
            show_received(network, picture, caption)
        with right:
            st.markdown(f"**{found[0].label}** with probability {found[0].probability:.3f}")
            labels, values = [one.label for one in found], [one.probability for one in found]
            words = ", ".join(f"{one.label} {one.probability:.3f}" for one in found)
            st.plotly_chart(
                figures.bars(labels, values),
                key=f"bars_{number}",
                config={"displayModeBar": False},
                alt=f"Likeliest: {words}",
            )


def _uploads() -> list[Picked]:
    files = st.file_uploader("Photos of yours", UPLOADS, accept_multiple_files=True, help="They stay on this machine.")
    picked = []
    for file in files:
        try:
            picked.append((images.read(file.getvalue(), file.name), file.name))
        except CnnvizError as error:
            st.error(str(error))
    if picked:
        st.session_state["photo"] = picked[-1]
    elif not files and "photo" in st.session_state:
        picked = [st.session_state["photo"]]
    return picked


def _wants_inversion(picked: list[Picked]) -> bool:
    """Offer to turn dark-on-light pictures over: networks for digits have learned light ones on a dark ground."""
    bright = any(np.median(picture) > BRIGHT for picture, _ in picked)
    return bright and st.toggle(
        "Turn light and dark over",
        key="invert",
        help="The digits that the network learned from are light on dark. Dark ink on white paper must be turned over.",
    )


def _inverted(picture: NDArray[np.uint8], caption: str) -> Picked:
    return (255 - picture, f"{caption}, turned over") if np.median(picture) > BRIGHT else (picture, caption)
