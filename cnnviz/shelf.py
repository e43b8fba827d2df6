"""What need not be worked out again?  (key, how to work it out) -> value; the oldest go when all of them grow too large."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Keeps values for everybody in this process, up to so many bytes; what was not asked for longest goes first.

    Whoever asks for what another is just working out waits for that instead of doing it twice. The values are shared:
    nobody may change them.

    Args:
        most: Bytes in all; the value asked for last stays even if it alone is larger.
        size: Bytes of one value.

    >>> shelf = Shelf(8, len)
    >>> [shelf.get(key, lambda: bytes(4)) for key in "abc"] and list(shelf.kept)
    ['b', 'c']
    """

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        self.most, self.size = most, size
        self.kept: OrderedDict[Hashable, T] = OrderedDict()
        self.bytes = dict[Hashable, int]()
        self.lock, self.at_work = threading.Lock(), dict[Hashable, threading.Lock]()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made unless it is there."""
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
            turn = self.at_work.setdefault(key, threading.Lock())
        with turn:
            with self.lock:
                if key in self.kept:
                    return self.kept[key]
            try:
                value = make()
            except BaseException:
                with self.lock:
                    self.at_work.pop(key, None)
                raise
            with self.lock:
                self.kept[key] = value
                self.bytes[key] = self.size(value)
                self.at_work.pop(key, None)
                self._make_room()
        return value

    def clear(self) -> None:
        """Give everything back."""
        with self.lock:
            self.kept.clear()
            self.bytes.clear()

    def _make_room(self) -> None:
        left = sum(self.bytes.values())
        while left > self.most and len(self.kept) > 1:
            left -= self.bytes.pop(self.kept.popitem(last=False)[0])
