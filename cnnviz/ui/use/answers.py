"""Predictions of networks for pictures: computed in batches, with a bar and a Stop, and kept for the session."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import _, ngettext
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts.job import LOCK, run_steps
from cnnviz.ui.parts.state import session
from cnnviz.ui.use.networks import ListedNetwork

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Answer

AT_ONCE = 32
"""Pictures in a batch."""
FEW = 12
"""Answers that are computed at once; more are computed at a click."""
KEPT = 20_000
"""Answers of one session that are kept."""


def answer_all(networks: Sequence[ListedNetwork], photos: Sequence[Photo]) -> None:
    """Compute the answers that are missing; Stop, or any other click, ends it, and what is done is kept.

    Raises:
        CnnvizError: A network cannot be loaded.
    """
    answers = _kept_answers()
    missing = [
        (network, photo) for network in networks for photo in photos if (network.version, photo.key) not in answers
    ]
    total = len(missing)
    if total <= FEW:
        deque(_computing(missing), maxlen=0)
    elif _clicked(total, len(networks) * len(photos)):
        run_steps(
            _computing(missing),
            lambda done: (done / total, _("{done:,} of {total:,} predictions", done=done, total=total)),
            first=_("{done:,} of {total:,} predictions", done=0, total=total),
            key="stop_classifying",
            lock=None,  # Held where the network computes: pictures are decoded without it.
        )


def answer_of(network: ListedNetwork, photo: Photo) -> Answer | CnnvizError | None:
    """Return a network's answer, or what is wrong with the picture; None while it is not computed."""
    return session().answers.get((network.version, photo.key))


def _kept_answers() -> dict[tuple[str, str], Answer | CnnvizError]:
    """Return the answers of this session, without the oldest where there are too many."""
    answers = session().answers
    for key in list(answers)[: max(0, len(answers) - KEPT)]:
        del answers[key]
    return answers


def _clicked(missing: int, total: int) -> bool:
    """Offer to compute many answers, and return whether that was clicked."""
    place = st.empty()
    if missing == total:
        label = ngettext("Classify: {n:,} prediction", "Classify: {n:,} predictions", missing)
    else:
        label = ngettext("Classify the rest: {n:,} prediction", "Classify the rest: {n:,} predictions", missing)
    if place.button(label, type="primary", icon=":material/play_arrow:", key="classify_many"):
        place.empty()
        return True
    return False


def _computing(missing: Sequence[tuple[ListedNetwork, Photo]]) -> Iterator[int]:
    """Compute answers, and yield after each batch how many are done."""
    done = 0
    for network, pairs in groupby(missing, key=lambda pair: pair[0]):
        photos = [photo for _network, photo in pairs]
        for start in range(0, len(photos), AT_ONCE):
            batch = photos[start : start + AT_ONCE]
            _answer(network, batch)
            done += len(batch)
            yield done


def _answer(network: ListedNetwork, photos: Sequence[Photo]) -> None:
    from cnnviz import actions

    answers, pixels, keys = session().answers, [], []
    for photo in photos:
        key = network.version, photo.key
        try:
            pixels.append(photo.read())
            keys.append(key)
        except CnnvizError as error:
            answers[key] = error.with_traceback(None)
    classifier = network.load()
    with LOCK:
        computed = actions.answers(classifier, pixels)
    answers.update(zip(keys, computed, strict=True))
