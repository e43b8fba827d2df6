"""The real pictures that activate a channel most, found on request and shown with the place that did so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import datasets, figures, images
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.class_names import class_label
from cnnviz.images import regions
from cnnviz.locale import _, ngettext, number
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import job, pictures, visitor
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.strongest import Strongest

ByLayer = dict[str, "Strongest"]
PER_ROW = 5
TILE = 150
NAMED = 12
"""Channels that are named; more are counted."""


def measured(network: Opened) -> ByLayer:
    """Return the strongest pictures that were found for a network before, by layer; empty if there are none."""
    from cnnviz import actions

    store = actions.strongest_store(network)
    if store is None or not store.file.exists() or not _pictures_present(network):
        return {}  # Without its pictures there is nothing to show.
    return _kept(str(store.file), store.file.stat().st_mtime_ns)


def _pictures_present(network: Opened) -> bool:
    source = visitor.sources().get(network.recipe.dataset)
    return source is not None and source.present()


@st.cache_resource(max_entries=8, show_spinner=False)
def _kept(file: str, changed: int) -> ByLayer:
    """Read a file of strongest pictures; ``changed``, the time of the file, makes a new file a new entry."""
    from cnnviz.explore.patterns.strongest_store import StrongestStore

    return StrongestStore(Path(file)).get()


def constant_channels(layer: Strongest) -> str:
    """Return a sentence on the channels of a layer that give the same for every picture; empty if none does."""
    channels = layer.stuck
    if not channels:
        return ""
    named = ", ".join(map(str, channels[:NAMED])) + (" …" if len(channels) > NAMED else "")
    values = {"whole": len(layer.values), "seen": layer.seen, "named": named}
    if layer.values[channels, 0].any():
        return ngettext(
            "{n} of {whole} channels gave the same value everywhere in {seen:,} pictures, so it cannot tell them "
            "apart: {named}.",
            "{n} of {whole} channels gave the same value everywhere in {seen:,} pictures, so they cannot tell them "
            "apart: {named}.",
            len(channels),
            **values,
        )
    return ngettext(
        "{n} of {whole} channels gave 0 everywhere in {seen:,} pictures, so it cannot tell them apart: {named}.",
        "{n} of {whole} channels gave 0 everywhere in {seen:,} pictures, so they cannot tell them apart: {named}.",
        len(channels),
        **values,
    )


def offer(network: Opened) -> None:
    """Offer to find the strongest pictures of every channel, and find them; the page then runs anew with them."""
    if not _pictures_present(network):
        st.caption(
            _("Which real pictures activate it most cannot be found: the network’s pictures are not on this machine.")
        )
        return
    if not st.button(
        _("Find the pictures that activate each channel most"),
        icon=":material/trophy:",
        key="find_strongest",
        help=_("Shows the network up to {n:,} real pictures, once for all its layers; the result is kept.", n=5000),
    ):
        return
    from cnnviz import actions

    try:
        job.run_steps(
            actions.strongest(network),
            lambda step: (step[1], _("Showing it pictures")),
            first=_("Reading the pictures …"),
            key="stop_strongest",
            stop=_("Stop"),
            help=_("What is not finished is not kept."),
        )
    except CnnvizError as error:
        show_error(error)
        return
    st.rerun()


def show_channel(network: Opened, layer: str, channel: int, strongest: Strongest) -> None:
    """Show the pictures that activate a channel most, the place that did so in a frame, and that place alone."""
    if channel in strongest.stuck:
        show_notice(
            _("No picture activates it: it gave the same value in all of {n:,} pictures.", n=strongest.seen),
            icon=":material/volume_off:",
        )
        return
    excited, names = real_pictures(network, strongest.pictures[channel])
    boxes = places(network, layer, [channel] * len(excited), strongest.pictures[channel], excited)
    factor = max(1, TILE // max(excited.shape[1:3]))
    tiles = np.stack([regions.outlined(picture, box, factor) for picture, box in zip(excited, boxes, strict=True)])
    values = "; ".join(
        f"{number(value, '.3g')} {name}" for value, name in zip(strongest.values[channel], names, strict=True)
    )
    which = {"channel": channel, "layer": layer}
    left, right = st.columns(2)
    with left:
        st.markdown(
            _("**What activates channel {channel} of {layer} most**, of {n:,} real pictures", n=strongest.seen, **which)
        )
        _sheet(
            tiles,
            _(
                "The pictures that activate channel {channel} of {layer} most, a frame around the place: {values}",
                values=values,
                **which,
            ),
        )
    with right:
        st.markdown(_("**That place alone**"))
        parts = [regions.cut(picture, box) for picture, box in zip(excited, boxes, strict=True)]
        _sheet(regions.same_size(parts, TILE), _("What stands in each of the frames"))
    st.caption(
        _(
            "Largest first, {n} per row: {values}. It is above 0 somewhere in {share:.0%} of the pictures.",
            n=PER_ROW,
            values=values,
            share=strongest.fired[channel] / strongest.seen,
        )
    )


def show_patches(network: Opened, layer: str, channels: list[int], strongest: Strongest, per_row: int) -> None:
    """Show, for each channel, the place of a real picture that activates it most; grey for a constant channel."""
    excited, names = real_pictures(network, strongest.pictures[channels, 0])
    boxes = places(network, layer, channels, strongest.pictures[channels, 0], excited)
    parts = [regions.cut(picture, box) for picture, box in zip(excited, boxes, strict=True)]
    tiles = regions.same_size(parts, TILE)
    tiles[[channel in strongest.stuck for channel in channels]] = regions.OUTSIDE
    values = "; ".join(
        f"{channel}: {number(value, '.3g')}, {name}"
        for channel, value, name in zip(channels, strongest.values[channels, 0], names, strict=True)
    )
    sheet = images.montage(tiles, per_row, gap=4, background=figures.GAP)
    alt = _("What activates filters of {layer} most in real pictures: {values}", layer=layer, values=values)
    pictures.show(sheet, alt, width="stretch")
    st.caption(values)


def _sheet(tiles: NDArray[np.uint8], alt: str) -> None:
    pictures.show(images.montage(tiles, PER_ROW, gap=4, background=figures.GAP), alt, width="stretch")


def real_pictures(network: Opened, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], list[str]]:
    """Return the real pictures of those numbers, shape (n, rows, cols, channels), 0..255, and their names."""
    name, shape = network.recipe.dataset, network.recipe.input_shape
    data = _searched((name, f"{shape} {datasets.version(name)}"), network)
    tests = len(dataset(name, shape).x_test)
    labels = [class_label(data.labels[data.y_test[at]]) for at in numbers]
    names = [
        _("{label} (test {number})", label=label, number=at)
        if at < tests
        else _("{label} (training {number})", label=label, number=at - tests)
        for at, label in zip(numbers, labels, strict=True)
    ]
    return data.x_test[numbers], names


@st.cache_resource(max_entries=3, show_spinner=False)
def _searched(key: tuple[str, str], _network: Opened) -> datasets.Dataset:
    """Return the pictures that were searched; ``key`` is the data set's name, version and shape of pictures."""
    from cnnviz import actions

    return actions.looked_at(_network)


def places(
    network: Opened, layer: str, channels: list[int], numbers: NDArray[np.int64], excited: NDArray[np.uint8]
) -> list[regions.Box]:
    """Return the box that a channel's largest value depends on, for each picture and its channel.

    Args:
        network: The network.
        layer: Name of the layer.
        channels: A channel for each picture.
        numbers: The pictures' numbers, as `real_pictures` takes them, shape (n,).
        excited: The pictures, shape (n, rows, cols, channels), 0..255.
    """
    weights = network.run.weights
    changed = weights.stat().st_mtime_ns if weights else 0
    key = (str(network.run.path), changed, datasets.version(network.recipe.dataset), tuple(numbers.tolist()))
    return _places(key, layer, channels, network, excited)


@st.cache_data(max_entries=256, show_spinner=False)
def _places(
    key: tuple[str, int, str, tuple[int, ...]],
    layer: str,
    channels: list[int],
    _network: Opened,
    _excited: NDArray[np.uint8],
) -> list[regions.Box]:
    """Compute the boxes; ``key`` tells the network and the pictures from others."""
    from cnnviz import actions

    with LOCK:
        return actions.places(_network, layer, channels, _excited)
