"""How far is what was asked for, how long will it take, and how is it stopped?  A bar with its Stop, beneath the button that began it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.ui.parts.words import duration


@contextmanager
def shown(
    first: str, key: str, stop: str = "Stop here", help: str | None = None
) -> Iterator[Callable[[float, str], None]]:
    """Show a bar and a button while something is done; a click on it, or on anything else, ends the page's script and so the work.

    Args:
        first: What is said until the first step is done.
        key: Of the button.
        stop: Its label.
        help: What becomes of what was done until then.

    Yields:
        What to call with the share that is done, above 0 up to 1, and with what is done; the time left is added.
    """
    place, began = st.empty(), time.monotonic()
    with place.container(horizontal=True, vertical_alignment="bottom"):
        bar = st.progress(0.0, first)
        st.button(stop, icon=":material/stop:", key=key, help=help)

    def told(share: float, words: str) -> None:
        left = (time.monotonic() - began) * (1 - share) / share
        bar.progress(min(1.0, share), f"{words} · about {duration(left)} left" if share < 1 else words)

    try:
        yield told
    except CnnvizError:  # Its sentence takes the bar's place.
        place.empty()
        raise
    place.empty()
