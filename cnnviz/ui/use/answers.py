"""How do many pictures get their answers?  In batches, with a bar and a Stop; what is done is kept for the session."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.words import duration, number
from cnnviz.ui.use.chosen_networks import Entry
from cnnviz.ui.use.given_pictures import Picture

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Answer

Told = dict[tuple[str, str], "Answer | str"]
"""What is known by the network's version and the picture's key: an answer, or what is wrong with the picture."""
AT_ONCE = 32
FEW = 12
"""Answers that are found without being asked for: more have a button."""
KEPT = 20_000


def told() -> Told:
    """Return the answers of this session; the oldest go when there are too many."""
    known: Told = st.session_state.setdefault("answers", {})
    for key in list(known)[: max(0, len(known) - KEPT)]:
        del known[key]
    return known


def answer_all(entries: Sequence[Entry], pictures: Sequence[Picture]) -> None:
    """Find the answers that are missing; Stop, or any other click, ends it, and what is done is kept."""
    known = told()
    missing = [(entry, one) for entry in entries for one in pictures if (entry.version, one.key) not in known]
    if not missing:
        return
    if len(missing) > FEW and not _asked(len(missing), len(entries) * len(pictures)):
        return
    bar, stop = st.empty(), st.empty()
    if len(missing) > FEW:
        stop.button("Stop here", icon=":material/stop:", key="stop_classifying")
    started, done = time.monotonic(), 0
    for entry in entries:
        mine = [picture for other, picture in missing if other is entry]
        for start in range(0, len(mine), AT_ONCE):
            batch = mine[start : start + AT_ONCE]
            _answer(entry, batch, known)
            done += len(batch)
            left = (time.monotonic() - started) / done * (len(missing) - done)
            if left:
                words = f"{number(done)} of {number(len(missing))} answers · about {duration(left)} left"
                bar.progress(done / len(missing), words)
    bar.empty()
    stop.empty()


def _asked(missing: int, every: int) -> bool:
    """Offer to find many answers, and say how many are there already."""
    place = st.container()
    rest = "" if missing == every else " the rest:"
    label = f"Classify{rest} {number(missing)} answers to find"
    if place.button(label, type="primary", icon=":material/play_arrow:", key="classify_many"):
        place.empty()
        return True
    return False


def _answer(entry: Entry, pictures: Sequence[Picture], known: Told) -> None:
    pixels, keys = [], []
    for picture in pictures:
        try:
            pixels.append(picture.read())
            keys.append((entry.version, picture.key))
        except CnnvizError as error:
            known[entry.version, picture.key] = str(error)
    network = entry.load()
    with LOCK:
        found = network.answers(pixels)
    known.update(zip(keys, found, strict=True))
