"""The log has one JSON object a line from every process, and nothing without the setting."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.base import logs
from cnnviz.training.queueing import queue
from tests.training.queueing.test_worker import state, until

EVENTS = logging.getLogger("cnnviz.events")


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Leave no handler behind."""
    yield
    for handler in EVENTS.handlers[:]:
        if isinstance(handler.formatter, logs.JsonLines):
            EVENTS.removeHandler(handler)
            handler.close()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the log is asked to go to."""
    monkeypatch.setenv("CNNVIZ_LOG", str(tmp_path / "events.jsonl"))
    return tmp_path / "events.jsonl"


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_an_event_is_one_line_with_its_facts(file: Path) -> None:
    logs.start()
    logs.start()
    logs.event("upload refused", kind="picture\nof two lines")
    logs.fault("page failed", error="KeyError", at="train.py:5")
    first, second = lines(file)
    assert first.pop("time")
    assert first == {"level": "info", "event": "upload refused", "kind": "picture\nof two lines"}
    assert (second["level"], second["event"], second["at"]) == ("error", "page failed", "train.py:5")


def test_the_level_leaves_out_what_went_well(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_LOG_LEVEL", "warning")
    logs.start()
    logs.event("server started")
    logs.fault("page failed")
    assert [line["event"] for line in lines(file)] == ["page failed"]


def test_without_the_setting_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    logs.start()
    logs.fault("page failed")
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_a_training_is_followed_from_the_queue_to_its_end_and_named_by_its_second_alone(file: Path) -> None:
    logs.start()
    run = queue.submit(recipes.get("tiny").edited(epochs=1, name="Ann's recipe"))
    until(lambda: state(run) == "done")
    until(lambda: len(lines(file)) == 3, 20)
    assert [line["event"] for line in lines(file)] == ["run queued", "run started", "run ended"]
    assert {line["run"] for line in lines(file)} == {run.name[:19]}
    assert lines(file)[2]["state"] == "done"
    assert "Ann" not in file.read_text()
