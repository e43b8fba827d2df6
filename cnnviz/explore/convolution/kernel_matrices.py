"""Matrices of kernels, built from their meaning: a size, a width, an angle -> shape (rows, cols)."""

from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def separable(matrix: Matrix) -> bool:
    """Return whether a column times a row gives the matrix, so that two thin kernels do its work: its rank is 1.

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
    """Return 1 in the middle of zeros: the picture itself. An even size has it right of and below the true middle."""
    matrix = np.zeros((size, size))
    matrix[size // 2, size // 2] = 1
    return matrix


def binomial(size: int) -> Matrix:
    """Return a smooth row, 1 1 convolved with itself: ``1 2 1``, ``1 4 6 4 1``."""
    row = np.ones(1)
    for _ in range(size - 1):
        row = np.convolve(row, [1.0, 1.0])
    return row


def centred(size: int) -> Matrix:
    """Return how far each place of a row is from its middle, in pixels: ``-1 0 1``."""
    return np.arange(size, dtype=float) - (size - 1) / 2


def box(size: int = 5) -> Matrix:
    """Return the mean of all pixels under the window."""
    return np.full((size, size), 1 / size**2)


def gaussian(size: int = 5, sigma: float = 1.0) -> Matrix:
    """Return a mean that weights near pixels more, by a Gaussian of standard deviation ``sigma`` pixels."""
    row = np.exp(-(centred(size) ** 2) / (2 * sigma**2))
    return np.asarray(np.outer(row, row) / row.sum() ** 2)


def laplacian(diagonals: bool = False) -> Matrix:
    """Return second differences, 1 -2 1, along row and column, and along both ``diagonals`` if wanted."""
    matrix = np.zeros((3, 3))
    matrix[1] += (1, -2, 1)
    matrix[:, 1] += (1, -2, 1)
    if diagonals:
        matrix += np.diag((1, -2, 1)) + np.fliplr(np.diag((1, -2, 1)))
    return matrix


def laplacian_of_gaussian(size: int = 7, sigma: float = 1.2) -> Matrix:
    """Return the Laplacian of a Gaussian, less its mean, so that a flat wall gives 0 although the rim is cut."""
    squares = centred(size)[:, None] ** 2 + centred(size) ** 2
    matrix = (squares - 2 * sigma**2) / sigma**4 * gaussian(size, sigma)
    return np.asarray(matrix - matrix.mean())


def sobel(size: int = 3) -> Matrix:
    """Return a difference along the row, smoothed down the column."""
    return np.outer(binomial(size), np.convolve(binomial(size - 1), [-1.0, 1.0]))


def prewitt(size: int = 3) -> Matrix:
    """Return the slope of the straight line that fits a row best, added down the column."""
    return np.outer(np.ones(size), centred(size))


def scharr() -> Matrix:
    """Return a Sobel kernel whose column makes its answer depend least on the angle of an edge."""
    return np.outer([3.0, 10.0, 3.0], [-1.0, 0.0, 1.0])


def steered(slope: Matrix, angle: float) -> Matrix:
    """Turn a kernel that measures the slope along the row to an angle in degrees, anticlockwise."""
    return cos(radians(angle)) * slope - sin(radians(angle)) * slope.T


def sharpen() -> Matrix:
    """Return the picture less its Laplacian."""
    return identity() - laplacian()


def emboss() -> Matrix:
    """Return the picture plus its slope along the diagonal, as a relief lit from one side."""
    return identity() + centred(3)[:, None] + centred(3)


def edge_enhance() -> Matrix:
    """Return a pixel less its left neighbour."""
    return identity() - np.roll(identity(), -1, axis=1)


def unsharp(size: int = 5, sigma: float = 1.0, amount: float = 1.0) -> Matrix:
    """Return the picture plus ``amount`` times the difference from its Gaussian blur."""
    return identity(size) + amount * (identity(size) - gaussian(size, sigma))


def motion_blur(size: int = 7, angle: float = 0.0) -> Matrix:
    """Return the mean along a line through the middle at an angle in degrees, anticlockwise from the row."""
    x, y = centred(size), -centred(size)[:, None]
    along = x * cos(radians(angle)) + y * sin(radians(angle))
    beside = y * cos(radians(angle)) - x * sin(radians(angle))
    matrix = np.clip(1 - np.abs(beside), 0, 1) * (np.abs(along) <= size / 2)
    return np.asarray(matrix / matrix.sum())


def gabor(size: int = 9, sigma: float = 2.0, angle: float = 0.0, wavelength: float = 4.0) -> Matrix:
    """Return a wave at an angle in degrees under a Gaussian, of which as much is subtracted as makes the sum 0.

    Reference: Daugman, 1985, Uncertainty relation for resolution in space, spatial frequency, and orientation.
    """
    bell = gaussian(size, sigma) / gaussian(size, sigma).max()
    x, y = centred(size), -centred(size)[:, None]
    wave = np.cos(2 * pi / wavelength * (x * cos(radians(angle)) + y * sin(radians(angle)))) * bell
    return np.asarray(wave - bell * wave.sum() / bell.sum())


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
