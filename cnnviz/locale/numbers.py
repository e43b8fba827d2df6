"""Numbers and dates as a language writes them. For people only: files and the command line keep Python's own form."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from babel import Locale, dates

from cnnviz.locale.language import ENGLISH, LANGUAGES, language

GROUP = "\u202f"
"""The thin space between groups of digits, in both languages as the SI asks for; it never breaks a line."""
PERCENT = "\u00a0%"
MINUS = "\u2212"


def number(value: Any, spec: str = "") -> str:
    r"""Write a number as the language that is spoken writes it.

    Args:
        value: The number.
        spec: A format as of `format`; ``,`` groups digits by thin spaces, and a space stands before ``%``, as the SI
            asks for both. What is negative has a minus sign, which is as wide as a plus, and no hyphen.

    >>> from cnnviz.locale import speaking
    >>> number(0.7264, ".3f")
    '0.726'
    >>> number(-0.5), number(1e-05, "g")
    ('−0.5', '1e−05')
    >>> with speaking("es"):
    ...     number(0.7264, ".3f"), number(0.999, ".1%")
    ('0,726', '99,9\xa0%')
    """
    text = format(value, spec).replace(",", GROUP).replace("%", PERCENT).replace("-", MINUS)
    return text if _locale(language()) == ENGLISH else text.replace(".", decimal_sign())


def decimal_sign() -> str:
    """Return the decimal sign of the language that is spoken."""
    return _decimal_sign(_locale(language()))


def date(moment: datetime | float, form: str = "d MMM HH:mm:ss") -> str:
    """Write a moment as the language that is spoken writes it.

    Args:
        moment: The moment; a number counts seconds since 1970.
        form: A pattern of the Unicode standard for dates, such as ``d MMMM yyyy``.
    """
    when = datetime.fromtimestamp(moment) if isinstance(moment, float | int) else moment
    return dates.format_datetime(when, form, locale=_locale(language()))


def _locale(code: str) -> str:
    return code if code in LANGUAGES else ENGLISH


@cache
def _decimal_sign(code: str) -> str:
    return str(Locale.parse(code).number_symbols["latn"]["decimal"])
