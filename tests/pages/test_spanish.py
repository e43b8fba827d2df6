"""Every page in Spanish finds a translation for all that it asks for; in the pseudo-language a lack cannot be seen."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.base.settings import ROOT
from cnnviz.locale import text
from cnnviz.ui.shell.menu import menu

PAGES = [entry.file for entries in menu().values() for entry in entries]
SAME = re.compile(
    r"cnnviz|BaseNet|Mini-ResNet|MobileNetV2|ResNet50|Inception-ResNet v2|VGG16|CNNVIZ_DATA_DIR/\S+|\d+|.* MB"
    r"|.*, CC(0| BY 2.0)"
)
"""Names and numbers that are the same in both languages."""


class Asked(gettext.NullTranslations):
    """Notes what has no translation."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def gettext(self, message: str) -> str:
        self.missing.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the Spanish catalogue is asked for in vain."""
    asked, spanish = Asked(), text._catalogue("es")
    monkeypatch.setattr(spanish, "_fallback", asked)
    return asked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_all_of_a_page_is_in_spanish(page: Path, asked: Asked) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page(str(page))
    app.query_params["lang"] = "es"
    app.run()
    assert not app.exception
    assert {message for message in asked.missing if not SAME.fullmatch(message)} == set()
