"""Names of personal data sets and their classes: made plain, and refused where they cannot be."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from cnnviz.datasets.dataset import DataError
from cnnviz.locale import N_, Message
from cnnviz.locale.sentences import joined

LONGEST_NAME, MOST_CLASSES = 60, 50
NAMELESS = N_("A class needs a name: write what its photos show.")


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    r"""Return text on one line, safe to show on a page: no control characters, no outer spaces, at most that long.

    >>> plain("  red\n apples\u202e ")
    'red apples'
    """
    normal = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in normal).split())[:longest].strip()


def same(name: str, other: str) -> bool:
    """Return whether two names differ in their capitals at most."""
    return name.casefold() == other.casefold()


def plain_title(title: str) -> str:
    """Return the title of a data set, made plain.

    Raises:
        DataError: Nothing is left of it.
    """
    if not plain(title):
        raise DataError(Message("A data set needs a title: write what its photos show, such as Fruit."))
    return plain(title)


def require_labels(labels: Sequence[str]) -> None:
    """Refuse names of new classes.

    Raises:
        DataError: There are too many, or some cannot be; the message has a sentence for each fault.
    """
    faults: list[Message] = []
    times = Counter(plain(label, len(label)).casefold() for label in labels)
    if len(labels) > MOST_CLASSES:
        faults.append(
            Message("{n} classes are too many: {most} are the most there can be.", n=len(labels), most=MOST_CLASSES)
        )
    for label in labels:
        name = plain(label, len(label))
        if not name:
            faults.append(Message(NAMELESS))
        elif len(name) > LONGEST_NAME:
            faults.append(
                Message(
                    "{label}… is too long for a name: {most} characters are the most.",
                    label=plain(label),
                    most=LONGEST_NAME,
                )
            )
        elif (count := times.pop(name.casefold(), 1)) > 1:
            twice, often = N_("{label} is there twice: leave one."), N_("{label} is there {n} times: leave one.")
            faults.append(Message(twice if count == 2 else often, label=name, n=count))
    if faults:
        raise DataError(joined(*dict(zip(map(str, faults), faults, strict=True)).values()))


def require_new(label: str, taken: Sequence[str]) -> None:
    """Refuse the plain name of a class that is empty or taken.

    Raises:
        DataError: The message says which.
    """
    if not label:
        raise DataError(Message(NAMELESS))
    if any(same(label, other) for other in taken):
        raise DataError(Message("There is a class {label} already: give this one another name.", label=label))
