"""The app's two languages: sentences, numbers and dates in that of the person who reads them."""

from cnnviz.locale.language import LANGUAGES, best, bind, language, offered, speaking, unbound
from cnnviz.locale.numbers import date, number
from cnnviz.locale.text import N_, NP_, Message, _, ngettext, pgettext

__all__ = [
    "LANGUAGES",
    "NP_",
    "N_",
    "Message",
    "_",
    "best",
    "bind",
    "date",
    "language",
    "ngettext",
    "number",
    "offered",
    "pgettext",
    "speaking",
    "unbound",
]
