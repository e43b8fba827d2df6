"""Fields whose values outlive them: how they are drawn, and how a value stands in the link.

Streamlit sends a value from the session's state to the browser once, in the first run that draws the field. Where a
quick click cuts that run short, the message is lost, and the browser begins with the widget's own default (an empty
text, the smallest number, the first option) and sends that back as if a person had entered it. So the widget's default
is always the value as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.parts.state import field_value, has_field, session, set_field

ARGUMENTS = {
    "selectbox": "index",
    "radio": "index",
    "multiselect": "default",
    "segmented_control": "default",
    "pills": "default",
}
"""The name of a widget's argument for its default; of all others it is ``value``."""
PLACEHOLDERS = {"selectbox": N_("Choose an option"), "multiselect": N_("Choose options")}
"""What a widget shows where nothing is chosen; Streamlit's own words are English."""
DECIMALS = "localized"
"""How a slider writes decimals: as the browser's language does, which is the one that the app begins with."""
LONGEST = 60
"""Characters of a link's text that a warning repeats."""


@dataclass(frozen=True)
class Choice:
    """A value that stands in the link, and how it is read and written.

    Attributes:
        label: What is chosen, for people.
        name: Its name in the link.
        start: The value to begin with; None for none.
        read: Gives the value that a link's text means; None for a text that means none.
        valid: Returns whether a value can be chosen.
        written: Gives the link's text for a value.
        of: What the field is made for: identifiers, such as the run's name; part of the field's key.
        carried: Whether a choice also counts for the same field made for something else.
        always: Whether the link names the value also where it is the one to begin with.
        tell: Whether the link is written now.
        unknown: Gives the warning about a link's text that means no valid value.
        part: Gives the part of a value that is on offer; the link keeps the rest, which may come back.
    """

    label: str
    name: str
    start: Any
    read: Callable[[str], Any]
    valid: Callable[[Any], bool]
    written: Callable[[Any], str] = str
    of: Iterable[object] = ()
    carried: bool = True
    always: bool = False
    tell: bool = True
    unknown: Callable[[str], str] | None = None
    part: Callable[[Any], Any] = lambda value: value

    @property
    def key(self) -> str:
        """The field's key."""
        return "@".join([self.name, *map(str, self.of)])

    @property
    def pick(self) -> str:
        """The name under which the session keeps the value."""
        return self.name if self.carried else self.key

    def field(self, widget: Callable[..., Any], shown: Callable[[Any], str] = str, **settings: Any) -> Any:
        """Draw the field, and return its value.

        Args:
            widget: The widget, such as ``st.selectbox``, of a place on the page.
            shown: Gives the label of a value.
            settings: What else the widget is given.
        """
        value = self.value()
        option = shown(value) if value is not None else ""
        value = draw(widget, self.label, value, self.key, option, on_change=self._keep, **settings)
        self.write(value)
        return value

    def value(self) -> Any:
        """Return the value that was picked, where it is valid, else the one to begin with; the link is read first."""
        self._read_link()
        value = session().links.picks.get(self.pick)
        value = None if value is None else self.part(value)
        return value if value is not None and self.valid(value) else self.start

    def write(self, value: Any) -> None:
        """Write the value into the link; the one to begin with is left out."""
        session().links.on_page.add(self.name)
        if not self.tell:
            return
        if value is None or (value == self.start and not self.always):
            st.query_params.pop(self.name, None)
        else:
            picked = session().links.picks.get(self.pick)
            text = self.written(picked if picked is not None and self.part(picked) == value else value)
            if st.query_params.get(self.name) != text:
                st.query_params[self.name] = text

    def _keep(self) -> None:
        """Keep what the visitor chose; the former label of an option arrives as it is, and chooses nothing."""
        value = field_value(self.key)
        if value is None or self.valid(value):
            session().links.picks[self.pick] = value

    def _read_link(self) -> None:
        """Take the link's value, once after the page was opened: later the link follows the page."""
        links = session().links
        if self.name in links.read:
            return
        links.read.add(self.name)
        text = ",".join(st.query_params.get_all(self.name)) if self.name in st.query_params else None
        if text is None:
            if links.back:
                links.picks.pop(self.pick, None)
            return
        value = self.read(text)
        if value is not None and self.valid(self.part(value)):
            links.picks[self.pick] = value
        else:
            shortened = text[:LONGEST] + " …" * (len(text) > LONGEST)
            usual = _(
                "The link asks for “{text}” under “{field}”, which is not offered here.",
                text=shortened,
                field=self.label,
            )
            show_warning(self.unknown(shortened) if self.unknown else usual)


def draw(widget: Callable[..., Any], label: str, value: Any, key: str, option: str = "", **settings: Any) -> Any:
    """Draw a field that shows a value, and return what the widget returns.

    Args:
        widget: The widget, such as ``st.slider``, of a place on the page.
        label: Its label.
        value: The value; None for none.
        key: Its key.
        option: The value's label, where it is one of several options: when it changes, the browser is sent the value
            again.
        settings: What else the widget is given.
    """
    # The browser is sent the value only where it is new to it: to send it again would overwrite what is being typed.
    labels = session().links.labels
    if not has_field(key) or field_value(key) != value or labels.get(key) != option:
        set_field(key, value)
    labels[key] = option
    if widget.__name__ in PLACEHOLDERS:
        settings.setdefault("placeholder", _(PLACEHOLDERS[widget.__name__]))
    if widget.__name__ == "slider" and isinstance(value, float):
        settings.setdefault("format", DECIMALS)
    return widget(label, key=key, **beginning(widget, value, settings.get("options", ())), **settings)


def choose(
    label: str, options: Sequence[Any], key: str, shown: Callable[[Any], str], start: Any = None, **settings: Any
) -> Any:
    """Draw a box in which one of several options is chosen, and return it; its labels follow the language.

    Args:
        label: Its label.
        options: Identifiers, at least one.
        key: Its key.
        shown: Gives the label of an option, in the language that is spoken.
        start: The option to begin with; by default the first.
        settings: What else the widget is given.
    """
    value = field_value(key)
    if value not in options:
        value = options[0] if start is None else start
    return draw(st.selectbox, label, value, key, shown(value), options=options, format_func=shown, **settings)


def beginning(widget: Callable[..., Any], value: Any, options: Sequence[Any] = ()) -> dict[str, Any]:
    """Return the argument by which a widget begins with a value.

    Args:
        widget: The widget, such as ``st.slider``.
        value: The value; None for none.
        options: The widget's options, if it has any.

    >>> def selectbox(): ...
    >>> beginning(selectbox, "b", ("a", "b")), beginning(selectbox, None, ("a", "b"))
    ({'index': 1}, {'index': None})
    """
    argument = ARGUMENTS.get(widget.__name__, "value")
    if argument == "index":
        value = None if value is None or value not in options else options.index(value)
    return {argument: value}
