"""A value is computed once for all threads, and the cache keeps within its bytes."""

import threading
import time

import numpy as np
import pytest

from cnnviz.base import cache as module
from cnnviz.base.cache import Cache, apart, tidy


class Clock:
    """A clock that only the test moves, so that a busy machine makes no difference."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_value_is_made_once() -> None:
    cache, made = Cache(100, len), []
    for _ in range(3):
        assert cache.get("a", lambda: made.append(1) or b"value") == b"value"
    assert len(made) == 1


def test_the_value_idle_for_longest_is_evicted_first() -> None:
    cache = Cache(8, len)
    for key in ("old", "new", "old", "newest"):
        cache.get(key, lambda: bytes(4))
    assert list(cache.kept) == ["old", "newest"]


def test_a_value_larger_than_the_limit_is_kept_alone() -> None:
    cache = Cache(8, len)
    cache.get("small", lambda: bytes(1))
    cache.get("large", lambda: bytes(9))
    assert list(cache.kept) == ["large"]


def test_threads_that_ask_meanwhile_wait_for_the_same_value() -> None:
    cache, made, values = Cache(100, len), [], []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.1)
        return b"value"

    threads = [threading.Thread(target=lambda: values.append(cache.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(values)) == (1, 8)
    assert all(value is values[0] for value in values)


def test_another_key_does_not_wait() -> None:
    cache, going, done = Cache(100, len), threading.Event(), threading.Event()

    def slow() -> bytes:
        going.set()
        assert done.wait(10)
        return b"slow"

    thread = threading.Thread(target=lambda: cache.get("slow", slow))
    thread.start()
    assert going.wait(10)
    assert cache.get("quick", lambda: b"quick") == b"quick"
    done.set()
    thread.join()


def test_an_error_is_raised_and_not_kept() -> None:
    cache = Cache(100, len)
    with pytest.raises(ValueError, match="broken"):
        cache.get("a", lambda: (_ for _ in ()).throw(ValueError("broken")))
    assert cache.get("a", lambda: b"mended") == b"mended"
    assert not cache.computing


def test_idle_values_are_evicted(clock: Clock) -> None:
    cache = Cache(100, len, idle_s=10)
    for key in ("left", "asked for again"):
        cache.get(key, lambda: b"value")
    clock.now = 6
    cache.get("asked for again", lambda: b"value")
    clock.now = 12
    tidy()
    assert list(cache.kept) == list(cache.bytes) == list(cache.last_used) == ["asked for again"]


def test_clearing_leaves_nothing() -> None:
    cache = Cache(100, len)
    cache.get("a", lambda: b"value")
    cache.clear()
    assert (len(cache.kept), len(cache.bytes), len(cache.last_used)) == (0, 0, 0)


def test_arrays_apart_are_the_same_arrays() -> None:
    arrays = {"a": np.arange(12, dtype=np.float32).reshape(3, 4), "b": np.zeros((0, 2), np.float32)}
    copies = apart(arrays)
    assert {name: values.tolist() for name, values in copies.items()} == {
        name: values.tolist() for name, values in arrays.items()
    }
    copies["a"][0] = 7
    assert arrays["a"][0, 0] == 0


def test_a_large_value_does_not_push_out_the_small_ones(clock: Clock) -> None:
    cache = Cache(100, len)
    for key, size in (("small", 1), ("large", 90), ("smaller", 1)):
        cache.get(key, lambda size=size: bytes(size))
        clock.now += 1
    cache.get("large too", lambda: bytes(90))
    assert list(cache.kept) == ["small", "smaller", "large too"]


def test_putting_a_value_waits_for_no_thread() -> None:
    cache = Cache(100, len)

    def make() -> bytes:
        cache.put("a", b"put")
        return b"made"

    assert cache.get("a", make) == b"made"
    assert cache.get("a", lambda: b"again") == b"made"
    assert cache.bytes == {"a": 4}
