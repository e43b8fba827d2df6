"""Work that takes time: a bar with the time left, a Stop button, and results as they come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import rough
from cnnviz.locale import _

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")
R = TypeVar("R")
SILENT_S = 0.7
"""Seconds to wait for another visitor before the page says so."""
REDRAW_S = 0.5
"""Seconds between two drawings of results that come quickly."""


class ComputeLock:
    """A lock around what computes with a model; a visitor who has to wait for it sees that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if self._lock.acquire(timeout=SILENT_S):
            return
        held = False
        try:
            with st.spinner(_("Another visitor’s network is computing, yours is next …"), show_time=True):
                held = self._lock.acquire()
        except BaseException:  # A click ends the script at the spinner: the lock must not stay held.
            if held:
                self._lock.release()
            raise

    def __exit__(self, *error: object) -> None:
        self._lock.release()


LOCK = ComputeLock()
"""Held around everything that computes with a model: sessions share the models."""


def show_share(share: float, text: str) -> None:
    """Show how far another process is, which is stopped by other means.

    Args:
        share: The share that is done, 0 to 1.
        text: What it is at, with the time left.
    """
    st.progress(min(1.0, share), text)


@contextmanager
def progress_bar(
    first: str,
    *,
    key: str = "",
    stop: str = "",
    help: str | None = None,
    place: DeltaGenerator | None = None,
    timed: bool = True,
) -> Iterator[Callable[[float, str], None]]:
    """Show a bar, and a Stop button, while work reports its progress to a callback.

    A click on Stop, or on anything else, ends the page's script and so the work.

    Args:
        first: Text until the first report.
        key: The button's key; without one there is no button.
        stop: The button's label; by default “Stop here”.
        help: What becomes of the work done until then.
        place: Where the bar is; by default it is made here.
        timed: Whether the time left is added to the texts; not where they say it themselves.

    Yields:
        The callback: takes the share that is done, 0 to 1, and a text.
    """
    slot, began = (place or st).empty(), time.monotonic()
    with slot.container(horizontal=True, vertical_alignment="bottom"):
        bar = st.progress(0.0, first)
        if key:
            st.button(stop or _("Stop here"), icon=":material/stop:", key=key, help=help)

    def report(share: float, text: str) -> None:
        share = min(1.0, share)
        if timed and 0 < share < 1:
            left = (time.monotonic() - began) * (1 - share) / share
            text = f"{text} · {_('about {duration} left', duration=rough(left))}"
        bar.progress(share, text)

    try:
        yield report
    except CnnvizError:  # The caller shows its message in place of the bar.
        slot.empty()
        raise
    slot.empty()


def run_steps(
    steps: Iterable[T],
    progress: Callable[[T], tuple[float, str]],
    *,
    first: str,
    key: str = "",
    stop: str = "",
    help: str | None = None,
    place: DeltaGenerator | None = None,
    show: Callable[[T], None] | None = None,
    lock: AbstractContextManager[None] | None = LOCK,
) -> T | None:
    """Run work that goes in steps, with a bar, the time left and a Stop button; what is done stays with the caller.

    The lock is held for one step at a time, so that nobody in a class waits for another visitor's last step.

    Args:
        steps: The work: an iterator that computes a step whenever it is asked for the next.
        progress: Gives the share that is done after a step, 0 to 1, and a text.
        first: Text until the first step is done.
        key: The Stop button's key; without one there is no button.
        stop: The button's label; by default “Stop here”.
        help: What becomes of the work done until then.
        place: Where the bar is; by default it is made here.
        show: Shows the results so far, at most twice a second and after the last step.
        lock: Held during each step; None for work that computes with no model.

    Returns:
        The last step; None where there was none.
    """
    steps, last, drawn, drawn_at = iter(steps), None, None, 0.0
    with progress_bar(first, key=key, stop=stop, help=help, place=place) as report:
        while True:
            with lock or nullcontext():
                step = next(steps, None)
            if step is None:
                break
            last = step
            report(*progress(step))
            if show and time.monotonic() - drawn_at > REDRAW_S:
                drawn, drawn_at = step, time.monotonic()
                show(step)
    if show and last is not None and last is not drawn:
        show(last)
    return last


def run_to_result(
    steps: Generator[float, None, R],
    text: str,
    *,
    key: str = "",
    stop: str = "",
    help: str | None = None,
    place: DeltaGenerator | None = None,
    lock: AbstractContextManager[None] | None = LOCK,
) -> R:
    """Run work that yields the share that is done, and return its result, as long actions of `cnnviz.actions` are made.

    Args:
        steps: The work: yields the share that is done after each step, up to 1, and returns its result.
        text: What is being done.
        key: The Stop button's key; without one there is no button.
        stop: The button's label; by default “Stop here”.
        help: What becomes of the work done until then.
        place: Where the bar is; by default it is made here.
        lock: Held during each step; None for work that computes with no model.
    """
    results = list[R]()

    def shares() -> Generator[float, None, None]:
        results.append((yield from steps))

    run_steps(
        shares(),
        lambda share: (share, text),
        first=_("{text} …", text=text),
        key=key,
        stop=stop,
        help=help,
        place=place,
        lock=lock,
    )
    return results[0]
