"""How are filter patterns asked for, shown as they come, and stopped?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnnviz import figures, images
from cnnviz.ui import pictures, strongest_views
from cnnviz.ui.folds import fold
from cnnviz.ui.models import LOCK
from cnnviz.ui.pickers import forget_unknown
from cnnviz.ui.words import HELP, duration
from cnnviz.ui.words import number as number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns import Pattern, Settings
    from cnnviz.explore.strongest import Strongest

PER_ROW, FEW, FEW_PER_ROW = 8, 12, 4
REDRAW_S = 0.3
DOCUMENT_STEPS, NATURAL_STEPS = 40, 100
STYLES = {"natural": "Waves, as in photos", "pixels": "Plain pixels"}
SIZES = (32, 48, 64, 96, 128)


@dataclass(frozen=True)
class Wish:
    """What a person asked for: patterns of these filters of this layer, made in this way."""

    layer: str
    filters: list[int]
    settings: Settings
    asked: bool


def choose(network: Opened) -> Wish:
    """Let layer, filters and the way of climbing be chosen."""
    from cnnviz.explore.patterns import Settings

    taps = network.graph.picture_layers()
    names = [tap.name for tap in taps]
    forget_unknown("pattern_layer", names)
    # The deepest convolution has the richest patterns; the first layer's hardly leave the noise.
    start = max(index for index, tap in enumerate(taps) if tap.role == "convolution")
    layer = st.selectbox("Layer", names, start, key="pattern_layer", bind="query-params", help=HELP["layer"])
    layer = layer or names[start]
    count = network.graph.tap(layer).tensor.shape[-1]
    last = st.session_state.get(f"filters_{count}", (0, min(7, count - 1)))
    first, last = st.slider("Filters", 0, count - 1, last, key=f"filters_{count}", bind="query-params")
    style = st.segmented_control(
        "Grown from", list(STYLES), default="natural", format_func=STYLES.__getitem__, key="style", bind="query-params",
        required=True, wrap=True,
        help="Waves and colours as photos have them, moved about at each step: clear pictures, as the network would see them. "
        "Plain pixels: the document’s way, which finds noise that excites the filter just as well.",
    )  # fmt: skip
    natural = style == "natural"
    left, right = st.columns(2)
    # A number of its own for each way: what is enough for one is not for the other.
    steps = left.number_input(
        "Steps", 1, 1000, NATURAL_STEPS if natural else DOCUMENT_STEPS, key="climbs" if natural else "steps",
        bind="query-params", help="Each step changes the picture a little.",
    )  # fmt: skip
    size = right.selectbox(
        "Size", SIZES, SIZES.index(64), key="size", bind="query-params", help="Rows and columns of the picture."
    )
    seed = left.number_input(
        "Seed", 0, 2**31 - 1, 0, key="noise", bind="query-params", help="Decides the noise that it starts from."
    )
    before = st.toggle(
        "Wake silent filters",
        True,
        key="before",
        bind="query-params",
        help="The document aims at a filter after its ReLU: one that is silent at the start has no slope to climb, and "
        "stays noise. On: the aim is the filter before its ReLU, so every one starts. Off: as in the document.",
    )
    asked = st.button("Make patterns", type="primary", icon=":material/landscape:", width="stretch")
    return Wish(layer, list(range(first, last + 1)), Settings(steps, size or 64, seed, before, natural), asked)


def make(network: Opened, wish: Wish) -> None:
    """Make the patterns, showing them as they come; Stop, or any other click, ends it, and what is done is kept."""
    from cnnviz import actions

    place, bar = st.empty(), st.progress(0.0, text="Getting ready …")
    stop = st.empty()
    stop.button("Stop here", icon=":material/stop:", key="stop_patterns")
    made: dict[int, Pattern] = {}
    started = shown = time.monotonic()
    for batch in _taking_turns(actions.patterns(network, wish.layer, wish.filters, wish.settings)):
        made.update({pattern.filter: pattern for pattern in batch})
        now = time.monotonic()
        if now - shown > REDRAW_S:
            shown = now
            share = sum(pattern.step for pattern in made.values()) / (wish.settings.steps * len(wish.filters))
            left = (now - started) * (1 - share) / share
            bar.progress(share, text=f"{len(made)} of {len(wish.filters)} filters · about {duration(left)} left")
            _draw(place, wish, made)
    bar.empty()
    stop.empty()
    _draw(place, wish, made)
    _show_real(network, wish, made)


def _taking_turns(batches: Iterator[list[Pattern]]) -> Iterator[list[Pattern]]:
    """Hold the lock for one step at a time, so that nobody in the class waits for another's last filter."""
    while True:
        with LOCK:
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


def show_kept(network: Opened, wish: Wish) -> None:
    """Show those of the wished-for patterns that were made before."""
    from cnnviz.explore.pattern_store import PatternStore

    weights = network.run.weights
    store = PatternStore.of(weights, wish.layer, wish.settings) if weights else None
    made = {number: pattern for number in wish.filters if store and (pattern := store.get(number))}
    if not made:
        st.info("None of these is made yet: press Make patterns.", icon=":material/landscape:")
        return
    if len(made) < len(wish.filters):
        st.info(
            f"{len(made)} of {len(wish.filters)} are made: press Make patterns for the rest.",
            icon=":material/landscape:",
        )
    _draw(st.empty(), wish, made)
    _show_real(network, wish, made)


def _draw(place: st.delta_generator.DeltaGenerator, wish: Wish, made: dict[int, Pattern]) -> None:
    size = wish.settings.size
    channels = next(iter(made.values())).picture.shape[-1]
    blank = np.full((size, size, channels), 128, np.uint8)
    tiles = np.stack([made[number].picture if number in made else blank for number in wish.filters])
    per_row = _per_row(len(tiles))
    sheet = images.montage(tiles, per_row=per_row, gap=4, background=figures.GAP)
    pictures.show(
        images.enlarge(sheet, max(1, 1100 // sheet.shape[1])),
        place=place,
        caption=f"Filters {wish.filters[0]} to {wish.filters[-1]} of {wish.layer}, left to right, {per_row} a row",
        alt=f"Patterns of filters {wish.filters[0]} to {wish.filters[-1]} of layer {wish.layer}",
    )


def _per_row(count: int) -> int:
    return FEW_PER_ROW if count <= FEW else PER_ROW


def _show_real(network: Opened, wish: Wish, made: dict[int, Pattern]) -> None:
    """Show the real pictures that excite the same filters most, and whether the patterns are to be believed."""
    silent = [str(number) for number, pattern in made.items() if pattern.silent]
    if silent:
        st.info(f"Silent from the start, so still noise: filter {', '.join(silent)}.", icon=":material/volume_off:")
    one = strongest_views.known(network).get(wish.layer)
    if one is None:
        strongest_views.offer(network)
    else:
        with st.container(border=True):
            st.markdown(
                f"**What real pictures excite the same filters most**, of {number_of(one.seen)}: that place alone"
            )
            strongest_views.show_patches(network, wish.layer, list(made), one, _per_row(len(wish.filters)))
    _table(network, wish.layer, made, one)


def _table(network: Opened, layer: str, made: dict[int, Pattern], one: Strongest | None) -> None:
    with fold("How strongly each filter answers its pattern", ":material/table:", "excitement") as shown:
        if not shown:
            return
        from cnnviz.explore.patterns import excitement

        with LOCK:
            reached = excitement(network.model, layer, list(made.values()))
        rows = [
            {"filter": number, "in its pattern": float(best)}
            | ({} if one is None else _beside(float(best), float(one.values[number, 0])))
            | {"steps": pattern.step}
            for (number, pattern), best in zip(made.items(), reached, strict=True)
        ]
        st.dataframe(rows, hide_index=True)
        st.caption(
            "Largest activation of the filter anywhere in its pattern, as shown, and in the real picture that excites it most. "
            "Where the pattern’s is below the real one’s, it does not show what the filter looks for."
        )


def _beside(best: float, real: float) -> dict[str, float | None]:
    return {"in a real picture": real, "pattern ÷ real": best / real if real > 0 else None}
