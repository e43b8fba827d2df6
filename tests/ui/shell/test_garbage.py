"""Are searches for garbage spared what is here to stay, and does nothing that went keep its room for ever?"""

import gc
import sys
import tomllib
import weakref
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui.choices import models
from cnnviz.ui.shell import garbage

ROOT = Path(__file__).parents[3]


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


def test_the_end_of_a_page_is_followed_by_a_search_every_other_second(
    spared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False, "Streamlit searches after every run"
    models._start()  # Else Keras searches too, whenever Streamlit has it clear its session.
    searches: list[str] = []
    gc.callbacks.append(lambda phase, info: searches.append(phase) if info["generation"] == 2 else None)
    gc.disable()
    try:
        for seconds, count in ((3600.0, 0), (0.0, 1)):
            monkeypatch.setattr(garbage, "EVERY_S", seconds)
            searches.clear()
            AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
            assert searches.count("start") == count
    finally:
        gc.enable()


def test_memory_is_given_back_now_and_then(spared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []
    monkeypatch.setattr(garbage, "give_back", lambda: given.append(True))
    gc.collect()
    assert not given
    monkeypatch.setattr(garbage, "GIVE_S", 0.0)
    gc.collect()
    assert given


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be asked")
def test_free_memory_between_pieces_in_use_goes_back_to_the_system() -> None:
    pieces = [bytes(100_000) for _ in range(1000)]
    in_use = pieces[::10]
    del pieces
    held = psutil.Process().memory_full_info().uss
    garbage.give_back()
    assert len(in_use) == 100
    assert held - psutil.Process().memory_full_info().uss > 30e6


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be asked")
def test_large_pieces_go_back_at_once(spared: None) -> None:
    for _ in range(2):  # Left alone, glibc keeps pieces of a size that it has seen going.
        pieces = [b"x" * 2_000_000 for _ in range(200)]
        in_use = pieces[::10]
        held = psutil.Process().memory_full_info().uss
        del pieces
        assert len(in_use) == 20
        assert held - psutil.Process().memory_full_info().uss > 200e6  # Of 360: other threads take some meanwhile.
        del in_use


def test_spared_once(spared: None) -> None:
    count = len(gc.callbacks)
    garbage.spare()
    assert len(gc.callbacks) == count


def test_a_search_passes_over_tensorflow() -> None:
    models._start()
    garbage.spare()
    gc.collect()
    assert gc.get_freeze_count() > 200_000
