"""Fields that keep what a visitor entered while they are not on the page, and that do not stand in the link.

On its own, Streamlit forgets a field that is not on the page, as in a closed fold or on another page.
"""

from collections.abc import Callable
from typing import Any

from cnnviz.ui.parts.fields import draw
from cnnviz.ui.parts.state import field_value, session, set_field


def kept(field: Callable[..., Any], label: str, start: Any, key: str, shown: bool = True, **settings: Any) -> Any:
    """Return the value of a field: what the visitor entered, else ``start``, also where that changes.

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
        del edits[key]  # It is no longer offered.
    value = edits.get(key, start)
    if shown:
        draw(field, label, value, key, _shown(value, settings), on_change=_keep, args=(key, start), **settings)
    else:
        set_field(key, value)
    return value


def enter(key: str, value: Any) -> None:
    """Give a field a value, as if the visitor had entered it."""
    session().edits[key] = value


def touched(key: str) -> bool:
    """Return whether the visitor has given the field another value than it begins with."""
    return key in session().edits


def forget(*keys: str) -> None:
    """Give fields the values again with which they begin."""
    for key in keys:
        session().edits.pop(key, None)


def reset(ending: str) -> None:
    """Give all fields whose keys end like this the values again with which they begin."""
    forget(*(key for key in session().edits if key.endswith(ending)))


def _shown(value: Any, settings: dict[str, Any]) -> str:
    """Return what the browser shows of one option, or of several: another language shows another label."""
    if "format_func" not in settings or value is None:
        return ""
    return ", ".join(map(settings["format_func"], value if isinstance(value, list) else [value]))


def _keep(key: str, start: Any) -> None:
    value = field_value(key)
    if value == start:
        forget(key)
    else:
        session().edits[key] = value
