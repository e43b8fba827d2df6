"""Text of sliding windows: a step as a written sum, and inputs as lines of numbers."""

from collections.abc import Iterable
from math import isfinite, isnan

import numpy as np

from cnnviz import locale
from cnnviz.explore.convolution.stepping import Step, SteppingError, Values
from cnnviz.explore.convolution.stepping_examples import MEAN, RELU
from cnnviz.locale import Message, _
from cnnviz.locale.numbers import decimal_sign

LARGEST = 9
"""Most rows and columns of an input: a class could not read more."""
CHANNELS = 3
HIGHEST = 1000.0


def number(value: float) -> str:
    """Write a number briefly, with a minus sign, without floating-point error, in the language that is spoken.

    >>> number(-1.2000000000000002), number(4.0), number(float("nan"))
    ('−1.2', '4', '')
    """
    return "" if isnan(value) else locale.number(round(value, 3) + 0.0, "g")


def read(text: str, what: Message | str) -> Values:
    r"""Read lines of numbers; an empty line separates two squares.

    Args:
        text: What the user typed; decimals have a point or a comma.
        what: Its name in an error, such as ``"Input"``.

    Returns:
        Shape (squares, rows, cols).

    Raises:
        SteppingError: It cannot be read; the message names the line.

    >>> read("1 2\n3 4\n\n5 6\n7 8", "Input").tolist()
    [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]
    """
    squares: list[list[list[float]]] = [[]]
    for place, line in enumerate(text.splitlines(), 1):
        entries = line.replace("−", "-").replace(";", " ").split()
        if entries:
            squares[-1].append([_entry(entry, place, what) for entry in entries])
        elif squares[-1]:
            squares.append([])
    filled = [square for square in squares if square]
    if not filled:
        raise SteppingError(
            Message("{field}: nothing is written here. Write rows of numbers with blanks between them.", field=what)
        )
    rows, cols = len(filled[0]), len(filled[0][0])
    for square in filled:
        for row in square:
            if len(square) != rows or len(row) != cols:
                raise SteppingError(
                    Message(
                        "{field}: the rows differ in length. Give each row {cols} numbers and each square {rows} rows.",
                        field=what,
                        cols=cols,
                        rows=rows,
                    )
                )
    if max(rows, cols) > LARGEST:
        raise SteppingError(
            Message(
                "{field}: {rows}×{cols} is too large, at most {largest}×{largest} can be read on a page.",
                field=what,
                rows=rows,
                cols=cols,
                largest=LARGEST,
            )
        )
    return np.array(filled)


def lines(squares: Iterable[Values]) -> str:
    """Write squares as text to be changed and read by `read`: in the language that is spoken, with hyphens for signs.

    >>> print(lines([np.array([[0, 0.6], [1, -2]])]))
    0 0.6
    1 -2
    """
    return "\n\n".join(
        "\n".join(" ".join(number(float(value)).replace("−", "-") for value in row) for row in square)
        for square in squares
    )


def products(step: Step, kernel: Values, bias: float = 0.0) -> list[str]:
    """Write the sum of a convolution's step: a line for each channel, then the total.

    >>> pixels, kernel = np.array([[[0.6], [1.0]]]), np.array([[[2.0], [-1.0]]])
    >>> products(Step(0, 0, 0, 0, pixels, pixels * kernel, 0.2), kernel)
    ['0.6·2 + 1·(−1) = 0.2']
    """
    count = kernel.shape[2]
    sums = [float(step.products[..., channel].sum()) for channel in range(count)]
    written = []
    for channel, total in enumerate(sums):
        pairs = zip(step.under[..., channel].flat, kernel[..., channel].flat, strict=True)
        terms = " + ".join(f"{_factor(pixel)}·{_factor(weight)}" for pixel, weight in pairs)
        whole = f"{terms} = {number(total)}"
        written.append(_("channel {channel}: {sum}", channel=channel + 1, sum=whole) if count > 1 else whole)
    parts = [*map(_factor, sums), *([_factor(bias)] if bias else [])]
    if len(parts) > 1:
        whole = f"{' + '.join(parts)} = {number(step.result)}"
        if count == 1:
            written.append(_("sum and bias: {sum}", sum=whole))
        else:
            both = _("channels and bias: {sum}", sum=whole) if bias else _("channels: {sum}", sum=whole)
            written.append(both)
    return written


def kept(step: Step, kind: str) -> str:
    """Write the value that pooling or ReLU keeps in a step.

    Args:
        step: The step.
        kind: What is done, one of `cnnviz.explore.convolution.stepping_examples.KINDS`.

    >>> kept(Step(0, 0, 0, 0, np.array([[[0.0], [0.6]]]), np.array([[[0.0], [0.6]]]), 0.3), "mean")
    'mean(0, 0.6) = 0.3'
    """
    under = [number(value) for value in step.under.flat if not isnan(value)]
    if kind == RELU:
        under = ["0", *under]
    # Where decimals have a comma, a list needs another sign.
    values = ("; " if decimal_sign() == "," else ", ").join(under)
    if kind == MEAN:
        return _("mean({values}) = {result}", values=values, result=number(step.result))
    return _("max({values}) = {result}", values=values, result=number(step.result))


def _factor(value: float) -> str:
    """Write a number as a term or factor."""
    return f"({number(value)})" if round(value, 3) < 0 else number(value)


def _entry(entry: str, line: int, what: Message | str) -> float:
    try:
        value = float(entry.replace(",", ".") if entry.count(",") == 1 else entry)
    except ValueError:
        raise SteppingError(
            Message(
                "{field}: line {line} holds “{entry}”, which is not a number.",
                field=what,
                line=line,
                entry=entry[:20],
            )
        ) from None
    if not isfinite(value) or abs(value) > HIGHEST:
        raise SteppingError(
            Message(
                "{field}: line {line} holds {entry}. Use numbers from −1000 to 1000.",
                field=what,
                line=line,
                entry=entry[:20],
            )
        )
    return value
