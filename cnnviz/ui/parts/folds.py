"""Places for fields: expanders that the browser lays out only while they are open, and what a phone shows first.

Sixty widgets, most of them hidden, cost a browser a quarter of a second at each click, and a class waits for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


@contextmanager
def fold(label: str, icon: str, name: str) -> Iterator[bool]:
    """Make an expander, and yield whether it is open; it stays open when what stands around it changes.

    Args:
        label: The line that is clicked.
        icon: Its icon, as ``:material/...:``.
        name: Part of the key under which Streamlit remembers whether it is open.
    """
    place = st.expander(label, icon=icon, key=f"fold_{name}", on_change="rerun")
    with place:
        yield bool(place.open)


def first(name: str) -> DeltaGenerator:
    """Make a place, in a column beside the result, for what a phone shows above it: what the page is asked about.

    Args:
        name: Part of the key by which the style in `cnnviz.ui.shell.browser` knows it.
    """
    return st.container(key=f"first_{name}")
