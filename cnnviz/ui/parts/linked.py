"""Fields whose values stand in the link, each made for one thing, such as a network or a layer of it.

Streamlit takes a field with the same key for the same field, whatever it offers. After a change of network the browser
then goes on showing the layer of the old one, while the page has begun anew with the default of the new one. Therefore:

- what a field is made for is part of its key: another network, another field;
- a choice is kept as an identifier, also where its label changes, and is carried over where the next field offers it
  too;
- the value stands in the link under the field's name, and is left out where it is the one to begin with; so does a
  value that a click elsewhere chooses, by `pick`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import speaking
from cnnviz.locale.language import ENGLISH
from cnnviz.ui.parts.fields import Choice
from cnnviz.ui.parts.state import field_value, session

T = TypeVar("T")
U = TypeVar("U")
SWITCH = {"on": True, "off": False, "true": True, "false": False}
"""What a link may say of a switch; the last two in links of earlier versions."""


def arrive(back: bool) -> None:
    """Begin to read the link anew: a page was opened, or an earlier address of it.

    Args:
        back: Whether the browser's Back or Forward led to the page. What the address leaves out is then the default
            again; on a page that is opened from the menu it is what the visitor chose there before.
    """
    # The browser makes each field of a page anew, and at its first option unless it is sent the value, also where its
    # key is one that the page before had too.
    links = session().links
    links.read, links.back, links.labels = set(), back, {}


def begin() -> None:
    """Begin to note which fields are on the page."""
    session().links.on_page = set()


def tidy() -> None:
    """Take out of the link what is no longer on the page."""
    for name in session().links.read - session().links.on_page:
        st.query_params.pop(name, None)


def picked(name: str) -> Any:
    """Return what was chosen under that name, whatever field showed it; None where nothing was."""
    return session().links.picks.get(name)


def asked(name: str) -> str | None:
    """Return what the link says under that name; None where it says nothing, or was read since the page was opened."""
    return None if name in session().links.read else st.query_params.get(name)


def pick_first(name: str, value: object) -> None:
    """Pick a value where neither the visitor nor the link has: it then stays also when the default changes."""
    if picked(name) is None and asked(name) is None:
        pick(name, value)


def pick(name: str, value: object) -> None:
    """Choose a value for the visitor, as a click on a picture does; the field of that name then shows it."""
    session().links.picks[name] = value
    session().links.read.add(name)  # Whatever the link says of it is older.


def renamed(before: str, name: str) -> None:
    """Move a value in the link from the name that it had in earlier versions to the name that it has now."""
    if name in session().links.read or before not in st.query_params:
        return
    text = st.query_params.pop(before)
    if name not in st.query_params:
        st.query_params[name] = text


def reworded(name: str, labels: Mapping[str, str]) -> None:
    """Put an identifier into the link in place of a label that earlier versions had, found in ``labels``."""
    if (identifier := labels.get(st.query_params.get(name, ""))) is not None:
        st.query_params[name] = identifier


def select(
    label: str,
    options: Sequence[T],
    *,
    name: str,
    start: U,
    of: Iterable[object] = (),
    shown: Callable[[T], str] = str,
    carried: bool = True,
    always: bool = False,
    tell: bool = True,
    unknown: Callable[[str], str] | None = None,
    field: Callable[..., Any] | None = None,
    **settings: Any,
) -> T | U:
    """Draw a field in which one of several options is chosen, and return it.

    Args:
        label: What is chosen.
        options: Identifiers. What `str` makes of each stands in the link.
        name: In the link.
        start: The option to begin with; None for none, where the field can be emptied.
        of: What the field is made for: identifiers, such as the run's name.
        shown: Gives the label of an option.
        carried: Whether a choice also counts for the same field of something else that offers it.
        always: Whether it stands in the link also where it is the one to begin with, as this may change.
        tell: Whether the link is written now; not while something plays, or Back would go through each of its places.
        unknown: Gives the warning where the link asks for something else, from what it asks for.
        field: ``st.selectbox`` or its kin, of a place on the page; by default it is made where it is called.
        settings: What else the field is given.
    """
    choice = Choice(
        label,
        name,
        start,
        lambda text: _readable(options, shown).get(text),
        options.__contains__,
        str,
        tuple(of),
        carried,
        always=always,
        tell=tell,
        unknown=unknown,
    )
    value: T | U = choice.field(field or st.selectbox, shown, options=options, format_func=shown, **settings)
    return value


def number(
    label: str,
    low: T,
    high: T,
    *,
    name: str,
    start: U,
    of: Iterable[object] = (),
    carried: bool = True,
    field: Callable[..., Any] | None = None,
    **settings: Any,
) -> T | U:
    """Draw a field in which a number is chosen, and return it.

    Args:
        label: What is chosen.
        low: Smallest, whole or not as the numbers are.
        high: Largest.
        name: In the link.
        start: The number to begin with; None for none, where the field can be emptied.
        of: What the field is made for.
        carried: Whether a choice also counts for the same field of something else, within its limits.
        field: ``st.number_input`` or ``st.slider``, of a place on the page; by default the first, made where it is
            called.
        settings: What else the field is given.
    """

    def read(text: str) -> Any:
        try:
            return type(low)(text)  # type: ignore[call-arg]
        except ValueError:
            return None

    choice = Choice(label, name, start, read, lambda value: bool(low <= value <= high), of=tuple(of), carried=carried)
    value: T | U = choice.field(field or st.number_input, min_value=low, max_value=high, **settings)
    return value


def text(
    label: str,
    *,
    name: str,
    start: str,
    longest: int,
    of: Iterable[object] = (),
    carried: bool = True,
    valid: Callable[[str], object] = str,
    field: Callable[..., Any] | None = None,
    **settings: Any,
) -> str:
    """Draw a field in which text is typed, and return it.

    Args:
        label: What is typed.
        name: In the link.
        start: The text to begin with.
        longest: Characters that it may have.
        of: What the field is made for.
        carried: Whether what is typed also counts for the same field of something else.
        valid: Raises a `CnnvizError` for a text that means nothing. Such a text stays where it was typed, so that it
            can be mended, but is not taken from a link or carried to another field.
        field: ``st.text_input`` or ``st.text_area``, of a place on the page; by default the first, made where it is
            called.
        settings: What else the field is given.
    """

    def allowed(typed: str) -> bool:
        if len(typed) > longest:
            return False
        with suppress(CnnvizError):
            valid(typed)
            return True
        return bool(field_value(choice.key) == typed)

    choice = Choice(label, name, start, str, allowed, of=tuple(of), carried=carried)
    value: str = choice.field(field or st.text_input, max_chars=longest, **settings)
    return value


def several(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    start: Sequence[str],
    of: Iterable[object] = (),
    carried: bool = True,
    always: bool = False,
    partial: bool = False,
    shown: Callable[[str], str] = str,
    **settings: Any,
) -> list[str]:
    """Draw a field in which any of several options are chosen, in any order; arguments as of `select`.

    With ``partial``, of a choice in which something is not offered the rest counts, and `picked` returns all of it.
    """

    def read(text: str) -> list[str]:
        known = _readable(options, shown)
        return list(dict.fromkeys(known.get(part, part) for part in map(unquote, text.split(",")) if part))

    def written(chosen: list[str]) -> str:
        return ",".join(quote(option, safe=" ") for option in chosen)

    def valid(chosen: list[str]) -> bool:
        return set(chosen) <= set(options)

    def offered(chosen: list[str]) -> list[str]:
        return [option for option in chosen if option in options]

    choice = Choice(
        label,
        name,
        list(start),
        read,
        valid,
        written,
        tuple(of),
        carried,
        always=always,
        part=offered if partial else list,
    )

    def labels(chosen: list[str]) -> str:
        return ", ".join(map(shown, chosen))

    value: list[str] = choice.field(st.multiselect, labels, options=options, format_func=shown, **settings)
    return value


def switch(
    label: str, *, name: str, of: Iterable[object] = (), start: bool = False, carried: bool = True, **settings: Any
) -> bool:
    """Draw a field that is switched on or off, and return whether it is on; arguments as of `number`."""
    choice = Choice(label, name, start, SWITCH.get, (True, False).__contains__, _on_or_off, tuple(of), carried)
    value: bool = choice.field(st.toggle, **settings)
    return value


def _on_or_off(on: bool) -> str:
    return "on" if on else "off"


def _readable(options: Sequence[T], shown: Callable[[T], str]) -> dict[str, T]:
    """Return the options by what a link may call them: identifiers, and labels as in links of earlier versions."""
    with speaking(ENGLISH):
        english = {shown(option): option for option in options}
    return english | {shown(option): option for option in options} | {str(option): option for option in options}
