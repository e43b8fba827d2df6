"""Which language a visitor is spoken to in: the link's, the chosen one, the browser's."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.base.settings import ROOT


@pytest.mark.parametrize(
    ("browser", "asked", "title", "link"),
    [
        ("es-MX", None, "Ver cómo funcionan las redes convolucionales", None),
        ("en-GB", "es", "Ver cómo funcionan las redes convolucionales", "es"),
        ("es-MX", "en", "See how convolutional networks work", "en"),
        ("es-MX", "fr", "Ver cómo funcionan las redes convolucionales", "es"),
        ("fr-FR", None, "See how convolutional networks work", None),
    ],
)
def test_the_link_comes_before_the_browser_and_what_is_not_on_offer_does_not_count(
    browser: str, asked: str | None, title: str, link: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.runtime.context._context_info_field", lambda name: {"locale": browser}.get(name))
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    if asked:
        app.query_params["lang"] = asked
    app.run()
    assert not app.exception
    assert app.title[0].value == title
    assert app.query_params.get("lang") == link
