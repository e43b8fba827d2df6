"""Apply kernels to pictures: (picture, kernel) -> the sum under the window at every place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.explore.convolution.kernels import Kernel

Values = NDArray[np.floating]

BORDERS = ("zero", "one", "edge", "reflect")
AFTERWARDS = ("nothing", "absolute", "relu")
LUMA = (0.299, 0.587, 0.114)
"""Brightness of red, green and blue to the eye: ITU-R BT.601."""
WORK = 400_000
"""Multiplications at once: few enough that their numbers fit the processor's cache and that one core is used."""
LINE = (213, 94, 0)
"""Colour of the line between before and after: the vermilion of the figures."""
SAMPLED = 3
"""Every third row and column is enough to estimate how large the values are."""
SHARE = 98
"""Per cent of the values shown between black and white; the few beyond would leave the rest grey."""


def correlate(picture: Values, kernel: ArrayLike, border: str = "reflect", stride: int = 1) -> Values:
    """Slide a kernel over a picture, as a convolution layer does: it is not flipped.

    The window's middle is placed on each pixel in turn; in an even size the middle is the pixel right of and below the
    true one.

    Args:
        picture: Shape (rows, cols) or (rows, cols, channels), of any range; each channel is treated the same.
        kernel: Shape (kernel rows, kernel cols).
        border: Values around the picture: ``"zero"``, ``"one"``, ``"edge"`` (its outermost pixels go on) or
            ``"reflect"`` (its mirror image, outermost pixels twice).
        stride: Pixels by which the window moves.

    Returns:
        Shape (rows / stride, cols / stride), rounded up, and the channels; of the picture's type.

    >>> correlate(np.array([[0.0, 0.0, 1.0]]), [[-1, 0, 1]]).tolist()
    [[0.0, 1.0, 1.0]]
    """
    answers: Values = correlate_all(picture, np.asarray(kernel)[None], border, stride)[0]
    return answers


def correlate_all(picture: Values, kernels: ArrayLike, border: str = "reflect", stride: int = 1) -> Values:
    """Slide several kernels of one size over a picture, faster than one after another.

    Args:
        picture: As for `correlate`.
        kernels: Shape (n, kernel rows, kernel cols).
        border: As for `correlate`.
        stride: As for `correlate`.

    Returns:
        What `correlate` gives for each kernel, shape (n, ...).
    """
    matrices = np.asarray(kernels, picture.dtype)
    count, high, wide = matrices.shape
    rows, cols, *rest = picture.shape
    step = prod(rest)
    around = padded(picture, high, wide, border)
    # In one long row each place of the window is a shift. The last shifts read beyond the end, for columns that are cut
    # off.
    line = np.append(around.ravel(), np.zeros((wide - 1) * step, picture.dtype))
    width = around.shape[1] * step
    shifts = [row * width + col * step for row in range(high) for col in range(wide)]
    flat = matrices.reshape(count, -1)
    answers = np.empty((count, rows * width), picture.dtype)
    block = min(max(512, WORK // flat.size), 16384, rows * width)
    windows = np.empty((len(shifts), block), picture.dtype)
    for start in range(0, rows * width, block):
        end = min(start + block, rows * width)
        for place, shift in enumerate(shifts):
            windows[place, : end - start] = line[start + shift : end + shift]
        np.matmul(flat, windows[:, : end - start], out=answers[:, start:end])
    return answers.reshape(count, rows, around.shape[1], *rest)[:, ::stride, :cols:stride]


def padded(picture: Values, high: int, wide: int, border: str) -> Values:
    """Pad a picture for a window of ``high`` rows and ``wide`` columns."""
    if border not in BORDERS:
        raise ValueError(f"There is no border {border!r}: choose one of {', '.join(BORDERS)}.")
    around = [(size // 2, (size - 1) // 2) for size in (high, wide)] + [(0, 0)] * (picture.ndim - 2)
    if border in ("zero", "one"):
        return np.pad(picture, around, constant_values=float(border == "one"))
    return np.pad(picture, around, mode="edge" if border == "edge" else "symmetric")


@dataclass(frozen=True)
class Treatment:
    """How kernels are applied.

    Attributes:
        grey: Whether the picture is made grey first; else each colour channel is treated on its own.
        border: Values around the picture, one of `BORDERS`.
        stride: Pixels by which the window moves.
        afterwards: Applied to each answer, one of `AFTERWARDS`.
    """

    grey: bool = False
    border: str = "reflect"
    stride: int = 1
    afterwards: str = "nothing"


def grey(picture: Values) -> Values:
    """Return the brightness of a colour picture (rows, cols, 3), shape (rows, cols, 1); a grey one unchanged."""
    if picture.shape[2] == 1:
        return picture
    return (picture @ np.asarray(LUMA, picture.dtype))[:, :, None]


def answer(picture: Values, kernel: Kernel, treatment: Treatment) -> Values:
    """Apply a kernel.

    Args:
        picture: Shape (rows, cols, channels), 0 (black) to 1 (white).
        kernel: The kernel; with two matrices, the answer is the root of the sum of squares.
        treatment: How it is applied.

    Returns:
        Shape (rows / stride, cols / stride, channels), of any range.
    """
    source = grey(picture) if treatment.grey else picture
    answers = [correlate(source, weights, treatment.border, treatment.stride) for weights in kernel.weights]
    values = (np.hypot(*answers) if len(answers) > 1 else answers[0]) + source.dtype.type(kernel.offset)
    if treatment.afterwards == "nothing":
        return values
    return np.abs(values) if treatment.afterwards == "absolute" else np.maximum(values, 0)


def chain(picture: Values, kernels: Sequence[Kernel], treatment: Treatment) -> list[Values]:
    """Apply kernels one after another, each to the answer of the one before; return all answers."""
    answers: list[Values] = []
    for kernel in kernels:
        answers.append(answer(answers[-1] if answers else picture, kernel, treatment))
    return answers


def respond(picture: Values, kernel: NDArray[np.floating]) -> Values:
    """Apply a kernel with different numbers for each channel, and add up, as a network's first layer does.

    Args:
        picture: Shape (rows, cols, channels).
        kernel: Shape (kernel rows, kernel cols, channels).

    Returns:
        Shape (rows, cols, 1); the picture is padded with zeros, as in a network.
    """
    channels = [correlate(picture[:, :, number], kernel[:, :, number], "zero") for number in range(kernel.shape[2])]
    total: Values = np.sum(channels, axis=0)[:, :, None]
    return total


@dataclass(frozen=True, eq=False)
class Reading:
    """An answer as a picture, with its scale.

    Attributes:
        pixels: Shape (rows, cols, channels), 0..255.
        black: The value shown as black.
        white: The value shown as white.
    """

    pixels: NDArray[np.uint8]
    black: float
    white: float


def brightness(values: Values) -> Reading:
    """Show values as a picture: 0 is black, 1 is white, and values beyond are clipped.

    >>> brightness(np.array([[[-1.0], [0.5], [1.5]]])).pixels.tolist()
    [[[0], [128], [255]]]
    """
    return _between(values, 0.0, 1.0)


def strengths(values: Values) -> Reading:
    """Show values as strengths: 0 is grey where some are negative, else black.

    >>> strengths(np.array([[[-2.0], [0.0], [2.0]]])).pixels.tolist()
    [[[0], [128], [255]]]
    >>> strengths(np.array([[[0.0], [4.0]]])).pixels.tolist()
    [[[0], [255]]]
    """
    # In a picture with few edges most values are 0: then the largest is the limit.
    limit = float(np.percentile(np.abs(values[::SAMPLED, ::SAMPLED]), SHARE)) or float(np.abs(values).max())
    limit = limit if limit > 1e-6 else 1.0
    return _between(values, -limit if values.min() < 0 else 0.0, limit)


def read(values: Values, kernels: Sequence[Kernel]) -> Reading:
    """Show the answer of kernels: as a picture if a white wall stays bright, else as strengths.

    Args:
        values: Shape (rows, cols, channels).
        kernels: The kernels that were applied, one after another.
    """
    wall = 1.0
    for kernel in kernels:
        wall = wall * kernel.total + kernel.offset
    return brightness(values) if wall > 0.25 else strengths(values)


def _between(values: Values, black: float, white: float) -> Reading:
    scaled = (values - black) * (255 / (white - black))
    return Reading(np.rint(np.clip(scaled, 0, 255)).astype(np.uint8), black, white)


def split(before: NDArray[np.uint8], after: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """Show the left of one picture and the right of another, with a line between them.

    Args:
        before: Shape (rows, cols, channels), 0..255.
        after: The same, or smaller by a stride, and then enlarged; with 1 channel or 3.
        share: Share of the first that is shown, 0 to 1.

    Returns:
        Shape (rows, cols, 3), 0..255.

    >>> split(np.zeros((1, 4, 1), np.uint8), np.full((1, 2, 1), 9, np.uint8), 0.5)[0, :, 0].tolist()
    [0, 0, 9, 9]
    """
    rows, cols = before.shape[:2]
    stride = -(-cols // after.shape[1])
    sides = [
        np.broadcast_to(each, (rows, cols, 3))
        for each in (before, after.repeat(stride, axis=0).repeat(stride, axis=1)[:rows, :cols])
    ]
    at = round(share * cols)
    sheet = np.concatenate([sides[0][:, :at], sides[1][:, at:]], axis=1)
    line = max(1, cols // 300)
    if line <= at < cols and cols > 20:
        sheet[:, at - line : at + line] = LINE
    return sheet
