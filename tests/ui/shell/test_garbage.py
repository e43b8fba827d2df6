"""Searches for garbage pass over what is permanent, and nothing that is no longer used keeps its memory for ever."""

import gc
import re
import subprocess
import sys
import tomllib
import weakref
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.base.settings import ROOT
from cnnviz.ui.choices import models
from cnnviz.ui.shell import garbage

glibc = pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be asked")


class Ring:
    """Garbage that only a search finds, as Keras' networks are."""

    def __init__(self) -> None:
        self.ring = self


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[garbage.Collector]:
    """A collector that searches whenever it is called, and takes every search for a slow one."""
    monkeypatch.setattr(garbage, "EVERY_S", 0.0)
    monkeypatch.setattr(garbage, "SLOW_S", 0.0)
    monkeypatch.setattr(garbage, "COLLECTOR", garbage.Collector())
    gc.unfreeze()
    yield garbage.COLLECTOR
    gc.unfreeze()


def test_the_survivors_of_a_slow_search_are_passed_over(collector: garbage.Collector) -> None:
    collector.collect()
    assert gc.get_freeze_count() > 50_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10, "many objects are still searched"


def test_nothing_is_passed_over_where_searches_are_quick(
    collector: garbage.Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "SLOW_S", 3600.0)
    collector.collect()
    assert not gc.get_freeze_count()


def test_what_is_no_longer_used_keeps_its_memory_for_a_minute_at_most(
    collector: garbage.Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Ring()
    alive = weakref.ref(ring)
    collector.collect()
    del ring
    collector.collect()
    assert alive(), "it was not passed over"
    monkeypatch.setattr(garbage, "AGAIN_S", 0.0)
    collector.collect()
    assert not alive()


@pytest.mark.parametrize(("seconds", "count"), [(3600.0, 0), (0.0, 1)])
def test_the_end_of_a_page_is_followed_by_a_search_where_it_is_due(
    collector: garbage.Collector, monkeypatch: pytest.MonkeyPatch, seconds: float, count: int
) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False, "Streamlit searches after every run"
    models._start()  # Else Keras searches too, whenever Streamlit has it clear its session.
    monkeypatch.setattr(garbage, "EVERY_S", seconds)
    searches: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if info["generation"] == 2:
            searches.append(phase)

    gc.callbacks.append(note)
    gc.disable()
    try:
        AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    finally:
        gc.enable()
        gc.callbacks.remove(note)
    assert searches.count("start") == count


def test_memory_is_given_back_now_and_then(collector: garbage.Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    before = collector.returned_at
    collector.collect()
    assert collector.returned_at == before
    monkeypatch.setattr(garbage, "RETURN_S", 0.0)
    collector.collect()
    assert collector.returned_at > before


@glibc
def test_free_memory_between_pieces_in_use_goes_back_to_the_system() -> None:
    pieces = [bytes(100_000) for _ in range(1000)]
    in_use = pieces[::10]
    del pieces
    assert garbage.give_back()
    assert len(in_use) == 100


IN_USE = """
import ctypes

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd".split()]
    _fields_ += [("rest", ctypes.c_size_t * 5)]

info = ctypes.CDLL(None).mallinfo2
info.restype = Info
for _ in range(2):
    before = info().hblkhd
    piece = b"x" * 2_000_000
    large = info().hblkhd - before
    del piece
    print(large >= 2_000_000, end=" ")
"""
"""Says whether a large piece comes from the system, the first and the second time; by default the second does not."""


@glibc
@pytest.mark.parametrize("file", ["Dockerfile", "docs/school-server.md"])
def test_the_settings_of_the_c_library_for_a_server_are_understood(file: str) -> None:
    settings = dict(re.findall(r"(MALLOC_\w+)=(\d+)", (ROOT / file).read_text(encoding="utf-8")))
    assert set(settings) == {"MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_"}
    answers = [
        subprocess.run([sys.executable, "-c", IN_USE], env=env, capture_output=True, text=True, check=True).stdout
        for env in ({}, settings)
    ]
    assert answers == ["True False ", "True True "]
