"""What has a person entered, and does it stay?  Fields whose values outlive a closed fold and a visit to another page.

On its own, Streamlit forgets a field that is not on the page.
"""

from collections.abc import Callable
from typing import Any

from cnnviz.ui.parts.beginning import beginning
from cnnviz.ui.parts.state import field_value, has_field, session, set_field


def kept(field: Callable[..., Any], label: str, start: Any, key: str, shown: bool = True, **settings: Any) -> Any:
    """Return the value of a field: what a person entered, else ``start``, also where that changes.

    Args:
        field: The widget, such as ``st.slider``.
        label: Its label.
        start: The value that it has until somebody changes it.
        key: Its key; fields that are reset together end alike, see `reset`.
        shown: Whether it is on the page.
        settings: What else the widget is given.
    """
    edits = session().edits
    if not isinstance(start, list) and edits.get(key, start) not in settings.get("options", [edits.get(key, start)]):
        del edits[key]  # It is not offered any more.
    value = edits.get(key, start)
    if not has_field(key) or field_value(key) != value:
        set_field(key, value)
    if shown:
        first = beginning(field, value, settings.get("options", ()))
        field(label, key=key, on_change=_keep, args=(key, start), **first, **settings)
    return value


def enter(key: str, value: Any) -> None:
    """Give a field a value, as if a person had entered it."""
    session().edits[key] = value


def touched(key: str) -> bool:
    """Return whether a person has given the field another value than it begins with."""
    return key in session().edits


def forget(*keys: str) -> None:
    """Let fields have the values again with which they begin."""
    for key in keys:
        session().edits.pop(key, None)


def reset(ending: str) -> None:
    """Let all fields whose keys end so have the values again with which they begin."""
    forget(*(key for key in session().edits if key.endswith(ending)))


def _keep(key: str, start: Any) -> None:
    value = field_value(key)
    if value == start:
        forget(key)
    else:
        session().edits[key] = value
