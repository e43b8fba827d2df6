"""Which kernels are classic, and what does each mean?  A meaning -> its matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from math import cos, hypot, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

SIZES = range(2, 10)
TOLERANCE = 1e-9
"""Of sums and ranks, as a share of the largest number of a kernel."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel with what is to be known of it.

    Attributes:
        name: Short name, as in a link.
        title: Name for people.
        text: Two sentences: what it answers, and where its sum comes from.
        matrices: Its numbers, each of shape (rows, cols); of two, the answer is the root of the sum of both squares.
        scale: What the numbers are multiplied with.
        offset: What is added to the answer, in shares of white.
    """

    name: str
    title: str
    text: str
    matrices: tuple[Matrix, ...]
    scale: float = 1.0
    offset: float = 0.0

    @property
    def weights(self) -> tuple[Matrix, ...]:
        """The numbers that are applied: the matrices times the scale."""
        return tuple(matrix * self.scale for matrix in self.matrices)

    @property
    def total(self) -> float:
        """Sum of the weights, and so the answer to a white wall; 0 exactly where rounding alone differs from it."""
        sums = [
            0.0 if abs(each.sum()) <= TOLERANCE * np.abs(each).sum() else float(each.sum()) for each in self.weights
        ]
        return hypot(*sums) if len(sums) > 1 else sums[0]

    @property
    def negative(self) -> bool:
        """Whether a picture can have a negative answer."""
        return len(self.matrices) == 1 and bool(self.weights[0].min() < 0 or self.offset < 0)


def separable(matrix: Matrix) -> bool:
    """Whether a column times a row gives the matrix, so that two thin kernels do its work: whether its rank is 1.

    >>> separable(sobel()), separable(laplacian())
    (True, False)
    """
    largest = np.abs(matrix).max()
    return bool(largest) and int(np.linalg.matrix_rank(matrix, tol=1e-6 * largest)) == 1


def factors(matrix: Matrix) -> tuple[Matrix, Matrix]:
    """Split a separable matrix into a column, shape (rows,), and a row, shape (cols,), whose outer product it is.

    >>> column, row = factors(sobel())
    >>> column.tolist(), row.tolist()
    ([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
    """
    top, left = np.unravel_index(np.abs(matrix).argmax(), matrix.shape)
    column = matrix[:, left]
    column = column / np.abs(column[column != 0]).min() * np.sign(column[top])
    return column + 0.0, matrix[top] / column[top] + 0.0  # Adding 0 leaves no −0.


def identity(size: int = 3) -> Matrix:
    """One in the middle: the picture itself. In an even size the middle is the pixel right of and below the true one."""
    matrix = np.zeros((size, size))
    matrix[size // 2, size // 2] = 1
    return matrix


def binomial(size: int) -> Matrix:
    """A smooth row, 1 1 folded with itself: ``1 2 1``, ``1 4 6 4 1``."""
    row = np.ones(1)
    for _ in range(size - 1):
        row = np.convolve(row, [1.0, 1.0])
    return row


def centred(size: int) -> Matrix:
    """How far each place of a row is from its middle, in pixels: ``-1 0 1``."""
    return np.arange(size, dtype=float) - (size - 1) / 2


def box(size: int = 5) -> Matrix:
    """The mean of all pixels under the window."""
    return np.full((size, size), 1 / size**2)


def gaussian(size: int = 5, sigma: float = 1.0) -> Matrix:
    """A mean that counts near pixels more, by a bell of standard deviation ``sigma`` pixels."""
    row = np.exp(-(centred(size) ** 2) / (2 * sigma**2))
    return np.asarray(np.outer(row, row) / row.sum() ** 2)


def laplacian(diagonals: bool = False) -> Matrix:
    """Second differences, 1 -2 1, along row and column, and along both diagonals if asked for."""
    matrix = np.zeros((3, 3))
    matrix[1] += (1, -2, 1)
    matrix[:, 1] += (1, -2, 1)
    if diagonals:
        matrix += np.diag((1, -2, 1)) + np.fliplr(np.diag((1, -2, 1)))
    return matrix


def laplacian_of_gaussian(size: int = 7, sigma: float = 1.2) -> Matrix:
    """The Laplacian of a bell, less its mean, so that a flat wall gives 0 in spite of the cut rim."""
    squares = centred(size)[:, None] ** 2 + centred(size) ** 2
    matrix = (squares - 2 * sigma**2) / sigma**4 * gaussian(size, sigma)
    return np.asarray(matrix - matrix.mean())


def sobel(size: int = 3) -> Matrix:
    """A difference along the row, smooth down the column."""
    return np.outer(binomial(size), np.convolve(binomial(size - 1), [-1.0, 1.0]))


def prewitt(size: int = 3) -> Matrix:
    """The slope of the straight line that fits a row best, added down the column."""
    return np.outer(np.ones(size), centred(size))


def scharr() -> Matrix:
    """Sobel with a column that makes its answer depend least on the angle of an edge."""
    return np.outer([3.0, 10.0, 3.0], [-1.0, 0.0, 1.0])


def steered(slope: Matrix, angle: float) -> Matrix:
    """Turn a kernel that measures the slope along the row to an angle in degrees, anticlockwise."""
    return cos(radians(angle)) * slope - sin(radians(angle)) * slope.T


def sharpen() -> Matrix:
    """The picture less its Laplacian."""
    return identity() - laplacian()


def emboss() -> Matrix:
    """The picture plus its slope along the diagonal, as a relief lit from one side."""
    return identity() + centred(3)[:, None] + centred(3)


def edge_enhance() -> Matrix:
    """A pixel less its left neighbour."""
    return identity() - np.roll(identity(), -1, axis=1)


def unsharp(size: int = 5, sigma: float = 1.0, amount: float = 1.0) -> Matrix:
    """The picture plus ``amount`` times what a Gaussian blur takes away."""
    return identity(size) + amount * (identity(size) - gaussian(size, sigma))


def motion_blur(size: int = 7, angle: float = 0.0) -> Matrix:
    """The mean along a line through the middle at an angle in degrees, anticlockwise from the row."""
    x, y = centred(size), -centred(size)[:, None]
    along = x * cos(radians(angle)) + y * sin(radians(angle))
    beside = y * cos(radians(angle)) - x * sin(radians(angle))
    matrix = np.clip(1 - np.abs(beside), 0, 1) * (np.abs(along) <= size / 2)
    return np.asarray(matrix / matrix.sum())


def gabor(size: int = 9, sigma: float = 2.0, angle: float = 0.0, wavelength: float = 4.0) -> Matrix:
    """A wave across an angle in degrees under a bell; as much of the bell is taken off as makes the sum 0.

    Reference: Daugman, 1985, Uncertainty relation for resolution in space, spatial frequency, and orientation.
    """
    bell = gaussian(size, sigma) / gaussian(size, sigma).max()
    x, y = centred(size), -centred(size)[:, None]
    wave = np.cos(2 * pi / wavelength * (x * cos(radians(angle)) + y * sin(radians(angle)))) * bell
    return np.asarray(wave - bell * wave.sum() / bell.sum())


_SLOPE = "The numbers cancel each other, so the sum is 0 and a flat wall gives 0."
_MEAN = "The numbers share out 1, so the brightness stays."
_BOTH = "How steep is it here, in whichever direction? The root of the sum of both squares; each kernel has the sum 0."

_CLASSIC = (
    Kernel("sharpen", "Sharpen", "How far does a pixel stand out from its four neighbours? The picture itself (sum 1) less its "
           "Laplacian (sum 0) has the sum 1: flat parts stay as they are.", (sharpen(),)),
    Kernel("emboss", "Emboss", "Does it get brighter towards the lower right, as on a relief lit from there? The picture itself "
           "(sum 1) plus a slope (sum 0) has the sum 1.", (emboss(),)),
    Kernel("blur", "Blur", "What is the mean of the nine pixels? The document writes nine ones, whose sum of 9 the drawing program "
           "divides away, so that the brightness stays.", (np.ones((3, 3)),), scale=1 / 9),
    Kernel("edge_enhance", "Edge enhance", "By how much is a pixel brighter than its left neighbour? One minus one: the sum is 0 "
           "and a flat wall gives 0.", (edge_enhance(),)),
    Kernel("edge_detect", "Edge detect", "Does a pixel differ from the mean of its four neighbours? Four times 1 and −4 have the "
           "sum 0: a flat wall and an even slope give 0.", (laplacian(),)),
    Kernel("identity", "Identity", "What is here? One 1 among zeros has the sum 1 and changes nothing.", (identity(),)),
    Kernel("box", "Box blur", f"What is the mean under the window? {_MEAN}", (box(5),)),
    Kernel("gaussian", "Gaussian blur", f"What is the mean, near pixels counting more? {_MEAN}", (gaussian(),)),
    Kernel("motion_blur", "Motion blur", f"What is the mean along a line, as if the camera had moved? {_MEAN}", (motion_blur(),)),
    Kernel("unsharp", "Unsharp mask", "What would a blur take away, and twice as much of it? The picture itself (sum 1) plus what "
           "the blur takes away (sum 0) has the sum 1.", (unsharp(),)),
    Kernel("sobel_x", "Sobel x", f"How steeply does it get brighter to the right? {_SLOPE}", (sobel(),)),
    Kernel("sobel_y", "Sobel y", f"How steeply does it get brighter downwards? {_SLOPE}", (sobel().T,)),
    Kernel("sobel", "Sobel magnitude", _BOTH, (sobel(), sobel().T)),
    Kernel("prewitt_x", "Prewitt x", f"How steeply does it get brighter to the right, all rows counting alike? {_SLOPE}", (prewitt(),)),
    Kernel("prewitt_y", "Prewitt y", f"How steeply does it get brighter downwards, all columns counting alike? {_SLOPE}", (prewitt().T,)),
    Kernel("prewitt", "Prewitt magnitude", _BOTH, (prewitt(), prewitt().T)),
    Kernel("scharr_x", "Scharr x", f"How steeply does it get brighter to the right, at any angle of the edge? {_SLOPE}", (scharr(),)),
    Kernel("scharr_y", "Scharr y", f"How steeply does it get brighter downwards, at any angle of the edge? {_SLOPE}", (scharr().T,)),
    Kernel("scharr", "Scharr magnitude", _BOTH, (scharr(), scharr().T)),
    Kernel("laplacian", "Laplacian", "Does a pixel differ from the mean of its eight neighbours? Eight times 1 and −8 have the sum 0; "
           "Edge detect is the same with four neighbours.", (laplacian(diagonals=True),)),
    Kernel("log", "Laplacian of Gaussian", "Where is a spot, dark or bright, of the bell’s size? Its mean was taken off, so the sum "
           "is 0 and a flat wall gives 0.", (laplacian_of_gaussian(),)),
    Kernel("gabor", "Gabor", "Are there stripes of this width and direction here? As much of the bell was taken off as makes the sum "
           "0: a flat wall gives 0.", (gabor(),)),
)  # fmt: skip

CLASSIC = {kernel.name: kernel for kernel in _CLASSIC}
"""Every classic kernel by its name, the five of document 003 first."""

BUILD: dict[str, Callable[..., Matrix]] = {
    "identity": identity,
    "box": box,
    "gaussian": gaussian,
    "motion_blur": motion_blur,
    "unsharp": unsharp,
    "sobel_x": sobel,
    "sobel_y": lambda size=3: sobel(size).T,
    "prewitt_x": prewitt,
    "prewitt_y": lambda size=3: prewitt(size).T,
    "log": laplacian_of_gaussian,
    "gabor": gabor,
}
"""The classic kernels that come in many sizes, widths or angles."""


def settings(name: str) -> dict[str, float]:
    """Return what can be set of a classic kernel, and the values that it has in CLASSIC.

    >>> settings("gaussian"), settings("sharpen")
    ({'size': 5, 'sigma': 1.0}, {})
    """
    return {each: found.default for each, found in signature(BUILD[name]).parameters.items()} if name in BUILD else {}


def made(name: str, **values: float) -> Matrix:
    """Build the matrix of a classic kernel with some of its settings changed; of a magnitude, the first.

    >>> made("box", size=2).tolist()
    [[0.25, 0.25], [0.25, 0.25]]
    """
    return BUILD[name](**values) if name in BUILD else CLASSIC[name].matrices[0]


def resized(matrix: Matrix, size: int) -> Matrix:
    """Put zeros around a square matrix, or cut its rim off; its middle stays the middle.

    >>> resized(np.array([[1.0, 2.0], [3.0, 4.0]]), 3).tolist()
    [[1.0, 2.0, 0.0], [3.0, 4.0, 0.0], [0.0, 0.0, 0.0]]
    """
    shift = size // 2 - len(matrix) // 2
    wide = np.zeros((size, size))
    old, new = (
        slice(max(0, -shift), min(len(matrix), size - shift)),
        slice(max(0, shift), min(size, len(matrix) + shift)),
    )
    wide[new, new] = matrix[old, old]
    return wide
