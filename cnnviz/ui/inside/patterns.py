"""How are patterns shown as they come, stopped, and compared with real pictures?"""

from __future__ import annotations

import hashlib
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.cache import Cache
from cnnviz.ui.inside import strongest
from cnnviz.ui.parts import job, pictures
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import number as number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.ascent import Pattern
    from cnnviz.explore.patterns.strongest import Strongest
    from cnnviz.ui.inside.pattern_choice import Wish

PER_ROW, FEW, FEW_PER_ROW = 8, 12, 4
REDRAW_S = 0.3
SHEETS = Cache[bytes](2**24, size=len)
"""Patterns as PNG files, up to 16 MB: drawn once for a whole class."""
UNASKED = threading.Lock()
"""Held while patterns are made that nobody asked for: a class that opens the page together would wait for thirty times the same."""


def make(network: Opened, wish: Wish, action: DeltaGenerator) -> None:
    """Make the patterns, showing them as they come; Stop, or any other click, ends it, and what is done is kept.

    Args:
        network: The network.
        wish: What is asked for.
        action: Where the button is, beneath which it is told how far this is.
    """
    place, drawn_at = st.empty(), time.monotonic()
    made: dict[int, Pattern] = {}
    with action, job.progress_bar("Getting ready …", key="stop_patterns") as tell:
        for batch in _taking_turns(_made(network, wish)):
            made.update({pattern.filter: pattern for pattern in batch})
            if time.monotonic() - drawn_at > REDRAW_S:
                drawn_at = time.monotonic()
                share = sum(pattern.step for pattern in made.values()) / (wish.settings.steps * len(wish.numbers))
                tell(share, f"{len(made)} of {len(wish.numbers)}")
                _draw(place, wish, made)
    _show(place, network, wish, made)


def _made(network: Opened, wish: Wish) -> Iterator[list[Pattern]]:
    from cnnviz import actions

    if wish.layer:
        return actions.patterns(network, wish.layer, wish.filters, wish.settings)
    return actions.objective_patterns(network, wish.objectives, wish.settings)


def _kept(network: Opened, wish: Wish) -> list[Pattern]:
    from cnnviz import actions

    if wish.layer:
        return actions.kept_patterns(network, wish.layer, wish.filters, wish.settings)
    return actions.kept_objectives(network, wish.objectives, wish.settings)


def make_unasked(network: Opened, wish: Wish, action: DeltaGenerator) -> None:
    """Make the patterns, unless this is done for somebody else at this moment; then show those that are there."""
    if not UNASKED.acquire(blocking=False):
        show_kept(network, wish, action)
        return
    try:
        make(network, wish, action)
    finally:
        UNASKED.release()


def _taking_turns(batches: Iterator[list[Pattern]]) -> Iterator[list[Pattern]]:
    """Hold the lock for one step at a time, so that nobody in the class waits for another's last filter."""
    while True:
        with LOCK:
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


def show_kept(network: Opened, wish: Wish, action: DeltaGenerator) -> None:
    """Show those of the wished-for patterns that were made before, and say beneath the button which are not."""
    made = {pattern.filter: pattern for pattern in _kept(network, wish)}
    if not made:
        show_notice("None of these is made yet: press Make patterns.", action, icon=":material/landscape:")
        return
    if len(made) < len(wish.numbers):
        show_notice(
            f"{len(made)} of {len(wish.numbers)} are made: press Make patterns for the rest.",
            action,
            icon=":material/landscape:",
        )
    _show(st.empty(), network, wish, made)


def _show(place: DeltaGenerator, network: Opened, wish: Wish, made: dict[int, Pattern]) -> None:
    """Show patterns that are made, offer them as files, and show by what they can be judged."""
    _draw(place, wish, made)
    name, there = (
        (wish.layer or "objectives").replace("/", "."),
        [made[number] for number in wish.numbers if number in made],
    )
    with st.container(horizontal=True):
        st.download_button(
            "PNG", partial(_png, wish, made), f"patterns_{name}.png", "image/png", key="patterns_png", on_click="ignore",
            icon=":material/download:", help="All patterns, as they are shown.",
        )  # fmt: skip
        st.download_button(
            "NPZ", partial(_npz, there), f"patterns_{name}.npz", key="patterns_npz", on_click="ignore",
            icon=":material/download:", help="The pictures, 0 to 255, their numbers, steps, and how high each has climbed.",
        )  # fmt: skip
    _show_checks(network, wish, made)


def _png(wish: Wish, made: dict[int, Pattern]) -> bytes:
    sheet = hashlib.sha256()
    for number in wish.numbers:
        picture = made[number].picture if number in made else None
        sheet.update(repr(picture if picture is None else picture.shape).encode())
        sheet.update(b"" if picture is None else picture.tobytes())
    return SHEETS.get(sheet.digest(), lambda: images.png(_sheet(wish, made)))


def _npz(made: list[Pattern]) -> bytes:
    return images.npz(
        pictures=np.stack([one.picture for one in made]),
        numbers=np.array([one.filter for one in made]),
        steps=np.array([one.step for one in made]),
        scores=np.array([one.score for one in made]),
    )


def _sheet(wish: Wish, made: dict[int, Pattern]) -> NDArray[np.uint8]:
    """Lay the patterns out in rows, grey where one is not made yet."""
    blank = np.full_like(next(iter(made.values())).picture, 128)
    tiles = np.stack([made[number].picture if number in made else blank for number in wish.numbers])
    gap = max(1, tiles.shape[1] // 16)
    sheet = images.montage(tiles, per_row=_per_row(len(tiles)), gap=gap, background=figures.GAP)
    return images.enlarge(sheet, max(1, 1100 // sheet.shape[1]))


def _draw(place: DeltaGenerator, wish: Wish, made: dict[int, Pattern]) -> None:
    count = len(wish.numbers)
    row = f", {_per_row(count)} a row" if count > _per_row(count) else ""
    pictures.show(
        _png(wish, made),
        place=place,
        caption=escaped(f"{wish.what[:1].upper()}{wish.what[1:]}") + (f", left to right{row}" if count > 1 else ""),
        alt=f"Patterns of {wish.what}",
    )


def _per_row(count: int) -> int:
    return FEW_PER_ROW if count <= FEW else PER_ROW


def _show_checks(network: Opened, wish: Wish, made: dict[int, Pattern]) -> None:
    """Show by what the patterns can be judged."""
    if wish.layer:
        _show_real(network, wish, made)
    elif any("class:" in text for text in wish.objectives):
        _answers(network, wish, made)


def _answers(network: Opened, wish: Wish, made: dict[int, Pattern]) -> None:
    """Say what the network takes the pictures for, that were grown to be taken for something."""
    numbers = [number for number in wish.numbers if number in made]
    said = _said(_version(network), np.stack([made[number].picture for number in numbers]), network)
    rows = [
        {
            "grown for": wish.objectives[at].removeprefix("class:"),
            "the network says": network.labels[best],
            "probability": float(one[best]),
        }
        for at, one, best in zip(numbers, said, said.argmax(1), strict=True)
    ]
    st.dataframe(rows, hide_index=True, column_config={"probability": st.column_config.NumberColumn(format="percent")})
    st.caption(
        "It is as sure of its own dreams as of a photo, and often surer: a high probability says that a picture excites the network, not "
        "that it shows the thing."
    )


def _version(network: Opened) -> tuple[str, int]:
    """Tell a network from others, and from itself after more training."""
    weights = network.run.weights
    return str(network.run.path), weights.stat().st_mtime_ns if weights else 0


@st.cache_data(max_entries=64, show_spinner=False)
def _said(version: tuple[str, int], grown: NDArray[np.uint8], _network: Opened) -> NDArray[np.float32]:
    """Return the probability of each class for each picture; ``version`` says of which network."""
    from cnnviz.explore.classify.probabilities import probabilities

    with LOCK:
        return probabilities(_network.model, grown)


@st.cache_data(max_entries=64, show_spinner=False)
def _reached(version: tuple[str, int], layer: str, made: list[Pattern], _network: Opened) -> NDArray[np.float32]:
    """Return how strongly each filter answers its pattern; ``version`` says in which network."""
    from cnnviz.explore.patterns.ascent import excitement

    with LOCK:
        return excitement(_network.model, layer, made)


def _show_real(network: Opened, wish: Wish, made: dict[int, Pattern]) -> None:
    """Show the real pictures that excite the same filters most, and whether the patterns are to be believed."""
    silent = [str(number) for number, pattern in made.items() if pattern.silent]
    if silent:
        show_notice(f"Silent from the start, so still noise: filter {', '.join(silent)}.", icon=":material/volume_off:")
    one = strongest.known(network).get(wish.layer)
    if one is None:
        strongest.offer(network)
    else:
        with st.container(border=True):
            st.markdown(
                f"**What real pictures excite the same filters most**, of {number_of(one.seen)}: that place alone"
            )
            strongest.show_patches(network, wish.layer, list(made), one, _per_row(len(wish.filters)))
    _table(network, wish.layer, made, one)


def _table(network: Opened, layer: str, made: dict[int, Pattern], one: Strongest | None) -> None:
    with fold("How strongly each filter answers its pattern", ":material/table:", "excitement") as shown:
        if not shown:
            return
        reached = _reached(_version(network), layer, list(made.values()), network)
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
