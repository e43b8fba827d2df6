"""Upload fields offer the kinds of files that the app reads, or has advice on."""

import pytest
import streamlit as st

from cnnviz.ui.choices import photo_sources


@pytest.mark.parametrize(
    ("browser", "offered"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            False,
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/130 Safari/604.1", False),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", True),
    ],
)
def test_a_browser_that_turns_heic_into_jpeg_unasked_is_not_asked_for_heic(
    browser: str, offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "headers", {"User-Agent": browser})
    assert ("heic" in photo_sources.endings()) == offered
    assert "jfif" in photo_sources.endings()
