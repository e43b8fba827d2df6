"""A size-bounded cache shared by all sessions of this process.

`cachetools` would not shorten it: none of its policies weighs size by idle time, it refuses a value larger than the
limit, and what would be left to it is little more than the dictionary.
"""

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
"""Seconds after which nobody is likely to ask again: a class that left keeps no memory of the machine."""


class Cache(Generic[T]):
    """Keeps values for all threads of this process, up to a number of bytes.

    The value with the largest product of bytes and idle seconds is evicted first. By idle seconds alone one picture in
    a large network, of 50 MB, would push out all those in small networks.

    A thread that asks for a value that another thread is computing waits for it. The values are shared: nobody may
    change them.

    Args:
        max_bytes: Bytes in all; the value used last stays even if it alone is larger.
        size: Returns the bytes of one value.
        idle_s: Seconds after which `tidy` evicts a value that nobody used.

    >>> cache = Cache(8, len)
    >>> [cache.get(key, lambda: bytes(4)) for key in "abc"] and list(cache.kept)
    ['b', 'c']
    """

    def __init__(self, max_bytes: int, size: Callable[[T], int], idle_s: float = IDLE_S) -> None:
        self.max_bytes, self.size, self.idle_s = max_bytes, size, idle_s
        self.kept: OrderedDict[Hashable, T] = OrderedDict()
        self.bytes, self.last_used = dict[Hashable, int](), dict[Hashable, float]()
        """The bytes of each value, and the second in which it was last used."""
        _CACHES.add(self)
        self.lock, self.computing = threading.Lock(), dict[Hashable, threading.Lock]()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, computed by ``make`` if it is not in the cache."""
        with self.lock:
            if key in self.kept:
                return self._use(key)
            turn = self.computing.setdefault(key, threading.Lock())
        with turn:
            with self.lock:
                if key in self.kept:
                    return self._use(key)
            try:
                value = make()
            except BaseException:
                with self.lock:
                    self.computing.pop(key, None)
                raise
            self.put(key, value)
            with self.lock:
                self.computing.pop(key, None)
        return value

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value that exists already, without waiting for a thread that is computing it."""
        with self.lock:
            self.kept[key], self.bytes[key] = value, self.size(value)
            self._use(key)
            self._make_room()

    def clear(self) -> None:
        """Evict every value."""
        self.evict_idle(-math.inf)

    def evict_idle(self, idle_s: float) -> None:
        """Evict the values that nobody has used for more than ``idle_s`` seconds."""
        with self.lock:
            while self.kept and time.monotonic() - self.last_used[next(iter(self.kept))] > idle_s:
                self._drop(next(iter(self.kept)))

    def _use(self, key: Hashable) -> T:
        self.kept.move_to_end(key)
        self.last_used[key] = time.monotonic()
        return self.kept[key]

    def _make_room(self) -> None:
        total, now = sum(self.bytes.values()), time.monotonic()
        while total > self.max_bytes and len(self.kept) > 1:
            *others, _ = self.kept  # The last was used just now.
            total -= self._drop(max(others, key=lambda key: self.bytes[key] * (now - self.last_used[key])))

    def _drop(self, key: Hashable) -> int:
        """Evict a value and return its bytes."""
        del self.kept[key], self.last_used[key]
        return self.bytes.pop(key)


_CACHES = weakref.WeakSet[Cache[Any]]()


def tidy() -> None:
    """Have every cache evict its idle values."""
    for cache in list(_CACHES):
        cache.evict_idle(cache.idle_s)


def apart(arrays: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Copy arrays into memory that returns to the system when they are deleted; small pieces of a heap do not.

    >>> apart({"a": np.ones((2, 1), np.float32), "b": np.zeros(0, np.float32)})["a"].tolist()
    [[1.0], [1.0]]
    """
    room, offset, copies = mmap.mmap(-1, max(1, sum(values.nbytes for values in arrays.values()))), 0, {}
    for name, values in arrays.items():
        copies[name] = np.frombuffer(room, values.dtype, values.size, offset).reshape(values.shape)
        copies[name][...] = values
        offset += values.nbytes
    return copies
