"""The page Dream: a photo changed until a layer's activations rise, shown as it changes, and offered as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.locale import _
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts import job, linked, pictures
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import help_text

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.dream import Dream, Settings

LONG_SIDE = 400
"""A larger photo is reduced to this, so that a dream takes seconds."""
DEEP = 0.6
"""How deep the layer lies with which the page begins: strokes grow in earlier ones, things in later ones."""


@dataclass(frozen=True)
class DreamRequest:
    """The dream that a visitor asks for.

    Attributes:
        layer: The layer whose activations rise.
        channel: The channel of it whose activations rise; None for all.
        settings: How far the dream goes.
        submitted: Whether the button was pressed just now.
    """

    layer: str
    channel: int | None
    settings: Settings
    submitted: bool

    @property
    def caption(self) -> str:
        """The line below the dream."""
        if self.channel is None:
            return _("Dreamt by layer {layer}", layer=self.layer)
        return _("Dreamt by channel {channel} of layer {layer}", channel=self.channel, layer=self.layer)


def choose(network: Opened, action: DeltaGenerator) -> DreamRequest:
    """Draw the fields for the layer whose activations rise and for how far to go; return the request.

    Args:
        network: The network.
        action: The place of the button that submits the request.
    """
    names = [tap.name for tap in network.graph.picture_layers()]
    run = network.run.name
    layer = linked.select(
        _("Layer"), names, name="dream_layer", of=(run,), start=names[int(len(names) * DEEP)], help=help_text("layer")
    )
    last = network.graph.tap(layer).tensor.shape[-1] - 1
    channel = linked.number(
        _("Channel, 0 to {last}", last=last),
        0,
        last,
        name="dream_channel",
        of=(run, layer),
        start=None,
        placeholder=_("all channels"),
        help=help_text("channel"),
    )
    settings = _choose_settings()
    submitted = action.button(_("Let it dream"), type="primary", icon=":material/bedtime:")
    return DreamRequest(layer, channel, settings, submitted)


def _choose_settings() -> Settings:
    from cnnviz.explore.patterns.dream import Settings

    strength = linked.number(
        _("Strength"),
        0.5,
        5.0,
        name="dream_strength",
        start=2.0,
        field=st.slider,
        step=0.5,
        help=_("Grey levels by which the pixels change in each step, on average."),
    )
    left, right = st.columns(2)
    steps = linked.number(
        _("Steps"),
        1,
        100,
        name="dream_steps",
        start=20,
        field=left.number_input,
        help=_("At each of the sizes of the photo."),
    )
    octaves = linked.number(
        _("Sizes"),
        1,
        6,
        name="dream_sizes",
        start=3,
        field=right.number_input,
        help=_("The photo is changed small first and then larger: what grows at a small size is large in the picture."),
    )
    return Settings(steps, strength, octaves)


def show(network: Opened, photo: Photo, request: DreamRequest, action: DeltaGenerator) -> None:
    """Dream if that was asked for; else show the dream that was made by the same request before, or the photo alone.

    Args:
        network: The network.
        photo: The photo and its name.
        request: The dream that is asked for.
        action: The place of the button; the bar is shown beneath it.
    """
    pixels, name = photo.reduced(LONG_SIDE).read(), photo.caption
    key = (str(network.run.path), request.layer, request.channel, request.settings, pixels.tobytes())
    if request.submitted:
        _dream(network, pixels, request, action, key)
    last = session().dream
    known = last is not None and last[0] == key
    if not known:
        show_notice(
            _("Press “Let it dream” to see what the layer makes of the photo."), action, icon=":material/bedtime:"
        )
    if last and known and not request.submitted:
        _draw(st.empty(), last[1], request.caption)
    _draw(st.empty(), pixels, _("The photo as it was: {photo}", photo=name))
    if last and known:
        st.download_button(
            _("Download PNG"),
            images.png(last[1]),
            f"dream_{request.layer.replace('/', '.')}.png",
            "image/png",
            icon=":material/download:",
            on_click="ignore",
        )


def _dream(
    network: Opened, pixels: NDArray[np.uint8], request: DreamRequest, action: DeltaGenerator, key: object
) -> None:
    """Dream, showing the picture as it changes; after Stop the session keeps the last one that was shown."""
    from cnnviz import actions

    place, (rows, cols) = st.empty(), pixels.shape[:2]

    def show_so_far(dream: Dream) -> None:
        picture = images.fit(dream.picture, (rows, cols, dream.picture.shape[-1]))
        session().dream = key, picture
        _draw(place, picture, request.caption)

    job.run_steps(
        actions.dream(network, request.layer, pixels, request.channel, request.settings),
        lambda dream: (dream.share, _("Dreaming")),
        first=_("Getting ready …"),
        key="stop_dream",
        place=action,
        show=show_so_far,
    )


def _draw(place: DeltaGenerator, picture: NDArray[np.uint8], caption: str) -> None:
    pictures.show(picture, alt=caption, caption=escaped(caption), width="stretch", place=place)
