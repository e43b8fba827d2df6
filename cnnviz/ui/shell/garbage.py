"""Collection of Python's garbage for all sessions of the server, seldom and cheaply.

Streamlit would search for garbage after every run of every page, which took three quarters of a class's computing; its
option ``runner.postScriptGC`` turns that off, and the end of a run is followed by `collect` instead, which searches
every four seconds. With TensorFlow loaded there are 400,000 objects, nearly all of which stay, and a search takes 0.3 s
of the processor, in which no page goes on. So the survivors of a slow search are passed over by those that follow
(`gc.freeze`), which then take less than a millisecond; once a minute a search looks through everything again, or a
network that is no longer used would keep its memory for ever. Every five seconds the C library is told to give free
memory back: of thirty students who left, glibc kept a tenth of the server's memory. Two more settings of glibc, which
make a student cost two thirds of the memory, stand in the Dockerfile and in docs/school-server.md.
"""

import ctypes
import gc
import sys
import threading
import time

EVERY_S = 4.0
"""Seconds between two searches."""
SLOW_S = 0.005
"""Seconds of a search after which its survivors are passed over."""
AGAIN_S = 60.0
"""Seconds after which a search looks through everything again."""
RETURN_S = 5.0
"""Seconds after which free memory is given back again."""


class Collector:
    """Searches for garbage when enough time has passed since the last search."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.searched_at = self.searched_all_at = self.returned_at = time.monotonic()

    def collect(self) -> None:
        """Search for garbage and give memory back, each if it is due; while another thread does, do nothing."""
        if time.monotonic() - self.searched_at < EVERY_S or not self.lock.acquire(blocking=False):
            return
        try:
            self._search()
            if time.monotonic() - self.returned_at >= RETURN_S:
                self.returned_at = time.monotonic()
                give_back()
        finally:
            self.lock.release()

    def _search(self) -> None:
        self.searched_at = time.monotonic()
        if self.searched_at - self.searched_all_at >= AGAIN_S:
            self.searched_all_at = self.searched_at
            gc.unfreeze()
        gc.collect()
        if time.monotonic() - self.searched_at >= SLOW_S:
            gc.freeze()


COLLECTOR = Collector()
"""The one of this server."""


def collect() -> None:
    """Search for garbage if the last search was a while ago; called at the end of each run of a page."""
    COLLECTOR.collect()


def give_back() -> bool:
    """Return free memory to the system, and whether there was any; only glibc can be asked, by malloc_trim(3)."""
    if sys.platform != "linux":
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return bool(trim and trim(0))
