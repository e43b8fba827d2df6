"""How is a dream asked for, shown as it comes, stopped, and taken along?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.ui.convolution.kernel_controls import Photo
from cnnviz.ui.parts import job, linked, pictures
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import HELP

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.dream import Dream, Settings

REDRAW_S = 0.3
LONG_SIDE = 400
"""A larger photo is reduced to this, so that a dream takes seconds."""
DEEP = 0.6
"""How deep the layer lies with which the page begins: strokes grow in earlier ones, things in later ones."""
DREAMT = "dreamt"
"""Key of the last dream of this person, its wish and its picture: seen by nobody else, and not kept on disk."""


@dataclass(frozen=True)
class Wish:
    """What a person asked for: a photo as a layer, or one channel of it, would have it."""

    layer: str
    channel: int | None
    settings: Settings
    asked: bool

    @property
    def where(self) -> str:
        """What answers."""
        return f"layer {self.layer}" + ("" if self.channel is None else f", channel {self.channel}")


def choose(network: Opened, action: DeltaGenerator) -> Wish:
    """Let it be chosen what shall answer, and how far to go; the button that begins it stands in another place."""
    from cnnviz.explore.patterns.dream import Settings

    names = [tap.name for tap in network.graph.picture_layers()]
    run = network.run.name
    layer = linked.select(
        "Layer", names, name="dream_layer", of=(run,), start=names[int(len(names) * DEEP)], help=HELP["layer"]
    )
    last = network.graph.tap(layer).tensor.shape[-1] - 1
    channel = linked.number(
        f"Channel, 0 to {last}", 0, last, name="dream_channel", of=(run, layer), start=None, placeholder="all",
        help=HELP["channel"],
    )  # fmt: skip
    strength = st.slider(
        "Strength", 0.5, 5.0, 2.0, 0.5, key="dream_strength", bind="query-params",
        help="Grey levels by which the pixels move in each step.",
    )  # fmt: skip
    left, right = st.columns(2)
    steps = left.number_input(
        "Steps", 1, 100, 20, key="dream_steps", bind="query-params", help="At each of the sizes of the photo."
    )
    octaves = right.number_input(
        "Sizes", 1, 6, 3, key="dream_sizes", bind="query-params",
        help="The photo is dreamt in small first and then larger: what grows at a small size is large in the picture.",
    )  # fmt: skip
    asked = action.button("Dream", type="primary", icon=":material/bedtime:")
    return Wish(layer, channel, Settings(steps, strength, octaves), asked)


def show(network: Opened, photo: Photo, wish: Wish, action: DeltaGenerator) -> None:
    """Dream where that was asked for, else show what was dreamt of this photo in this way, else the photo.

    Args:
        network: The network.
        photo: The photo and what it is.
        wish: What is asked for.
        action: Where the button is, beneath which it is told how far the dream is.
    """
    pixels, what = images.reduced(photo[0], LONG_SIDE), photo[1]
    key = (str(network.run.path), wish.layer, wish.channel, wish.settings, pixels.tobytes())
    if wish.asked:
        st.session_state[DREAMT] = key, _dream(network, pixels, wish, action, key)
    known = st.session_state.get(DREAMT)
    if known is None or known[0] != key:
        show_notice("Press Dream, and see what the layer makes of it.", action, icon=":material/bedtime:")
        _draw(st.empty(), pixels, f"{what[:1].upper()}{what[1:]}, awake")
        return
    dreamt: NDArray[np.uint8] = known[1]
    if not wish.asked:
        _draw(st.empty(), dreamt, _caption(wish))
    _draw(st.empty(), pixels, f"{what[:1].upper()}{what[1:]}, awake")
    st.download_button(
        "Download PNG", images.png(dreamt), f"dream_{wish.layer.replace('/', '.')}.png", "image/png",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _dream(
    network: Opened, pixels: NDArray[np.uint8], wish: Wish, action: DeltaGenerator, key: object
) -> NDArray[np.uint8]:
    """Dream, showing it as it comes; Stop keeps what there is."""
    place, drawn_at, picture = st.empty(), 0.0, pixels
    rows, cols = pixels.shape[:2]
    with action, job.progress_bar("Getting ready …", key="stop_dream") as tell:
        for one in _taking_turns(network, pixels, wish):
            picture = one.picture
            if time.monotonic() - drawn_at > REDRAW_S:
                drawn_at = time.monotonic()
                tell(one.share, "Dreaming")
                whole = images.fit(picture, (rows, cols, picture.shape[-1]))
                st.session_state[DREAMT] = key, whole
                _draw(place, whole, _caption(wish))
    _draw(place, picture, _caption(wish))
    return picture


def _taking_turns(network: Opened, pixels: NDArray[np.uint8], wish: Wish) -> Iterator[Dream]:
    """Hold the lock for one step at a time, so that nobody in the class waits for another's dream."""
    from cnnviz import actions

    steps = actions.dream(network, wish.layer, pixels, wish.channel, wish.settings)
    while True:
        with LOCK:
            step = next(steps, None)
        if step is None:
            return
        yield step


def _caption(wish: Wish) -> str:
    return f"As {wish.where} would have it"


def _draw(place: DeltaGenerator, picture: NDArray[np.uint8], caption: str) -> None:
    pictures.show(picture, alt=caption, caption=escaped(caption), width="stretch", place=place)
