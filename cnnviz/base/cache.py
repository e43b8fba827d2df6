"""What need not be worked out again?  (key, how to work it out) -> value; when all of them grow too large some go."""

import math
import mmap
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
IDLE_S = 120.0
"""Seconds after which nobody is likely to ask again: a class that left gets no memory of the machine."""


class Shelf(Generic[T]):
    """Keeps values for everybody in this process, up to so many bytes.

    What took the most room for the longest without being asked for goes first: its bytes times its seconds. By the seconds alone
    one picture in a large network, of 50 MB, would push out all those in small ones.

    Whoever asks for what another is just working out waits for that instead of doing it twice. The values are shared:
    nobody may change them.

    Args:
        most: Bytes in all; the value asked for last stays even if it alone is larger.
        size: Bytes of one value.
        idle_s: Seconds for which a value that nobody asks for stays, if `tidy` is called.

    >>> shelf = Shelf(8, len)
    >>> [shelf.get(key, lambda: bytes(4)) for key in "abc"] and list(shelf.kept)
    ['b', 'c']
    """

    def __init__(self, most: int, size: Callable[[T], int], idle_s: float = IDLE_S) -> None:
        self.most, self.size, self.idle_s = most, size, idle_s
        self.kept: OrderedDict[Hashable, T] = OrderedDict()
        self.bytes, self.asked = dict[Hashable, int](), dict[Hashable, float]()
        """Of each value its bytes, and when it was asked for."""
        _SHELVES.add(self)
        self.lock, self.at_work = threading.Lock(), dict[Hashable, threading.Lock]()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made unless it is there."""
        with self.lock:
            if key in self.kept:
                return self._taken(key)
            turn = self.at_work.setdefault(key, threading.Lock())
        with turn:
            with self.lock:
                if key in self.kept:
                    return self._taken(key)
            try:
                value = make()
            except BaseException:
                with self.lock:
                    self.at_work.pop(key, None)
                raise
            self.put(key, value)
            with self.lock:
                self.at_work.pop(key, None)
        return value

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value that is there already; whoever is just working it out is not waited for."""
        with self.lock:
            self.kept[key], self.bytes[key] = value, self.size(value)
            self._taken(key)
            self._make_room()

    def clear(self) -> None:
        """Give everything back."""
        self.forget(-math.inf)

    def forget(self, idle_s: float) -> None:
        """Give back what nobody has asked for in so many seconds."""
        with self.lock:
            while self.kept and time.monotonic() - self.asked[next(iter(self.kept))] > idle_s:
                self._drop(next(iter(self.kept)))

    def _taken(self, key: Hashable) -> T:
        self.kept.move_to_end(key)
        self.asked[key] = time.monotonic()
        return self.kept[key]

    def _make_room(self) -> None:
        left, now = sum(self.bytes.values()), time.monotonic()
        while left > self.most and len(self.kept) > 1:
            *others, _ = self.kept  # The last was asked for just now.
            left -= self._drop(max(others, key=lambda key: self.bytes[key] * (now - self.asked[key])))

    def _drop(self, key: Hashable) -> int:
        """Let a value go and return its bytes."""
        del self.kept[key], self.asked[key]
        return self.bytes.pop(key)


_SHELVES = weakref.WeakSet[Shelf[Any]]()


def tidy() -> None:
    """Have every shelf give back what nobody has asked for in a while."""
    for shelf in list(_SHELVES):
        shelf.forget(shelf.idle_s)


def apart(arrays: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Copy arrays into memory that goes back to the system as soon as they go, which small pieces of a heap do not.

    >>> apart({"a": np.ones((2, 1), np.float32), "b": np.zeros(0, np.float32)})["a"].tolist()
    [[1.0], [1.0]]
    """
    room, offset, copies = mmap.mmap(-1, max(1, sum(values.nbytes for values in arrays.values()))), 0, {}
    for name, values in arrays.items():
        copies[name] = np.frombuffer(room, values.dtype, values.size, offset).reshape(values.shape)
        copies[name][...] = values
        offset += values.nbytes
    return copies
