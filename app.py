"""The app, started by ``streamlit run app.py``: page set-up and navigation; the rest is in ``pages`` and ``cnnviz``."""

import sys
from contextlib import suppress
from pathlib import Path

if "streamlit" not in sys.modules:
    with suppress(ImportError):
        import cnnviz  # Ends with a sentence if this Python cannot run the app.
    raise SystemExit("This is a Streamlit app. Start it with: streamlit run app.py")

import streamlit as st

try:
    import cnnviz  # noqa: F401
except SystemExit as refusal:
    st.error(str(refusal))
    st.stop()

from cnnviz.base import cache, logs
from cnnviz.locale import _
from cnnviz.ui.parts import cookie, linked, visitor
from cnnviz.ui.shell import browser, garbage, language, login, page, preloading, projector
from cnnviz.ui.shell.menu import menu

# A file, because the Material icons for a tab would be fetched from the internet.
ICON = Path(__file__).parent / "cnnviz" / "ui" / "shell" / "icon.png"

st.set_page_config(page_title="cnnviz", page_icon=str(ICON), layout="wide")  # Before the login.

language.begin()
logs.start()
cache.tidy()
login.require()
navigation = st.navigation(
    {
        _(group): [
            st.Page(
                entry.file,
                title=_(entry.title),
                icon=f":material/{entry.icon}:",
                default=not group and entry.place == 1,
            )
            for entry in entries
        ]
        for group, entries in menu().items()
    },
    expanded=True,
)
st.set_page_config(page_title=f"{navigation.title} · cnnviz" if navigation.url_path else "cnnviz")
page.enter(navigation.url_path)
language.choose()
projector.begin()
projector.switch()
browser.prepare()
cookie.remember()
visitor.follow_short_link()
with page.errors_as_messages():
    navigation.run()
linked.tidy()
page.show_device()  # Last: a fragment that runs every two seconds must not delay a first visitor's page.
garbage.collect()
preloading.begin()  # After the first visitor's page.
