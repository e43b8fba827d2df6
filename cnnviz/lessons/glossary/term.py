"""A word of the glossary, in every language that the app speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cnnviz.locale import LANGUAGES, _, language, pgettext, speaking

CONTEXT = "term"
"""The context of a term's translations: in a sentence the same word may be translated in another way."""


@dataclass(frozen=True)
class Term:
    """A word of the field.

    Attributes:
        key: Its identifier.
        english: The word in English.
        meaning: Two sentences in English, for somebody who is 17.
        page: Name of the page on which it can be tried.
        link: What the link to the page says, by name.
    """

    key: str
    english: str
    meaning: str
    page: str
    link: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The word in the language that is spoken."""
        return pgettext(CONTEXT, self.english)

    @property
    def others(self) -> dict[str, str]:
        """The word in the other languages, by their codes."""
        names = dict[str, str]()
        for code in LANGUAGES:
            if code != language():
                with speaking(code):
                    names[code] = self.name
        return names

    @property
    def names(self) -> tuple[str, ...]:
        """The word in every language, first in the one that is spoken."""
        return (self.name, *self.others.values())

    @property
    def explanation(self) -> str:
        """What it means, in the language that is spoken."""
        return _(self.meaning)
