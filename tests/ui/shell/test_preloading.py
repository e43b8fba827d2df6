"""Pages find what was made ready in the background, and little memory or a setting keeps it from beginning."""

import contextvars
import threading

import psutil
import pytest

from cnnviz import actions
from cnnviz.training.runs import checkpoints
from cnnviz.ui.shell import preloading
from tests.pages.pages import opened, words


def test_pages_begin_with_what_was_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    (run,) = (run for run in checkpoints() if run.name == "mnist")
    contextvars.copy_context().run(preloading._prepare, run, "en")

    def computed(*_settings: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(actions, "feature_maps", computed)
    monkeypatch.setattr(actions, "attributing", computed)
    assert "**conv1** · Conv2D" in words(opened("activations.py", run="mnist"))
    assert "**Grad-CAM**" in words(opened("attribution.py", run="mnist"))


@pytest.mark.parametrize(("setting", "free", "begins"), [("1", 2**33, 1), ("0", 2**33, 0), ("1", 2**31, 0)])
def test_it_begins_once_with_enough_memory_where_it_may(
    setting: str, free: int, begins: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []
    monkeypatch.setenv("CNNVIZ_PRELOAD", setting)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": free}))
    monkeypatch.setattr(preloading, "_prepare", lambda run, language: begun.append(threading.current_thread()))
    preloading._begin.cache_clear()
    for _visitor in range(2):
        preloading.begin()
    for thread in threading.enumerate():
        if thread.name == preloading.NAME:
            thread.join()
    assert len(begun) == begins
    preloading._begin.cache_clear()
