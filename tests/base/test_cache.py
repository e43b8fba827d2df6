"""Is a value worked out once for everybody, and is there an end to what is kept?"""

import threading
import time

import numpy as np
import pytest

from cnnviz.base import cache as shelves
from cnnviz.base.cache import Shelf, apart, tidy


class Clock:
    """Seconds that pass only when a test says so: a busy machine makes no difference."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(shelves, "time", clock)
    return clock


def test_a_value_is_made_once() -> None:
    shelf, made = Shelf(100, len), []
    for _ in range(3):
        assert shelf.get("a", lambda: made.append(1) or b"value") == b"value"
    assert len(made) == 1


def test_the_one_not_asked_for_longest_goes_first() -> None:
    shelf = Shelf(8, len)
    for key in ("old", "new", "old", "newest"):
        shelf.get(key, lambda: bytes(4))
    assert list(shelf.kept) == ["old", "newest"]


def test_one_that_is_too_large_alone_is_kept_alone() -> None:
    shelf = Shelf(8, len)
    shelf.get("small", lambda: bytes(1))
    shelf.get("large", lambda: bytes(9))
    assert list(shelf.kept) == ["large"]


def test_who_asks_meanwhile_waits_for_the_same_value() -> None:
    shelf, made, found = Shelf(100, len), [], []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.1)
        return b"value"

    threads = [threading.Thread(target=lambda: found.append(shelf.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(found)) == (1, 8)
    assert all(value is found[0] for value in found)


def test_another_key_does_not_wait() -> None:
    shelf, going, done = Shelf(100, len), threading.Event(), threading.Event()

    def slow() -> bytes:
        going.set()
        assert done.wait(10)
        return b"slow"

    thread = threading.Thread(target=lambda: shelf.get("slow", slow))
    thread.start()
    assert going.wait(10)
    assert shelf.get("quick", lambda: b"quick") == b"quick"
    done.set()
    thread.join()


def test_a_fault_is_told_and_not_kept() -> None:
    shelf = Shelf(100, len)
    with pytest.raises(ValueError, match="broken"):
        shelf.get("a", lambda: (_ for _ in ()).throw(ValueError("broken")))
    assert shelf.get("a", lambda: b"mended") == b"mended"
    assert not shelf.at_work


def test_what_nobody_asks_for_goes(clock: Clock) -> None:
    shelf = Shelf(100, len, idle_s=10)
    for key in ("left", "asked for again"):
        shelf.get(key, lambda: b"value")
    clock.now = 6
    shelf.get("asked for again", lambda: b"value")
    clock.now = 12
    tidy()
    assert list(shelf.kept) == list(shelf.bytes) == list(shelf.asked) == ["asked for again"]


def test_nothing_is_left_of_what_was_cleared() -> None:
    shelf = Shelf(100, len)
    shelf.get("a", lambda: b"value")
    shelf.clear()
    assert (len(shelf.kept), len(shelf.bytes), len(shelf.asked)) == (0, 0, 0)


def test_arrays_apart_are_the_same_arrays() -> None:
    arrays = {"a": np.arange(12, dtype=np.float32).reshape(3, 4), "b": np.zeros((0, 2), np.float32)}
    copies = apart(arrays)
    assert {name: values.tolist() for name, values in copies.items()} == {
        name: values.tolist() for name, values in arrays.items()
    }
    copies["a"][0] = 7
    assert arrays["a"][0, 0] == 0


def test_a_large_value_does_not_push_out_the_small_ones(clock: Clock) -> None:
    shelf = Shelf(100, len)
    for key, size in (("small", 1), ("large", 90), ("smaller", 1)):
        shelf.get(key, lambda size=size: bytes(size))
        clock.now += 1
    shelf.get("large too", lambda: bytes(90))
    assert list(shelf.kept) == ["small", "smaller", "large too"]


def test_what_is_put_waits_for_nobody() -> None:
    shelf = Shelf(100, len)

    def make() -> bytes:
        shelf.put("a", b"put")
        return b"made"

    assert shelf.get("a", make) == b"made"
    assert shelf.get("a", lambda: b"again") == b"made"
    assert shelf.bytes == {"a": 4}
