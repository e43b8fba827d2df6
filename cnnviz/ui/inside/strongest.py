"""Which real pictures excite a channel most?  Found on demand, shown with the place that it answered to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import datasets, figures, images
from cnnviz.base.errors import CnnvizError
from cnnviz.images import regions
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import job, pictures, visitor
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.words import number

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.strongest import Strongest

Found = dict[str, "Strongest"]
PER_ROW = 5
TILE = 150
NAMED = 12
"""Channels that are named; more are counted."""


def known(network: Opened) -> Found:
    """Return what was found of a network before, by layer; empty if nothing was."""
    from cnnviz import actions

    store = actions.strongest_store(network)
    source = visitor.sources().get(network.recipe.dataset)
    if store is None or not store.file.exists() or source is None or not source.present():
        return {}  # Without its pictures there is nothing to show.
    return _kept(str(store.file), store.file.stat().st_mtime_ns)


@st.cache_resource(max_entries=8, show_spinner=False)
def _kept(file: str, changed: int) -> Found:
    """Read a file of what was found; ``changed`` makes a new one a new entry."""
    from cnnviz.explore.patterns.strongest_store import StrongestStore

    return StrongestStore(Path(file)).get()


def stuck(one: Strongest) -> str:
    """Say which channels of a layer give the same whatever is shown; empty if none does."""
    channels = one.stuck
    if not channels:
        return ""
    always = "0" if not one.values[channels, 0].any() else "the same"
    named = ", ".join(map(str, channels[:NAMED])) + (" …" if len(channels) > NAMED else "")
    return (
        f"{len(channels)} of {len(one.values)} channels gave {always} everywhere in {number(one.seen)} pictures, so they tell "
        f"the network nothing: {named}."
    )


def offer(network: Opened) -> bool:
    """Offer to look for them, and do it; return whether they are there now."""
    source = visitor.sources().get(network.recipe.dataset)
    if source is None or not source.present():
        st.caption(
            "Which real pictures excite it most cannot be found: the network’s pictures are not on this machine."
        )
        return False
    if not st.button(
        "Find the pictures that excite each channel most",
        icon=":material/trophy:",
        key="find_strongest",
        help="Shows the network up to 5,000 real pictures, once for all its layers; the result is kept.",
    ):
        return False
    try:
        with job.progress_bar(
            "Reading the pictures …", key="stop_strongest", stop="Stop", help="What is not finished is not kept."
        ) as tell:
            for share in _taking_turns(network):
                tell(share, "Showing it pictures")
    except CnnvizError as error:
        show_error(error)
        return False
    st.rerun()
    return True


def _taking_turns(network: Opened) -> Iterator[float]:
    """Hold the lock for one batch at a time, so that others need not wait until the last picture."""
    from cnnviz import actions

    steps = actions.strongest(network)
    while True:
        with LOCK:
            step = next(steps, None)
        if step is None:
            return
        yield step[1]


def show_channel(network: Opened, layer: str, channel: int, one: Strongest) -> None:
    """Show the pictures that excite a channel most, a frame around what it answered to, and that part alone."""
    if channel in one.stuck:
        show_notice(
            f"No picture excites it: it gave the same in all of {number(one.seen)} pictures.",
            icon=":material/volume_off:",
        )
        return
    shown, names = real(network, one.pictures[channel])
    boxes = places(network, layer, [channel] * len(shown), one.pictures[channel], shown)
    factor = max(1, TILE // max(shown.shape[1:3]))
    tiles = np.stack([regions.outlined(picture, box, factor) for picture, box in zip(shown, boxes, strict=True)])
    left, right = st.columns(2)
    said = "; ".join(f"{value:.3g} {name}" for value, name in zip(one.values[channel], names, strict=True))
    with left:
        st.markdown(f"**What excites channel {channel} of {layer} most**, of {number(one.seen)} real pictures")
        _sheet(tiles, f"The pictures that excite channel {channel} of {layer} most, a frame around the place: {said}")
    with right:
        st.markdown("**That place alone**")
        parts = [regions.cut(picture, box) for picture, box in zip(shown, boxes, strict=True)]
        _sheet(regions.same_size(parts, TILE), "What stands in each of the frames")
    st.caption(
        f"Largest first, {PER_ROW} a row: {said}. It is above 0 somewhere in {one.fired[channel] / one.seen:.0%} of the pictures."
    )


def show_patches(network: Opened, layer: str, channels: list[int], one: Strongest, per_row: int) -> None:
    """Show, for each channel, what excites it most in the real picture that excites it most; grey where nothing does."""
    shown, names = real(network, one.pictures[channels, 0])
    boxes = places(network, layer, channels, one.pictures[channels, 0], shown)
    parts = regions.same_size([regions.cut(*both) for both in zip(shown, boxes, strict=True)], TILE)
    parts[[channel in one.stuck for channel in channels]] = regions.OUTSIDE
    said = "; ".join(
        f"{channel}: {value:.3g}, {name}"
        for channel, value, name in zip(channels, one.values[channels, 0], names, strict=True)
    )
    sheet = images.montage(parts, per_row, gap=4, background=figures.GAP)
    pictures.show(sheet, f"What excites filters of {layer} most in real pictures: {said}", width="stretch")
    st.caption(said)


def _sheet(tiles: NDArray[np.uint8], alt: str) -> None:
    pictures.show(images.montage(tiles, PER_ROW, gap=4, background=figures.GAP), alt, width="stretch")


def real(network: Opened, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], list[str]]:
    """Return the pictures of those numbers, and what they are."""
    name, shape = network.recipe.dataset, network.recipe.input_shape
    data = _looked_at((name, f"{shape} {datasets.version(name)}"), network)
    tests = len(dataset(name, shape).x_test)
    names = [
        f"{data.labels[data.y_test[at]]} ({f'test {at}' if at < tests else f'training {at - tests}'})" for at in numbers
    ]
    return data.x_test[numbers], names


@st.cache_resource(max_entries=3, show_spinner=False)
def _looked_at(key: tuple[str, str], _network: Opened) -> datasets.Dataset:
    """Return the pictures that were looked at; ``key`` says which: the data set's name and version, for a size."""
    from cnnviz import actions

    return actions.looked_at(_network)


def places(
    network: Opened, layer: str, channels: list[int], numbers: NDArray[np.int64], shown: NDArray[np.uint8]
) -> list[regions.Box]:
    """Return the box of the picture that the largest value of a channel knows, for each picture and its channel."""
    weights = network.run.weights
    changed = weights.stat().st_mtime_ns if weights else 0
    key = (str(network.run.path), changed, datasets.version(network.recipe.dataset), tuple(numbers.tolist()))
    return _places(key, layer, channels, network, shown)


@st.cache_data(max_entries=256, show_spinner=False)
def _places(
    key: tuple[str, int, str, tuple[int, ...]],
    layer: str,
    channels: list[int],
    _network: Opened,
    _shown: NDArray[np.uint8],
) -> list[regions.Box]:
    """Look for the places; ``key`` says in which pictures, by which network."""
    from cnnviz import actions

    with LOCK:
        return actions.places(_network, layer, channels, _shown)
