"""The glossary: each word of the field that the app uses, in both languages, with two sentences of explanation."""

from __future__ import annotations

import unicodedata

from cnnviz.lessons.glossary.convolution import TERMS as CONVOLUTION
from cnnviz.lessons.glossary.judging import TERMS as JUDGING
from cnnviz.lessons.glossary.layers import TERMS as LAYERS
from cnnviz.lessons.glossary.learning import TERMS as LEARNING
from cnnviz.lessons.glossary.looking import TERMS as LOOKING
from cnnviz.lessons.glossary.term import Term

__all__ = ["TERMS", "Term", "alphabetical", "explained", "matching"]

TERMS = {term.key: term for term in (*CONVOLUTION, *JUDGING, *LAYERS, *LEARNING, *LOOKING)}
"""The terms by their identifiers."""


def explained(term: str) -> str:
    """Return the two sentences about a term, in the language that is spoken.

    Args:
        term: Its identifier.
    """
    return TERMS[term].explanation


def alphabetical() -> list[Term]:
    """Return the terms in the alphabetical order of the language that is spoken."""
    return sorted(TERMS.values(), key=lambda term: plain(term.name))


def matching(words: str) -> list[Term]:
    """Return the terms whose word, in any language, or explanation holds these words; those whose word does first."""
    sought = plain(words)
    named = [term for term in alphabetical() if any(sought in plain(name) for name in term.names)]
    return named + [term for term in alphabetical() if term not in named and sought in plain(term.explanation)]


def plain(text: str) -> str:
    """Return a text in small letters and without accents, as one looks for it.

    >>> plain("Convolución ")
    'convolucion'
    """
    letters = unicodedata.normalize("NFKD", text.casefold().strip())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
