"""Messages on the page: errors, warnings, notices; shown at once, or in the next run of the script.

Texts are shown as they are: names that people typed may hold signs that Markdown would take for formatting.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

import streamlit as st

from cnnviz.base import logs
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message
from cnnviz.ui.parts.state import session

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

Kind = Literal["error", "warning", "info", "success"]


class Waiting(NamedTuple):
    """A sentence that waits for the next run of the script."""

    text: str
    kind: Kind
    icon: str | None


def escaped(text: str) -> str:
    r"""Return text that people typed, or a sentence around it, so that Markdown shows it as it is.

    >>> print(escaped("**Figs** $5"))
    \*\*Figs\*\* \$5
    """
    return re.sub(r"([\\`*_{}\[\]()#+\-!|~$<>:])", r"\\\1", text)


def show_error(
    message: CnnvizError | Message | str, place: DeltaGenerator | None = None, *, icon: str | None = None
) -> None:
    """Show what went wrong and what to do, on the page or at a place of it."""
    _show("error", str(message), place, icon)


def show_warning(
    message: CnnvizError | Message | str, place: DeltaGenerator | None = None, *, icon: str | None = None
) -> None:
    """Show what to be careful about, on the page or at a place of it."""
    _show("warning", str(message), place, icon)


def show_notice(message: Message | str, place: DeltaGenerator | None = None, *, icon: str | None = None) -> None:
    """Show what is good to know, on the page or at a place of it."""
    _show("info", str(message), place, icon)


def show_success(message: Message | str, place: DeltaGenerator | None = None, *, icon: str | None = None) -> None:
    """Show what was done, on the page or at a place of it."""
    _show("success", str(message), place, icon)


def show_state(kind: Kind, state: str, *sentences: str, icon: str | None = None) -> None:
    """Show the state of work that goes on by itself, and what there is to say about it.

    Args:
        kind: How it is shown.
        state: The state, in bold.
        sentences: What follows it.
        icon: A Material icon; by default that of the kind.
    """
    getattr(st, kind)(" · ".join([f"**{escaped(state)}**", *map(escaped, sentences)]), icon=icon)


def leave_message(
    message: CnnvizError | Message | str, kind: Kind = "error", *, at: str = "page", icon: str | None = None
) -> None:
    """Leave a message for the next run of the script, as a button's callback must: what it shows itself would be lost.

    Args:
        message: The text.
        kind: How it is shown.
        at: The place that shows it, by `show_left`.
        icon: A Material icon; by default that of the kind.
    """
    session().messages.setdefault(at, []).append(Waiting(str(message), kind, icon))


def show_left(at: str = "page") -> None:
    """Show, once, the messages that were left for this place."""
    for message in session().messages.pop(at, []):
        _show(message.kind, message.text, None, message.icon)


def refuse_upload(kind: str, reason: CnnvizError | Message | str) -> None:
    """Show why an uploaded file is not taken, and log it without its name.

    Args:
        kind: What it was taken for: ``picture``, ``network`` or ``zip``.
        reason: A sentence, in which the file may be named.
    """
    logs.event("upload refused", kind=kind)
    show_error(reason)


def _show(kind: Kind, text: str, place: DeltaGenerator | None, icon: str | None) -> None:
    getattr(place or st, kind)(escaped(text), icon=icon)
