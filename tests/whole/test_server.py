"""The server reports its health, and its log says where a page failed but not for whom."""

import asyncio
import json
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.requests import Request
from starlette.routing import Router

import server
from cnnviz.base import logs


def answer() -> tuple[int, dict[str, object]]:
    response = asyncio.run(server.report_health(Request({"type": "http"})))
    return response.status_code, json.loads(bytes(response.body))


def test_the_address_answers_with_the_health(monkeypatch: pytest.MonkeyPatch) -> None:
    status, facts = answer()
    assert (status, facts["ok"]) == (200, True)
    monkeypatch.setattr(server, "health", lambda: {"ok": False, "problems": ["Full."]})
    assert answer() == (503, {"ok": False, "problems": ["Full."]})


def test_a_page_that_fails_is_logged_by_its_place_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[dict[str, object]] = []
    monkeypatch.setattr(logs, "fault", lambda name, **facts: faults.append({"event": name, **facts}))
    try:
        raise KeyError("Ann's photo")
    except KeyError as error:
        server.log_error(error)
    assert faults[0]["error"] == "KeyError"
    assert str(faults[0]["at"]).startswith("test_server.py:")
    assert "Ann" not in str(faults)


def asked(address: str) -> tuple[int, str]:
    """Return the status and where it leads that the server's own routes answer with."""
    path, _, query = address.partition("?")
    scope = {"type": "http", "method": "GET", "path": unquote(path), "query_string": query.encode(), "headers": []}
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    asyncio.run(Router(server.ROUTES, redirect_slashes=False)(scope, receive, send))
    return messages[0]["status"], dict(messages[0]["headers"]).get(b"location", b"").decode()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/classify/x", "/classify"),
        ("/classify/x/y?run=mnist", "/classify?run=mnist"),
        ("/my_classes/", "/my_classes"),
        ("/kernels/%2F%2Felsewhere.org", "/kernels"),
    ],
)
def test_an_address_below_a_page_leads_to_the_page(address: str, page: str) -> None:
    assert asked(address) == (307, page)


def test_pages_and_what_they_load_are_left_to_streamlit() -> None:
    # The script of a page looks for Streamlit below the page first, and stays there if anything answers.
    below = ("/classify/_stcore/health", "/classify/_stcore/host-config")
    for address in ("/classify", "/static/js/index.js", "/_stcore/health", "/media/x.png", "/", *below):
        assert asked(address) == (404, "")  # Streamlit is not behind these routes.
