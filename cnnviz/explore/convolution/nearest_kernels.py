"""The classic kernel nearest to each learned one: (weights of a first layer) -> the best match of each kernel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.convolution import kernel_matrices as matrices
from cnnviz.explore.convolution.kernel_matrices import Matrix
from cnnviz.locale import Message

ANGLES = range(0, 180, 15)
RANDOM = 500


@dataclass(frozen=True, eq=False)
class Match:
    """The classic kernel that a learned one is nearest to.

    Attributes:
        title: Its name, size and angle.
        cosine: Similarity: 1 is the same but for its strength, 0 is nothing in common.
        pattern: The classic kernel at the place where it fits best, its squares summing to 1, shape (rows, cols).
        colours: Its weight, with sign, in each input, shape (inputs,).
    """

    title: Message
    cosine: float
    pattern: Matrix
    colours: NDArray[np.float64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """The classic kernel in the colours and the strength of the learned one, shape (rows, cols, inputs)."""
        return self.pattern[:, :, None] * self.colours


def nearest(learned: NDArray[np.floating]) -> list[Match]:
    """Find for each learned kernel the classic one with the largest cosine.

    Every classic kernel that fits is tried in each of its sizes and angles, at each place of the window; its weight in
    each input, and so its sign, is the one that fits best.

    Args:
        learned: Kernels of a first layer, shape (rows, cols, inputs, kernels).

    Returns:
        One match a kernel; a kernel of zeros has the cosine 0 with all.

    >>> match = nearest(-3 * matrices.sobel()[:, :, None, None])[0]
    >>> str(match.title), f"{match.cosine:.3f}", match.colours.round(2).tolist()
    ('Sobel 3×3, 0°', '1.000', [-10.39])
    """
    rows, cols, inputs, count = learned.shape
    titles, patterns = _candidates(rows, cols)
    fits = np.tensordot(patterns, learned.astype(float).reshape(rows * cols, inputs, count), 1)
    strengths = np.linalg.norm(fits, axis=1)
    best = strengths.argmax(axis=0)
    norms = np.linalg.norm(learned.reshape(-1, count), axis=0)
    return [
        Match(
            titles[place],
            min(1.0, float(strengths[place, number] / (norms[number] or 1))),
            patterns[place].reshape(rows, cols),
            fits[place, :, number],
        )
        for number, place in enumerate(best)
    ]


@lru_cache(maxsize=8)
def by_chance(rows: int, cols: int, inputs: int) -> float:
    """Return the mean cosine of kernels of random numbers, with which every other cosine has to be compared.

    The smaller the kernels, the larger it is.
    """
    drawn = np.random.default_rng(0).normal(size=(rows, cols, inputs, RANDOM))
    return float(np.mean([match.cosine for match in nearest(drawn)]))


@lru_cache(maxsize=8)
def _candidates(rows: int, cols: int) -> tuple[list[Message], Matrix]:
    """Return the title and the numbers of each classic kernel at each place, shape (candidates, rows * cols)."""
    titles, patterns = [], []
    for title, matrix in _classic(min(rows, cols)):
        high, wide = matrix.shape
        unit = matrix / np.linalg.norm(matrix)
        for top in range(rows - high + 1):
            for left in range(cols - wide + 1):
                placed = np.zeros((rows, cols))
                placed[top : top + high, left : left + wide] = unit
                titles.append(title)
                patterns.append(placed.ravel())
    return titles, np.array(patterns)


def _classic(largest: int) -> Iterator[tuple[Message, Matrix]]:
    """Yield the classic kernels in every size that fits, without those that are the same at another angle."""
    yield Message("Identity"), matrices.identity(1)
    for size in range(2, largest + 1):
        yield Message("Box blur {size}", size=f"{size}×{size}"), matrices.box(size)
    for size in range(3, largest + 1):
        at = f"{size}×{size}"
        yield Message("Gaussian blur {size}", size=at), matrices.gaussian(size, size / 5)
        yield Message("Laplacian of Gaussian {size}", size=at), matrices.laplacian_of_gaussian(size, size / 6)
        yield Message("Unsharp mask {size}", size=at), matrices.unsharp(size, size / 5)
        for angle in ANGLES:
            given = {"size": at, "angle": angle}
            yield Message("Sobel {size}, {angle}°", **given), matrices.steered(matrices.sobel(size), angle)
            yield Message("Prewitt {size}, {angle}°", **given), matrices.steered(matrices.prewitt(size), angle)
            yield Message("Motion blur {size}, {angle}°", **given), matrices.motion_blur(size, angle)
            if size > 3:
                for waves in (1.0, 1.5, 2.0):
                    yield (
                        Message("Gabor {size}, {angle}°", **given),
                        matrices.gabor(size, size / 4, angle, size / waves),
                    )
    if largest >= 3:
        yield Message("Sharpen"), matrices.sharpen()
        yield Message("Edge detect"), matrices.laplacian()
        yield Message("Laplacian"), matrices.laplacian(diagonals=True)
        for turns in range(4):
            yield Message("Emboss, rotated by {angle}°", angle=90 * turns), np.rot90(matrices.emboss(), turns)
        for angle in ANGLES:
            yield Message("Scharr 3×3, {angle}°", angle=angle), matrices.steered(matrices.scharr(), angle)
    if largest >= 2:
        yield Message("Edge enhance, along the row"), matrices.edge_enhance()[1:2, :2]
        yield Message("Edge enhance, down the column"), matrices.edge_enhance()[1:2, :2].T
