"""Sentences in the reader's language, by gettext: the English sentence is the identifier of its translations.

- ``_("Train")`` gives the sentence now, in the language that is spoken: for pages and figures.
- ``N_("Train")`` only marks a constant for translation and returns it as it is; ``_(constant)`` translates it where it
  is shown.
- ``Message("{title} needs colour pictures.", title=title)`` is a sentence that is made now and read later, such as an
  error: `str` gives it in the language of whoever reads it.

Values have names, and may have a format: ``_("Accuracy {accuracy:.3f}", accuracy=0.726)``. Numbers among them are
written as the language writes them. Sentences without values may contain braces.
"""

from __future__ import annotations

import gettext
import io
import re
import string
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile

from cnnviz.locale.language import ENGLISH, PSEUDO, language
from cnnviz.locale.numbers import number

FOLDER = Path(__file__).parent


def N_(message: str) -> str:
    """Mark a constant for translation, and return it as it is."""
    return message


def NP_(context: str, message: str) -> str:
    """Mark a constant for translation in a context, and return it; ``pgettext(context, constant)`` translates it."""
    return message


def _(message: str, /, **values: Any) -> str:
    """Return a sentence in the language that is spoken.

    Args:
        message: The English sentence, with ``{name}`` or ``{name:format}`` for each value.
        values: The values, by name.

    >>> _("Accuracy {accuracy:.3f}", accuracy=0.7264)
    'Accuracy 0.726'
    """
    return filled(_catalogue(language()).gettext(message) if message else "", values)


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """Return the sentence that fits a number, which is a value with the name ``n``.

    >>> ngettext("{n} picture", "{n} pictures", 1), ngettext("{n} picture", "{n} pictures", 3)
    ('1 picture', '3 pictures')
    """
    return filled(_catalogue(language()).ngettext(singular, plural, n), {"n": n} | values)


def pgettext(context: str, message: str, /, **values: Any) -> str:
    """Return a sentence that translates differently in different contexts, such as ``class`` for names of classes."""
    return filled(_catalogue(language()).pgettext(context, message), values)


class Message:
    """A sentence with values, made now and translated when it is read: `str` gives it in the reader's language.

    Args:
        message: The English sentence.
        values: Its values, by name; a value may itself be a `Message`.
    """

    def __init__(self, message: str, /, **values: Any) -> None:
        self.message, self.values = message, values
        self.plural_message, self.n = "", 1

    @classmethod
    def plural(cls, singular: str, plural: str, n: int, /, **values: Any) -> Message:
        """Make a sentence that depends on a number, which is a value with the name ``n``."""
        made = cls(singular, **{"n": n} | values)
        made.plural_message, made.n = plural, n
        return made

    def __str__(self) -> str:
        """Return the sentence in the language that is spoken."""
        if self.plural_message:
            return ngettext(self.message, self.plural_message, self.n, **self.values)
        return _(self.message, **self.values)

    def __repr__(self) -> str:
        """Return the English sentence and its values."""
        return f"Message({self.message!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        """Compare sentences and values."""
        return isinstance(other, Message) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return a hash of the sentence; its values may have none."""
        return hash((self.message, self.n))

    def to_json(self) -> dict[str, Any]:
        """Return what a file keeps of it: the sentence's identifier, and values that JSON can hold."""
        values = {name: value.to_json() if isinstance(value, Message) else value for name, value in self.values.items()}
        plural = {"plural": self.plural_message, "n": self.n} if self.plural_message else {}
        return {"message": self.message, "values": values} | plural

    @classmethod
    def from_json(cls, kept: Any) -> Message:
        """Return the message that a file keeps.

        Whoever wrote it, it can be read without harm: its sentence takes nothing from its values but themselves.

        Raises:
            ValueError: It is none.
        """
        if not isinstance(kept, dict) or not isinstance(kept.get("message"), str):
            raise ValueError("This is not a message.")
        if kept.get("values") or "plural" in kept:  # Else it is shown as it is.
            _require_harmless(kept["message"])
            _require_harmless(kept.get("plural", ""))
        kept_values = kept.get("values")
        values = {
            str(name): cls.from_json(value) if isinstance(value, dict) else value
            for name, value in (kept_values if isinstance(kept_values, dict) else {}).items()
        }
        made = cls(kept["message"], **{name: value for name, value in values.items() if name.isidentifier()})
        if isinstance(kept.get("plural"), str) and isinstance(kept.get("n"), int):
            made.plural_message, made.n = kept["plural"], kept["n"]
        try:
            str(made)
        except (LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("This message lacks values.") from error
        return made


def _require_harmless(sentence: Any) -> None:
    """Refuse a sentence from a file that would look into its values, or write them kilometres wide."""
    if not isinstance(sentence, str):
        raise ValueError("This is not a message.")
    for _text, name, spec, _conversion in string.Formatter().parse(sentence):
        if name is not None and not (name.isidentifier() and re.fullmatch(r",?(\.\d{1,2})?[dfg%]?", spec or "")):
            raise ValueError("This is not a message.")


def filled(sentence: str, values: dict[str, Any]) -> str:
    """Fill values into a sentence; numbers are written as the language that is spoken writes them."""
    return _Formatter().vformat(sentence, (), values) if values else sentence


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, bool) or not (hasattr(value, "__index__") or hasattr(value, "__float__")):
            return format(str(value) if isinstance(value, Message) else value, format_spec)
        return number(value, format_spec)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == ENGLISH:
        return gettext.NullTranslations()
    if code == PSEUDO:
        return _Pseudo()
    compiled = io.BytesIO()
    mofile.write_mo(compiled, read_catalogue(code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def read_catalogue(code: str) -> Any:
    """Return the catalogue of a language, a `babel.messages.catalog.Catalog`."""
    with (FOLDER / code / "LC_MESSAGES" / "cnnviz.po").open("rb") as file:
        return pofile.read_po(file, locale=code)


class _Pseudo(gettext.NullTranslations):
    """Each sentence a third longer, as translations may be, and in brackets, so that what has none stands out."""

    def gettext(self, message: str) -> str:
        return "\n\n".join(map(self._bracketed, message.split("\n\n")))

    def _bracketed(self, paragraph: str) -> str:
        if not paragraph.strip():
            return paragraph
        # A title may be cut at its colon, "Cats or dogs: fine-tuned", and each part must be known as translated.
        return ": ".join(f"⟦{part}{'~' * (len(part) // 3)}⟧" for part in paragraph.split(": "))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)
