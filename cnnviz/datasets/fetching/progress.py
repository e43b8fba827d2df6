"""Sentences about the progress of a download, or of other long work, for whoever listens."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from cnnviz.locale import Message

Progress = Callable[[int, int], None]
"""Callback with the amount done and the total, in one unit; an exception that it raises ends the work."""
Listener = Callable[[Message, float], None]
"""Callback with a sentence and the share that is done, 0 to 1."""

SAY_S = 1.0
"""Seconds between two sentences to a listener."""

_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())


@contextmanager
def reporting(listener: Listener) -> Iterator[None]:
    """Call ``listener`` about once a second with the progress of any download or reading inside the block.

    An exception that it raises ends the download; the next one goes on from there. Nested blocks call both listeners.
    """
    token = _listeners.set((*_listeners.get(), listener))
    try:
        yield
    finally:
        _listeners.reset(token)


def reporter(activity: Message) -> Progress:
    """Return a callback that turns progress into sentences for the listeners of `reporting`.

    Args:
        activity: Such as ``Message("Downloading {file}", file="MNIST")``.
    """
    started, last, first = time.monotonic(), 0.0, None

    def progress(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        first = done if first is None else first
        if now - last < SAY_S and done < total:
            return
        last = now
        fresh, seconds = done - first, now - started
        left = (total - done) * seconds / fresh if fresh and seconds > SAY_S and done < total else None
        for listener in _listeners.get():
            listener(_progress(activity, done * 100 // total, left), done / total)

    return progress


def _progress(activity: Message, percent: int, left: float | None) -> Message:
    """Return the sentence about an activity, with an estimate of the seconds left where there is one.

    >>> str(_progress(Message("Reading Birds"), 7, 3.2)), str(_progress(Message("Reading Birds"), 7, 4000))
    ('Reading Birds: 7 %, about 3 s left.', 'Reading Birds: 7 %, about 67 min left.')
    """
    known: dict[str, Any] = {"activity": activity, "percent": percent}
    if left is None:
        return Message("{activity}: {percent} %.", **known)
    if left < 60:
        return Message("{activity}: {percent} %, about {seconds:.0f} s left.", **known, seconds=left)
    return Message("{activity}: {percent} %, about {minutes:.0f} min left.", **known, minutes=left / 60)
