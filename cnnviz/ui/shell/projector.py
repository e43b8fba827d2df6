"""Projector mode, for the back row of a room: the picture across the page, large text, no menu, a key to leave."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.locale import _
from cnnviz.ui.parts.state import session

NAME, PROJECTOR = "view", "projector"
"""In the link."""
KEY = "P"
"""Presses the button that enters the mode, or leaves it."""
TEXT = 1.65
"""How much larger text is, so that the smallest, of captions, has 24 pixels."""
STYLE = f"""
html {{ font-size: calc({TEXT} * BASEpx) !important; }}
[data-testid="stSidebar"], [data-testid="stHeader"] {{ display: none; }}
[data-testid="stMainBlockContainer"] {{ padding: 0.5rem 1.5rem 2rem !important; }}
[data-testid="stMain"] h1 {{ font-size: 1.5rem; padding: 0 0 0.5rem !important; }}
.st-key-{PROJECTOR} button {{ min-height: 0; padding: 0.1rem 0.6rem; }}
.st-key-{PROJECTOR} {{ position: fixed; top: 0.25rem; right: 0.5rem; z-index: 9; width: auto; }}
"""


def begin() -> None:
    """Read from the link whether the page is projected; the mode stays from page to page."""
    if st.query_params.get(NAME) == PROJECTOR:
        session().projecting = True
    if session().projecting:
        st.query_params[NAME] = PROJECTOR


def switch() -> None:
    """Draw the button that enters the mode, in the sidebar; in the mode the one that leaves it, above the page."""
    same: dict[str, Any] = {"key": PROJECTOR, "on_click": _change, "shortcut": KEY}
    if session().projecting:
        style = STYLE.replace("BASE", str(st.get_option("theme.baseFontSize")))
        st.html(f"<style>{style}</style>")
        st.button(_("Leave"), icon=":material/close_fullscreen:", help=_("Leave projector mode"), **same)
    else:
        st.sidebar.button(_("Projector mode"), icon=":material/present_to_all:", **same)


def columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the places for the result and for the fields that it depends on.

    They stand side by side, the result more than twice as wide; projected, the result has the whole page, and the
    fields are folded below it.
    """
    if session().projecting:
        return st.container(), st.expander(_("Settings"), icon=":material/tune:")
    result, fields = st.columns([2.4, 1], gap="medium")
    return result, fields


def _change() -> None:
    session().projecting = not session().projecting
    if not session().projecting:
        st.query_params.pop(NAME, None)
