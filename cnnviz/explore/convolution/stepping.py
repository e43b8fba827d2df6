"""Sliding windows step by step: (input, kernel, window) -> every step of a convolution, pooling or ReLU.

As everywhere in deep learning, the kernel is not flipped (cross-correlation); the convolution of mathematics rotates it
first (`turned`). Results are those of Keras' layers; tests compare them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message
from cnnviz.networks.layers import NetworkError, slide

Values = NDArray[np.float64]

FILLS = ("zeros", "ones", "edge")
"""Values of the padding, the last of them the nearest value of the input; Keras' layers use zeros only."""


class SteppingError(CnnvizError):
    """Numbers that cannot be stepped through; the message says which and why."""


@dataclass(frozen=True)
class Window:
    """A sliding window.

    Attributes:
        size: Its rows and columns.
        stride: Cells from one place to the next.
        padding: ``valid`` (inside the input only) or ``same`` (cells around it, so that stride 1 keeps the size).
        fill: Values of those cells, one of `FILLS`.
    """

    size: int
    stride: int = 1
    padding: str = "valid"
    fill: str = "zeros"

    def places(self, cells: int) -> int:
        """Return the number of places of the window along an axis of that many cells.

        Raises:
            SteppingError: It does not fit.

        >>> Window(3).places(6), Window(2, stride=2).places(3), Window(2, stride=2, padding="same").places(3)
        (4, 1, 2)
        """
        try:
            return slide(cells, self.size, self.stride, self.padding)
        except NetworkError as reason:
            raise SteppingError(
                Message("The window cannot be placed: {reason}. Make it smaller, or use padding same.", reason=reason)
            ) from None

    def margins(self, cells: int) -> tuple[int, int]:
        """Return the number of cells added before and after; an odd one is added after, as in TensorFlow.

        Raises:
            SteppingError: The window does not fit.

        >>> Window(3, padding="same").margins(6), Window(2, stride=2, padding="same").margins(3)
        ((1, 1), (0, 1))
        """
        places = self.places(cells)
        total = 0 if self.padding == "valid" else max((places - 1) * self.stride + self.size - cells, 0)
        return total // 2, total - total // 2

    def formula(self, cells: int) -> str:
        """Write the output size along an axis with the numbers in it: floor((n + p - k) / s) + 1.

        >>> Window(3).formula(28), Window(3, 2, "same").formula(6)
        ('⌊(28 + 0 − 3) / 1⌋ + 1 = 26', '⌊(6 + 1 − 3) / 2⌋ + 1 = 3')
        """
        return f"⌊({cells} + {sum(self.margins(cells))} − {self.size}) / {self.stride}⌋ + 1 = {self.places(cells)}"


@dataclass(frozen=True)
class Step:
    """One place of the window.

    Attributes:
        row: Row of the output that is computed, from 0.
        col: Its column.
        top: First row under the window, counted in the padded input.
        left: First column under it.
        under: Values under the window, shape (size, size, channels); NaN in padding that is ignored.
        products: Those times the kernel, same shape; the same values where there is no kernel.
        result: Value of the output.
    """

    row: int
    col: int
    top: int
    left: int
    under: Values
    products: Values
    result: float


@dataclass(frozen=True)
class Walk:
    """All places of a window, in reading order.

    Attributes:
        padded: The input with its padding, shape (rows, cols, channels).
        inside: Position of the input in it: (top, left, bottom, right), the last two not included.
        steps: The steps.
        output: The output, shape (rows, cols).
    """

    padded: Values
    inside: tuple[int, int, int, int]
    steps: tuple[Step, ...]
    output: Values


def convolve(values: Values, kernel: Values, window: Window, bias: float = 0.0) -> Walk:
    """Slide one kernel over all channels of an input and add the products up.

    Args:
        values: Input, shape (rows, cols, channels).
        kernel: Shape (size, size, channels).
        window: Its size, stride and padding.
        bias: Added to each sum.

    Raises:
        SteppingError: The kernel's channels or size are not those of input and window, or it does not fit.
    """
    if kernel.shape != (window.size, window.size, values.shape[2]):
        raise SteppingError(
            Message(
                "A kernel of {kernel} does not fit a window of {size}×{size} over {channels} channels: each kernel "
                "needs one square for each channel of the input.",
                kernel=dimensions(kernel.shape),
                size=window.size,
                channels=values.shape[2],
            )
        )
    padded, inside = _padded(values, window)
    return _walk(padded, inside, window, kernel, lambda products: float(products.sum()) + bias)


def pool(values: Values, window: Window, average: bool = False) -> Walk:
    """Keep the largest value under the window, or the mean; padding is ignored.

    Args:
        values: One channel, shape (rows, cols, 1): pooling treats each on its own.
        window: Its size, stride and padding.
        average: Whether the mean is kept.

    Raises:
        SteppingError: The window does not fit.
    """
    padded, inside = _padded(values, window, beyond=np.nan)
    mean_or_largest = np.nanmean if average else np.nanmax
    return _walk(padded, inside, window, None, lambda under: float(mean_or_largest(under)))


def relu(values: Values) -> Walk:
    """Keep positive values and set the rest to zero, cell by cell; values of shape (rows, cols, 1)."""
    return _walk(values, (0, 0, *values.shape[:2]), Window(1), None, lambda under: max(0.0, float(under[0, 0, 0])))


def turned(kernel: Values) -> Values:
    """Rotate a kernel by 180°, which makes cross-correlation the convolution of mathematics.

    >>> turned(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[4.0, 3.0], [2.0, 1.0]]
    """
    return kernel[::-1, ::-1]


def _padded(values: Values, window: Window, beyond: float | None = None) -> tuple[Values, tuple[int, int, int, int]]:
    """Return the input with its padding, and the position of the input in it."""
    height, width = values.shape[:2]
    rows, cols = window.margins(height), window.margins(width)
    inside = (rows[0], cols[0], rows[0] + height, cols[0] + width)
    around = (rows, cols, (0, 0))
    if window.fill == "edge" and beyond is None:
        return np.pad(values, around, mode="edge"), inside
    constant = beyond if beyond is not None else float(window.fill == "ones")
    return np.pad(values, around, constant_values=constant), inside


def _walk(
    padded: Values,
    inside: tuple[int, int, int, int],
    window: Window,
    kernel: Values | None,
    settle: Callable[[Values], float],
) -> Walk:
    """Visit each place; ``settle`` computes the result from the products."""
    size, stride = window.size, window.stride
    steps = []
    for row, top in enumerate(range(0, padded.shape[0] - size + 1, stride)):
        for col, left in enumerate(range(0, padded.shape[1] - size + 1, stride)):
            under = padded[top : top + size, left : left + size]
            products = under if kernel is None else under * kernel
            steps.append(Step(row, col, top, left, under, products, settle(products)))
    last = steps[-1]
    output = np.array([step.result for step in steps]).reshape(last.row + 1, last.col + 1)
    return Walk(padded, inside, tuple(steps), output)
