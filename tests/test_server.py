"""Does the server's address tell how the machine fares, and does its log say where a page failed but not of whom?"""

import asyncio
import json

import pytest
from starlette.requests import Request

import server
from cnnviz import logs


def answer() -> tuple[int, dict[str, object]]:
    told = asyncio.run(server.tell(Request({"type": "http"})))
    return told.status_code, json.loads(bytes(told.body))


def test_the_address_answers_with_the_health(monkeypatch: pytest.MonkeyPatch) -> None:
    status, told = answer()
    assert (status, told["ok"]) == (200, True)
    monkeypatch.setattr(server, "health", lambda: {"ok": False, "problems": ["Full."]})
    assert answer() == (503, {"ok": False, "problems": ["Full."]})


def test_a_page_that_fails_is_logged_by_its_place_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(logs, "fault", lambda name, **facts: told.append({"event": name, **facts}))
    try:
        raise KeyError("Ann's photo")
    except KeyError as error:
        server.note(error)
    assert told[0]["error"] == "KeyError"
    assert str(told[0]["at"]).startswith("test_server.py:")
    assert "Ann" not in str(told)
