"""Lists of filters as text, such as ``0-15, 37``: text -> numbers, and back."""

from __future__ import annotations

from collections.abc import Sequence

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message

MOST = 2048
"""Most filters that a text can name."""


class NumbersError(CnnvizError):
    """A text that names no filters; the message says what to change."""


def read(text: str, count: int | None = None) -> list[int]:
    """Read numbers and ranges of filters, separated by commas; one that is named twice counts once.

    Args:
        text: What the user typed.
        count: Number of filters of the layer, where it is known.

    Raises:
        NumbersError: It cannot be read, or there is no such filter.

    >>> read("0-3, 37, 2")
    [0, 1, 2, 3, 37]
    """
    parts = [part.replace("–", "-").partition("-") for part in text.split(",")]
    try:
        ends = [(int(first), int(last or first)) for first, _, last in parts]
    except ValueError:
        raise NumbersError(Message("Filters are written like 0-63 or 1,4,7, not {text!r}.", text=text)) from None
    named = sum(max(0, last - first + 1) for first, last in ends)
    if not 1 <= named <= MOST:
        raise NumbersError(
            Message(
                "Filters {text!r} name {named} filters: name between 1 and {most}, such as 0-63.",
                text=text,
                named=named,
                most=MOST,
            )
        )
    numbers = list(dict.fromkeys(number for first, last in ends for number in range(first, last + 1)))
    if count is not None and max(numbers) >= count:
        raise NumbersError(
            Message(
                "There is no filter {number}: this layer has {count}, 0 to {last}.",
                number=max(numbers),
                count=count,
                last=count - 1,
            )
        )
    return numbers


def written(numbers: Sequence[int]) -> str:
    """Write numbers as `read` reads them, neighbours as a range.

    >>> written([0, 1, 2, 3, 37])
    '0-3, 37'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
