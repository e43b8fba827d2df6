"""The visitor's language: what the link asks for, else what was chosen here, else what the browser is set to."""

import streamlit as st

from cnnviz import locale
from cnnviz.base import patches
from cnnviz.locale import _
from cnnviz.ui.parts.state import field_value, session, set_field

NAME = "lang"
"""In the link."""
FIELD = "language"


def begin() -> None:
    """Bind the visitor's language to this run of the page, and write it into the link where the browser's differs."""
    asked = st.query_params.get(NAME)
    if asked:  # What it asks for may not be on offer.
        session().language = locale.best(asked, spoken())
    code = spoken()
    if asked != code and (asked or code != _browser()):
        st.query_params[NAME] = code
    locale.bind(code)


def spoken() -> str:
    """Return the code of the visitor's language."""
    return session().language or _browser()


def choose() -> None:
    """Let the visitor choose the language, in the sidebar."""
    set_field(FIELD, spoken())
    # Not a segmented control, which compiles a pattern of all emojis first: a tenth of a second for the first visitor.
    st.sidebar.radio(
        _("Language"),
        [*locale.offered()],
        key=FIELD,
        format_func=locale.offered().__getitem__,
        on_change=_keep,
        horizontal=True,
        label_visibility="collapsed",
    )


def _keep() -> None:
    session().language = field_value(FIELD) or spoken()
    st.query_params[NAME] = session().language


def _browser() -> str:
    return locale.best(st.context.locale)


def _of_session() -> str | None:
    """Return the visitor's language, where a callback or a fragment runs without the page around it."""
    return spoken() if patches.on_a_page() else None


locale.unbound(_of_session)
