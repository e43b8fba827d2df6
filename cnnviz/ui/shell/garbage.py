"""When is garbage looked for, and what need not be looked through?  Left to Streamlit, it is three quarters of a class's computing.

Streamlit would look after every run of every page; its ``runner.postScriptGC`` is turned off, and `search` looks every four
seconds. With a network open there are a million objects of TensorFlow, nearly all to stay. So what survives a slow search is
passed over by those that follow (`gc.freeze`), for a minute: then one search looks through everything again, or a network
that went would keep its room for ever. Every five seconds the C library gives the system back what is free between two
pieces in use, which glibc keeps otherwise: of thirty visitors who left, a tenth of the server's memory. And it is asked to
take memory from two heaps, where it would begin another for each thread, and large pieces from none, as they leave gaps.
"""

import ctypes
import gc
import sys
import time
from contextlib import suppress

SLOW_S = 0.005
"""Seconds of a search after which what survived is passed over."""
AGAIN_S = 60.0
"""Seconds after which a search looks through everything."""
EVERY_S = 4.0
"""Seconds after which the end of a run is followed by a search."""
GIVE_S = 5.0
"""Seconds after which free memory is given back."""
HEAPS, LARGE = 2, 2**20
"""Heaps that all threads share; bytes from which on a piece of memory comes from the system and goes back to it."""
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""The numbers of these settings for mallopt(3), in glibc's malloc.h."""


class Spare:
    """Called by Python before and after each search for garbage."""

    def __init__(self) -> None:
        self.begun = self.thorough_at = self.given_at = time.monotonic()

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """Notice how long a search of everything takes, and spare the next ones."""
        if info["generation"] < 2:  # Of the young only, and soon done.
            return
        now = time.monotonic()
        if phase == "start":
            self.begun = now
            if now - self.thorough_at >= AGAIN_S:
                self.thorough_at = now
                gc.unfreeze()
            return
        if now - self.begun >= SLOW_S:
            gc.freeze()
        if now - self.given_at >= GIVE_S:
            self.given_at = now
            give_back()


def search() -> None:
    """Look through everything for garbage where the last search was a while ago; called at the end of each run of a page."""
    if any(time.monotonic() - one.begun >= EVERY_S for one in _spares()):
        gc.collect()


def give_back() -> None:
    """Return free memory to the system, where the C library can be asked to: glibc, malloc_trim(3)."""
    _ask("malloc_trim", 0)


def spare() -> None:
    """Have searches and memory spared, from now on; a second time does nothing."""
    if not _spares():
        gc.callbacks.append(Spare())
        _ask("mallopt", M_ARENA_MAX, HEAPS)
        _ask("mallopt", M_MMAP_THRESHOLD, LARGE)


def _spares() -> list[Spare]:
    return [called for called in gc.callbacks if isinstance(called, Spare)]


def _ask(function: str, *numbers: int) -> None:
    """Call a function of the C library, where it is one that has it: glibc."""
    with suppress(OSError, AttributeError):
        if sys.platform == "linux":
            getattr(ctypes.CDLL(None), function)(*numbers)
