"""The page Filter patterns: pictures grown for filters, classes or a mix, shown as they grow, and offered as files."""

from __future__ import annotations

import hashlib
import threading
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.cache import Cache
from cnnviz.locale import _
from cnnviz.ui.inside.pattern_checks import show_checks
from cnnviz.ui.parts import job, pictures
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.state import session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.ascent import Pattern
    from cnnviz.ui.inside.pattern_request import PatternRequest

PER_ROW, FEW, FEW_PER_ROW = 8, 12, 4
SHEETS = Cache[bytes](2**24, size=len)
"""Patterns as PNG files, up to 16 MB: drawn once for a whole class."""
FIRST_VISIT = threading.Lock()
"""Held while patterns are made for a first visit: a class that opens the page together needs them made only once."""


def make(network: Opened, request: PatternRequest, action: DeltaGenerator) -> None:
    """Make the patterns, showing them as they grow; Stop, or any other click, ends it, and the finished ones are kept.

    Args:
        network: The network.
        request: The patterns to make.
        action: The place of the button; the bar is shown beneath it.
    """
    place = st.empty()
    made: dict[int, Pattern] = {}

    def steps() -> Iterator[float]:
        for batch in _growing(network, request):
            made.update({pattern.filter: pattern for pattern in batch})
            yield sum(pattern.step for pattern in made.values()) / (request.settings.steps * len(request.numbers))

    job.run_steps(
        steps(),
        lambda share: (share, _("{done} of {n}", done=len(made), n=len(request.numbers))),
        first=_("Getting ready …"),
        key="stop_patterns",
        place=action,
        show=lambda share: _draw(place, request, made),
    )
    _show_results(network, request, made)


def make_on_first_visit(network: Opened, request: PatternRequest, action: DeltaGenerator) -> None:
    """Make the patterns, unless they are being made for another visitor's first visit: then show the finished ones."""
    if not FIRST_VISIT.acquire(blocking=False):
        show_kept(network, request, action)
        return
    try:
        make(network, request, action)
    finally:
        FIRST_VISIT.release()


def show_kept(network: Opened, request: PatternRequest, action: DeltaGenerator) -> None:
    """Show those of the patterns that were made before, and say beneath the button how many are missing."""
    made = {pattern.filter: pattern for pattern in _kept(network, request)}
    if not made:
        show_notice(_("None of these is made yet: press “Make patterns”."), action, icon=":material/landscape:")
        return
    if len(made) < len(request.numbers):
        show_notice(
            _("{done} of {n} are made: press “Make patterns” for the rest.", done=len(made), n=len(request.numbers)),
            action,
            icon=":material/landscape:",
        )
    _draw(st.empty(), request, made)
    _show_results(network, request, made)


def _growing(network: Opened, request: PatternRequest) -> Iterator[list[Pattern]]:
    from cnnviz import actions

    if request.layer:
        return actions.patterns(network, request.layer, request.filters, request.settings)
    return actions.objective_patterns(network, request.objectives, request.settings)


def _kept(network: Opened, request: PatternRequest) -> list[Pattern]:
    from cnnviz import actions

    if request.layer:
        return actions.kept_patterns(network, request.layer, request.filters, request.settings)
    return actions.kept_objectives(network, request.objectives, request.settings)


def _show_results(network: Opened, request: PatternRequest, made: dict[int, Pattern]) -> None:
    """Offer the patterns as files, and show by what they can be judged."""
    name = (request.layer or "objectives").replace("/", ".")
    with st.container(horizontal=True):
        st.download_button(
            "PNG",
            partial(_png, request, made),
            f"patterns_{name}.png",
            "image/png",
            key="patterns_png",
            on_click="ignore",
            icon=":material/download:",
            help=_("All patterns, as they are shown."),
        )
        st.download_button(
            "NPZ",
            partial(npz, [made[number] for number in request.numbers if number in made]),
            f"patterns_{name}.npz",
            key="patterns_npz",
            on_click="ignore",
            icon=":material/download:",
            help=_("The pictures, 0 to 255, their numbers, their steps, and the value that each reached."),
        )
    show_checks(network, request, made, _per_row(len(request.filters)))


def _png(request: PatternRequest, made: dict[int, Pattern]) -> bytes:
    digest = hashlib.sha256()
    for number in request.numbers:
        picture = made[number].picture if number in made else None
        digest.update(repr(picture if picture is None else picture.shape).encode())
        digest.update(b"" if picture is None else picture.tobytes())
    return SHEETS.get(digest.digest(), lambda: images.png(_sheet(request, made)))


def npz(made: list[Pattern]) -> bytes:
    """Return patterns as an NPZ file: their pictures, numbers, steps and scores."""
    return images.npz(
        pictures=np.stack([pattern.picture for pattern in made]),
        numbers=np.array([pattern.filter for pattern in made]),
        steps=np.array([pattern.step for pattern in made]),
        scores=np.array([pattern.score for pattern in made]),
    )


def _sheet(request: PatternRequest, made: dict[int, Pattern]) -> NDArray[np.uint8]:
    """Return the patterns in rows, grey where one is not made yet."""
    blank = np.full_like(next(iter(made.values())).picture, 128)
    tiles = np.stack([made[number].picture if number in made else blank for number in request.numbers])
    gap = max(1, tiles.shape[1] // 16)
    sheet = images.montage(tiles, per_row=_per_row(len(tiles)), gap=gap, background=figures.GAP)
    return images.enlarge(sheet, max(1, 1100 // sheet.shape[1]))


def _draw(place: DeltaGenerator, request: PatternRequest, made: dict[int, Pattern]) -> None:
    count, title = len(request.numbers), request.title
    caption = [escaped(title)]
    if count > _per_row(count):
        caption.append(_("left to right, {n} per row", n=_per_row(count)))
    elif count > 1:
        caption.append(_("left to right"))
    pictures.show(
        _png(request, made),
        place=place,
        caption=" · ".join(caption),
        alt=_("Patterns: {what}", what=title),
        width="stretch" if session().projecting else "content",
    )


def _per_row(count: int) -> int:
    return FEW_PER_ROW if count <= FEW else PER_ROW
