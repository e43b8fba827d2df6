"""What is there for those who look for it?  Fields that the browser lays out only while their fold is open.

Sixty widgets, most of them hidden, cost a browser a quarter of a second at each click, and a class waits for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st


@contextmanager
def fold(label: str, icon: str, name: str) -> Iterator[bool]:
    """Open a fold to write in; it says whether it is open, and stays so when what stands around it changes.

    Args:
        label: The line that is clicked.
        icon: Its icon, as ``:material/...:``.
        name: Part of the key under which Streamlit remembers whether it is open.
    """
    place = st.expander(label, icon=icon, key=f"fold_{name}", on_change="rerun")
    with place:
        yield bool(place.open)


def kept(field: Callable[..., Any], label: str, start: Any, key: str, shown: bool, **settings: Any) -> Any:
    """Return the value of a field, shown or not: on its own, Streamlit forgets a widget that is not on the page.

    Args:
        field: The widget, such as ``st.slider``.
        label: Its label.
        start: The value with which it begins.
        key: Its key.
        shown: Whether it is on the page.
        settings: What else the widget is given.
    """
    if not shown or key not in st.session_state:
        st.session_state[key] = st.session_state.get(key, start)
    return field(label, key=key, **settings) if shown else st.session_state[key]
