"""Does the page Filter patterns begin by itself, but once for a class that opens it together?"""

from streamlit.testing.v1 import AppTest

from cnnviz.ui.inside import patterns


def page() -> None:
    """Make patterns unasked; what making is, is told apart from showing what was kept by a word each."""
    import streamlit as st

    from cnnviz.ui.inside import patterns

    patterns.make = lambda network, wish, action: st.write("made")
    patterns.show_kept = lambda network, wish, action: st.write("kept")
    patterns.make_unasked(None, None, None)


def test_who_comes_while_patterns_are_made_unasked_sees_those_that_are_there(monkeypatch) -> None:
    for name in ("make", "show_kept"):
        monkeypatch.setattr(patterns, name, getattr(patterns, name))  # Given back after the test.
    app = AppTest.from_function(page, default_timeout=60)
    assert app.run().markdown[0].value == "made"
    with patterns.UNASKED:
        assert app.run().markdown[0].value == "kept"
    assert app.run().markdown[0].value == "made"
