"""Fields for the values of one recipe, which keep what is entered while their fold is closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.recipes import LIMITS
from cnnviz.ui.parts.edits import kept


@dataclass(frozen=True)
class Fields:
    """Fields of one recipe's form.

    Attributes:
        ending: The ending of their keys: fields whose keys end alike are reset together.
        shown: Whether they are on the page.
    """

    ending: str
    shown: bool = True

    def key(self, name: str) -> str:
        """Return the key of the field of that name."""
        return f"{name}:{self.ending}"

    def draw(self, widget: Callable[..., Any], label: str, name: str, start: Any, **settings: Any) -> Any:
        """Draw a field by any widget, and return its value.

        Args:
            widget: Such as ``st.slider``.
            label: Its label.
            name: The beginning of its key.
            start: Its value until one is entered.
            settings: Further arguments of the widget.
        """
        return kept(widget, label, start, self.key(name), self.shown, **settings)

    def option(
        self,
        label: str,
        name: str,
        start: Any,
        options: Sequence[Any],
        labels: Callable[[Any], str] = str,
        help: str | None = None,
    ) -> Any:
        """Draw a field in which one of several options is chosen; ``labels`` gives the label of each."""
        return self.draw(st.selectbox, label, name, start, options=options, format_func=labels, help=help)

    def whole(self, label: str, name: str, start: int, help: str | None = None, **settings: Any) -> int:
        """Draw a field of a whole number, within the limits of the recipe's value of that name."""
        low, high = LIMITS[name]
        value: int = self.draw(
            st.number_input, label, name, start, min_value=low, max_value=high, help=help, **settings
        )
        return value

    def exact(self, label: str, name: str, start: float, high: float, help: str) -> float:
        """Draw a field of a number from 0 to ``high`` that may be very small."""
        value: float = self.draw(
            st.number_input, label, name, start, min_value=0.0, max_value=high, format="%g", help=help
        )
        return value

    def slider(self, label: str, name: str, start: float, high: float, step: float = 0.05, **settings: Any) -> float:
        """Draw a slider from 0 to ``high``; its steps are finer where the recipe's value lies between them."""
        step, written = graduation(start, step)
        value: float = self.draw(
            st.slider, label, name, start, min_value=0.0, max_value=high, step=step, format=written, **settings
        )
        return value

    def check(self, label: str, name: str, start: bool, help: str | None = None) -> bool:
        """Draw a checkbox."""
        value: bool = self.draw(st.checkbox, label, name, start, help=help)
        return value


def graduation(start: float, step: float) -> tuple[float, str | None]:
    """Return the steps of a slider on which a value lies, and the format that shows all of it.

    >>> graduation(0.2, 0.05), graduation(0.125, 0.05), graduation(0.0035, 0.05)
    ((0.05, None), (0.005, '%.3f'), (0.0005, '%.4f'))
    """
    for finer, written in ((1, None), (10, "%.3f"), (100, "%.4f")):
        places = start * finer / step
        if abs(places - round(places)) < 1e-6:
            return step / finer, written
    return step / 1000, "%.5f"
