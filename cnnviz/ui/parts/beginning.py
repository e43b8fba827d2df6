"""What does the browser show of a field before it is told its value?  (widget, value) -> the widget's own argument for that.

Streamlit tells the browser a value from the session's state once, in the first run that draws the field. Where a quick click cuts that run
short, the message is lost, and the browser begins with the widget's own default (an empty text, the smallest number, the first
option) and sends that back as if a person had entered it. So the default is always the value as well.
"""

from collections.abc import Callable, Sequence
from typing import Any

ARGUMENTS = {"selectbox": "index", "multiselect": "default", "segmented_control": "default"}
"""What widgets call their default; of all others it is ``value``."""


def beginning(field: Callable[..., Any], value: Any, options: Sequence[Any] = ()) -> dict[str, Any]:
    """Return the argument by which a widget begins with a value.

    Args:
        field: The widget, such as ``st.slider``.
        value: The value; None for none.
        options: What the widget offers, of one that offers something.

    >>> def selectbox(): ...
    >>> beginning(selectbox, "b", ("a", "b")), beginning(selectbox, None, ("a", "b"))
    ({'index': 1}, {'index': None})
    """
    argument = ARGUMENTS.get(field.__name__, "value")
    if argument == "index":
        value = None if value is None or value not in options else options.index(value)
    return {argument: value}
