"""What has a person chosen, and is that what the page shows and the link says?  Fields that belong to what they were made for.

Streamlit takes a field with the same key for the same field, whatever it offers. After a change of network the browser then goes
on showing the layer of the old one, while the page has begun anew with the default of the new one. Therefore:

- what a field is made for, such as a network or a layer of it, is part of its key: another network, another field;
- a choice is kept as an identifier, also where its words change, and is carried over where the next field offers it too;
- what is shown stands in the link under the field's name, and is left out where it is what the page begins with; so does what a
  click elsewhere chooses, by `pick`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.ui.parts.beginning import beginning
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.parts.state import field_value, has_field, session, set_field

T = TypeVar("T")
U = TypeVar("U")
LONGEST = 60  # letters of a link's word that a warning repeats


def arrive(back: bool) -> None:
    """Begin to read the link anew: a page was opened, or an earlier address of it.

    Args:
        back: Whether the browser's Back or Forward led here. What the address leaves out is then the default again;
            on a page that is opened from the menu it is what the person chose there before.
    """
    # The browser makes each field of a page anew, and at its first option unless it is told, also where its key is one that the
    # page before had too.
    links = session().links
    links.read, links.back, links.labels = set(), back, {}


def begin() -> None:
    """Begin to note which fields are on the page."""
    session().links.on_page = set()


def tidy() -> None:
    """Take what is no longer on the page out of the link."""
    for name in session().links.read - session().links.on_page:
        st.query_params.pop(name, None)


def picked(name: str) -> Any:
    """Return what was chosen under that name, whatever field showed it; None where nothing was."""
    return session().links.picks.get(name)


def pick(name: str, value: object) -> None:
    """Choose a value for the person, as a click on a picture does; the field of that name then shows it."""
    session().links.picks[name] = value
    session().links.read.add(name)  # Whatever the link says of it is older.


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
    """Let one of several things be chosen.

    Args:
        label: What is chosen.
        options: Identifiers. What `str` makes of each stands in the link.
        name: In the link.
        start: The one to begin with; None for none, where the field can be emptied.
        of: What the field is made for: identifiers, such as the run's name.
        shown: Gives the words that stand for an option.
        carried: Whether a choice also counts for the same field of something else that offers it.
        always: Whether it stands in the link also where it is the one to begin with, as this may change.
        tell: Whether the link is told now; not while a thing plays, or Back would go through each of its places.
        unknown: Gives the sentence that is said where the link asks for something else, from what it asks for.
        field: ``st.selectbox`` or its kin, of a place on the page; by default it is made here.
        settings: What else the field is given.
    """
    words = {shown(option): option for option in options} | {str(option): option for option in options}

    def draw(value: Any, **common: Any) -> Any:
        make: Callable[..., Any] = field or st.selectbox
        return make(label, options, format_func=shown, **beginning(make, value, options), **common, **settings)

    # A link of before may hold the words instead of the identifier.
    found: T | U = _linked(
        draw, label, name, start, of, words.get, options.__contains__, str, carried, always, unknown, tell, shown
    )
    return found


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
    """Let a number be chosen.

    Args:
        label: What is chosen.
        low: Smallest, whole or not as the numbers are.
        high: Largest.
        name: In the link.
        start: The one to begin with; None for none, where the field can be emptied.
        of: What the field is made for.
        carried: Whether a choice also counts for the same field of something else, within its limits.
        field: ``st.number_input`` or ``st.slider``, of a place on the page; by default the first, made here.
        settings: What else the field is given.
    """

    def read(word: str) -> Any:
        try:
            return type(low)(word)  # type: ignore[call-arg]
        except ValueError:
            return None

    def draw(value: Any, **common: Any) -> Any:
        make: Callable[..., Any] = field or st.number_input
        return make(label, low, high, **beginning(make, value), **common, **settings)

    found: T | U = _linked(draw, label, name, start, of, read, lambda value: bool(low <= value <= high), str, carried)
    return found


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
    """Let something be typed.

    Args:
        label: What is typed.
        name: In the link.
        start: What stands there at first.
        longest: Letters that it may have.
        of: What the field is made for.
        carried: Whether what is typed also counts for the same field of something else.
        valid: Raises a `CnnvizError` for what means nothing. Such words stay where they were typed, so that they can be mended,
            but are not taken from a link or carried to another field.
        field: ``st.text_input`` or ``st.text_area``, of a place on the page; by default the first, made here.
        settings: What else the field is given.
    """

    def offered(words: str) -> bool:
        if len(words) > longest:
            return False
        with suppress(CnnvizError):
            valid(words)
            return True
        return bool(field_value(_box(name, of)) == words)

    def draw(value: Any, **common: Any) -> Any:
        make: Callable[..., Any] = field or st.text_input
        return make(label, max_chars=longest, **beginning(make, value), **common, **settings)

    found: str = _linked(draw, label, name, start, of, str, offered, str, carried)
    return found


def several(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    start: Sequence[str],
    of: Iterable[object] = (),
    carried: bool = True,
    shown: Callable[[str], str] = str,
    **settings: Any,
) -> list[str]:
    """Let any of several things be chosen, in any order; arguments as of `select`."""

    def draw(value: Any, **common: Any) -> Any:
        return st.multiselect(label, options, format_func=shown, default=value, **common, **settings)

    found: list[str] = _linked(
        draw, label, name, list(start), of,
        read=lambda word: [unquote(part) for part in word.split(",") if part],
        offered=lambda chosen: set(chosen) <= set(options),
        written=lambda chosen: ",".join(quote(option, safe=" ") for option in chosen),
        carried=carried,
    )  # fmt: skip
    return found


def switch(
    label: str, *, name: str, of: Iterable[object] = (), start: bool = False, carried: bool = True, **settings: Any
) -> bool:
    """Let something be switched on or off; arguments as of `number`."""
    words = {"on": True, "off": False}

    def draw(value: Any, **common: Any) -> Any:
        return st.toggle(label, value, **common, **settings)

    found: bool = _linked(
        draw, label, name, start, of, words.get, (True, False).__contains__, lambda on: "on" if on else "off", carried
    )
    return found


def _linked(
    draw: Callable[..., Any],
    label: str,
    name: str,
    start: Any,
    of: Iterable[object],
    read: Callable[[str], Any],
    offered: Callable[[Any], bool],
    written: Callable[[Any], str],
    carried: bool = True,
    always: bool = False,
    unknown: Callable[[str], str] | None = None,
    tell: bool = True,
    shown: Callable[[Any], str] = str,
) -> Any:
    """Draw a field at the value that was picked, where it offers that; keep what is picked in it, and tell the link."""
    links, box = session().links, _box(name, of)
    pick_name = name if carried else box
    _read_link(label, name, pick_name, read, offered, unknown)
    value = links.picks.get(pick_name, start)
    if value is not start and not (value is not None and offered(value)):
        value = start
    words = shown(value) if value is not None else ""
    if not has_field(box) or field_value(box) != value or links.labels.get(box) != words:
        set_field(box, value)  # Only where it is new to the browser, or it would overwrite what is being typed.
    links.labels[box] = words
    found = draw(value, key=box, on_change=_keep, args=(pick_name, box, offered))
    links.on_page.add(name)
    if tell:
        _write_link(name, None if found is None or (found == start and not always) else written(found))
    return found


def _box(name: str, of: Iterable[object]) -> str:
    """Return the key of a field."""
    return "@".join([name, *map(str, of)])


def _keep(pick_name: str, box: str, offered: Callable[[Any], bool]) -> None:
    """Keep what was chosen; the words of an option that are no longer its words come as they are, and choose nothing."""
    value = field_value(box)
    if value is None or offered(value):
        session().links.picks[pick_name] = value


def _read_link(
    label: str,
    name: str,
    pick_name: str,
    read: Callable[[str], Any],
    offered: Callable[[Any], bool],
    unknown: Callable[[str], str] | None,
) -> None:
    """Take what the link says, once after the page was opened: later the link follows the page."""
    links = session().links
    if name in links.read:
        return
    links.read.add(name)
    word = st.query_params.get(name)
    if word is None:
        if links.back:
            links.picks.pop(pick_name, None)
        return
    value = read(word)
    if value is not None and offered(value):
        links.picks[pick_name] = value
    else:
        asked = word[:LONGEST] + " …" * (len(word) > LONGEST)
        usual = f"The link asks for “{asked}” under “{label}”, which is not offered here."
        show_warning(unknown(asked) if unknown else usual)


def _write_link(name: str, word: str | None) -> None:
    if word is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != word:
        st.query_params[name] = word
