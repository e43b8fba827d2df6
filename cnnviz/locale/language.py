"""Which language is spoken: bound to the context, never process-wide, so that two visitors never mix.

English is spoken where nobody chose: in scripts, on the command line, in the worker that trains.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ENGLISH = "en"
PSEUDO = "zz"
"""A made-up language in which every translated sentence stands in brackets: what stands outside was forgotten."""
LANGUAGES = {ENGLISH: "English", "es": "Español"}
"""The name of each language in itself, by its code."""
PSEUDO_VARIABLE = "CNNVIZ_PSEUDO_LANGUAGE"
"""Environment variable that offers the pseudo-language, for tests."""

_language: ContextVar[str | None] = ContextVar("language", default=None)


def _nobody() -> str | None:
    """Know no language."""
    return None


_source: Callable[[], str | None] = _nobody


def language() -> str:
    """Return the code of the language that is spoken: that of the context, else what `unbound` gives, else English."""
    return _language.get() or _source() or ENGLISH


def bind(code: str) -> None:
    """Speak a language from now on in this context, such as the thread that runs a page."""
    _language.set(_known(code))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within a block.

    >>> with speaking("es"):
    ...     language()
    'es'
    """
    token = _language.set(_known(code))
    try:
        yield
    finally:
        _language.reset(token)


def unbound(source: Callable[[], str | None]) -> None:
    """Say who knows the language where none is bound, such as in a button's callback; it may return None."""
    global _source
    _source = source


def offered() -> dict[str, str]:
    """Return the names of the languages on offer, by their codes."""
    return LANGUAGES | {PSEUDO: "Pseudo"} if os.environ.get(PSEUDO_VARIABLE) else LANGUAGES


def best(*wishes: str | None) -> str:
    """Return the first of several wishes that can be met; English if none can.

    Args:
        wishes: Codes of languages, also with a region, as browsers send them.

    >>> best(None, "fr-FR", "es-MX")
    'es'
    """
    for wish in wishes:
        code = (wish or "").replace("_", "-").split("-")[0].lower()
        if code in offered():
            return code
    return ENGLISH


def _known(code: str) -> str:
    if code not in (*LANGUAGES, PSEUDO):
        raise ValueError(f"Language must be one of {', '.join(LANGUAGES)}, not {code!r}.")
    return code
