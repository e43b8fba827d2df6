"""Are searches for garbage spared what is here to stay, and does nothing that went keep its room for ever?"""

import gc
import weakref
from collections.abc import Iterator

import pytest

from cnnviz.ui import garbage, models


class Ring:
    """Garbage that only a search finds, as Keras' networks are."""

    def __init__(self) -> None:
        self.ring = self


@pytest.fixture
def spared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Searches are spared for this test only, however fast the machine is."""
    before = list(gc.callbacks)
    monkeypatch.setattr(garbage, "SLOW_S", 0.0)
    gc.callbacks[:] = []
    garbage.spare()
    yield
    gc.callbacks[:] = before
    gc.unfreeze()


def test_what_survived_a_search_is_passed_over(spared: None) -> None:
    gc.unfreeze()
    assert not gc.get_freeze_count()
    gc.collect()
    assert gc.get_freeze_count() > 50_000


def test_what_went_keeps_its_room_for_a_minute_at_most(spared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring()
    there = weakref.ref(ring)
    gc.collect()
    del ring
    gc.collect()
    assert there(), "it was passed over"
    monkeypatch.setattr(garbage, "AGAIN_S", 0.0)
    gc.collect()
    assert not there()


def test_spared_once(spared: None) -> None:
    count = len(gc.callbacks)
    garbage.spare()
    assert len(gc.callbacks) == count


def test_a_search_passes_over_tensorflow() -> None:
    models._start()
    gc.collect()
    assert gc.get_freeze_count() > 200_000
