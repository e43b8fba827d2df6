"""The classic kernels with their explanations, and the settings of those that come in many sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from math import hypot

import numpy as np

from cnnviz.explore.convolution.kernel_matrices import (
    Matrix,
    box,
    edge_enhance,
    emboss,
    gabor,
    gaussian,
    identity,
    laplacian,
    laplacian_of_gaussian,
    motion_blur,
    prewitt,
    scharr,
    sharpen,
    sobel,
    unsharp,
)

SIZES = range(2, 10)
TOLERANCE = 1e-9
"""Largest rounding error of a sum, as a share of the sum of the absolute numbers."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel and its description.

    Attributes:
        name: Short name, as in a link.
        title: Name for people.
        text: Two sentences: the question that it answers, and where its sum comes from.
        matrices: Its numbers, each of shape (rows, cols); with two, the answer is the root of the sum of both squares.
        scale: Factor of the numbers.
        offset: Added to the answer, in shares of white.
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


_SLOPE = "The numbers cancel each other, so the sum is 0 and a flat wall gives 0."
_MEAN = "The numbers share out 1, so the brightness stays."
_BOTH = "How steep is it here, in whichever direction? The root of the sum of both squares; each kernel has the sum 0."

_CLASSIC = (
    Kernel(
        "sharpen",
        "Sharpen",
        "How far does a pixel stand out from its four neighbours? The picture itself (sum 1) less its Laplacian "
        "(sum 0) has the sum 1: flat parts stay as they are.",
        (sharpen(),),
    ),
    Kernel(
        "emboss",
        "Emboss",
        "Does it get brighter towards the lower right, as on a relief lit from there? The picture itself (sum 1) "
        "plus a slope (sum 0) has the sum 1.",
        (emboss(),),
    ),
    Kernel(
        "blur",
        "Blur",
        "What is the mean of the nine pixels? The document writes nine ones, whose sum of 9 the drawing program "
        "divides away, so that the brightness stays.",
        (np.ones((3, 3)),),
        scale=1 / 9,
    ),
    Kernel(
        "edge_enhance",
        "Edge enhance",
        "By how much is a pixel brighter than its left neighbour? One minus one: the sum is 0 and a flat wall gives 0.",
        (edge_enhance(),),
    ),
    Kernel(
        "edge_detect",
        "Edge detect",
        "Does a pixel differ from the mean of its four neighbours? Four times 1 and −4 have the sum 0: a flat "
        "wall and an even slope give 0.",
        (laplacian(),),
    ),
    Kernel(
        "identity",
        "Identity",
        "What is here? One 1 among zeros has the sum 1 and changes nothing.",
        (identity(),),
    ),
    Kernel(
        "box",
        "Box blur",
        f"What is the mean under the window? {_MEAN}",
        (box(5),),
    ),
    Kernel(
        "gaussian",
        "Gaussian blur",
        f"What is the mean, near pixels counting more? {_MEAN}",
        (gaussian(),),
    ),
    Kernel(
        "motion_blur",
        "Motion blur",
        f"What is the mean along a line, as if the camera had moved? {_MEAN}",
        (motion_blur(),),
    ),
    Kernel(
        "unsharp",
        "Unsharp mask",
        "What would a blur take away, and twice as much of it? The picture itself (sum 1) plus what the blur "
        "takes away (sum 0) has the sum 1.",
        (unsharp(),),
    ),
    Kernel(
        "sobel_x",
        "Sobel x",
        f"How steeply does it get brighter to the right? {_SLOPE}",
        (sobel(),),
    ),
    Kernel(
        "sobel_y",
        "Sobel y",
        f"How steeply does it get brighter downwards? {_SLOPE}",
        (sobel().T,),
    ),
    Kernel(
        "sobel",
        "Sobel magnitude",
        _BOTH,
        (sobel(), sobel().T),
    ),
    Kernel(
        "prewitt_x",
        "Prewitt x",
        f"How steeply does it get brighter to the right, all rows counting alike? {_SLOPE}",
        (prewitt(),),
    ),
    Kernel(
        "prewitt_y",
        "Prewitt y",
        f"How steeply does it get brighter downwards, all columns counting alike? {_SLOPE}",
        (prewitt().T,),
    ),
    Kernel(
        "prewitt",
        "Prewitt magnitude",
        _BOTH,
        (prewitt(), prewitt().T),
    ),
    Kernel(
        "scharr_x",
        "Scharr x",
        f"How steeply does it get brighter to the right, at any angle of the edge? {_SLOPE}",
        (scharr(),),
    ),
    Kernel(
        "scharr_y",
        "Scharr y",
        f"How steeply does it get brighter downwards, at any angle of the edge? {_SLOPE}",
        (scharr().T,),
    ),
    Kernel(
        "scharr",
        "Scharr magnitude",
        _BOTH,
        (scharr(), scharr().T),
    ),
    Kernel(
        "laplacian",
        "Laplacian",
        "Does a pixel differ from the mean of its eight neighbours? Eight times 1 and −8 have the sum 0; Edge "
        "detect is the same with four neighbours.",
        (laplacian(diagonals=True),),
    ),
    Kernel(
        "log",
        "Laplacian of Gaussian",
        "Where is a spot, dark or bright, of the bell’s size? Its mean was taken off, so the sum is 0 and a flat "
        "wall gives 0.",
        (laplacian_of_gaussian(),),
    ),
    Kernel(
        "gabor",
        "Gabor",
        "Are there stripes of this width and direction here? As much of the bell was taken off as makes the sum "
        "0: a flat wall gives 0.",
        (gabor(),),
    ),
)

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
    """Return the settings of a classic kernel, with the values that it has in CLASSIC.

    >>> settings("gaussian"), settings("sharpen")
    ({'size': 5, 'sigma': 1.0}, {})
    """
    parameters = signature(BUILD[name]).parameters.values() if name in BUILD else ()
    return {parameter.name: parameter.default for parameter in parameters}


def made(name: str, **values: float) -> Matrix:
    """Build the matrix of a classic kernel with some of its settings changed; the first one of a magnitude.

    >>> made("box", size=2).tolist()
    [[0.25, 0.25], [0.25, 0.25]]
    """
    return BUILD[name](**values) if name in BUILD else CLASSIC[name].matrices[0]
