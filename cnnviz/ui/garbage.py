"""What need not be looked through for garbage?  Streamlit looks after every run of every page, in three quarters of a class's computing.

With a network open there are a million objects of TensorFlow, nearly all to stay. So what survives a slow search is
passed over by those that follow (`gc.freeze`), for a minute: then one search looks through everything again, or a network
that went would keep its room for ever.
"""

import gc
import time

SLOW_S = 0.02
"""Seconds of a search after which what survived is passed over."""
AGAIN_S = 60.0
"""Seconds after which a search looks through everything."""


class Spare:
    """Called by Python before and after each search for garbage."""

    def __init__(self) -> None:
        self.begun = self.thorough = time.monotonic()

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """Notice how long a search of everything takes, and spare the next ones."""
        if info["generation"] < 2:  # Of the young only, and soon done.
            return
        now = time.monotonic()
        if phase == "start":
            self.begun = now
            if now - self.thorough >= AGAIN_S:
                self.thorough = now
                gc.unfreeze()
        elif now - self.begun >= SLOW_S:
            gc.freeze()


def spare() -> None:
    """Have searches spared, from now on; a second time does nothing."""
    if not any(isinstance(called, Spare) for called in gc.callbacks):
        gc.callbacks.append(Spare())
