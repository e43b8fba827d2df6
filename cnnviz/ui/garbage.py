"""What need not be looked through for garbage?  Streamlit looks after every run of every page, in three quarters of a class's computing.

With a network open there are a million objects of TensorFlow, nearly all to stay. So what survives a slow search is
passed over by those that follow (`gc.freeze`), for a minute: then one search looks through everything again, or a network
that went would keep its room for ever. Every twenty seconds the C library gives the system back what is free between two
pieces in use, which glibc keeps otherwise: of thirty visitors who left, a tenth of the server's memory.
"""

import ctypes
import gc
import sys
import time
from contextlib import suppress

SLOW_S = 0.02
"""Seconds of a search after which what survived is passed over."""
AGAIN_S = 60.0
"""Seconds after which a search looks through everything."""
GIVE_S = 20.0
"""Seconds after which free memory is given back."""


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


def give_back() -> None:
    """Return free memory to the system, where the C library can be asked to: glibc, malloc_trim(3)."""
    with suppress(OSError, AttributeError):
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)


def spare() -> None:
    """Have searches spared, from now on; a second time does nothing."""
    if not any(isinstance(called, Spare) for called in gc.callbacks):
        gc.callbacks.append(Spare())
