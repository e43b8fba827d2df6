"""A login is required where one is set up, and only there."""

from streamlit.testing.v1 import AppTest

from tests.pages.pages import ROOT


def test_where_a_login_is_set_up_nobody_sees_a_page_before() -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.secrets["auth"] = {"client_id": "x"}
    app.run()
    assert not app.exception
    assert [button.label for button in app.button] == ["Log in"]
    assert not app.header
    app.switch_page("pages/train.py").run()
    assert [button.label for button in app.button] == ["Log in"]
