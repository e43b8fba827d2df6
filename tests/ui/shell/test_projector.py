"""Projector mode folds the settings away, and leaves them where they were."""

from streamlit.testing.v1 import AppTest

from cnnviz.base.settings import ROOT
from cnnviz.ui.shell.projector import PROJECTOR
from tests.pages.pages import opened


def test_a_link_asks_for_the_mode() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["view"] = PROJECTOR
    app.run()
    assert not app.exception
    assert app.button(key=PROJECTOR).label == "Leave"
    assert app.session_state["session"].projecting


def test_the_settings_of_a_page_are_folded_below_its_result() -> None:
    app = opened("kernels.py")
    assert "Settings" not in [fold.label for fold in app.expander]
    app.session_state["session"].projecting = True
    app.run()
    assert not app.exception
    (fold,) = (fold for fold in app.expander if fold.label == "Settings")
    assert next(iter(fold.button_group)).key == "photo_from"
