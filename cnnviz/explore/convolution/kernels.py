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
from cnnviz.locale import N_

SIZES = range(2, 10)
TOLERANCE = 1e-9
"""Largest rounding error of a sum, as a share of the sum of the absolute numbers."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel and its description.

    Attributes:
        name: Short name, as in a link.
        title: Name for people, to be translated.
        text: Two sentences, to be translated: the question that it answers, and where its sum comes from.
        matrices: Its numbers, each of shape (rows, cols); with two, the result is the root of the sum of both squares.
        scale: Factor of the numbers.
        offset: Added to the result, in shares of white.
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
        """Sum of the weights, and so the result on a white wall; 0 exactly where rounding alone differs from it."""
        sums = [
            0.0 if abs(each.sum()) <= TOLERANCE * np.abs(each).sum() else float(each.sum()) for each in self.weights
        ]
        return hypot(*sums) if len(sums) > 1 else sums[0]

    @property
    def negative(self) -> bool:
        """Whether a picture can have a negative result."""
        return len(self.matrices) == 1 and bool(self.weights[0].min() < 0 or self.offset < 0)


_BOTH = N_(
    "How steep is it here, in whichever direction? The root of the sum of both squares; each kernel has the sum 0."
)

_CLASSIC = (
    Kernel(
        "sharpen",
        N_("Sharpen"),
        N_(
            "How far does a pixel stand out from its four neighbours? The picture itself (sum 1) less its Laplacian "
            "(sum 0) has the sum 1: uniform areas stay as they are."
        ),
        (sharpen(),),
    ),
    Kernel(
        "emboss",
        N_("Emboss"),
        N_(
            "Does it get brighter towards the lower right? The picture itself (sum 1) plus a slope (sum 0) has the "
            "sum 1, and looks like a relief lit from the upper left."
        ),
        (emboss(),),
    ),
    Kernel(
        "blur",
        N_("Blur"),
        N_(
            "What is the mean of the nine pixels? Nine ones add up to 9, so the sum is divided by 9 to keep "
            "the brightness."
        ),
        (np.ones((3, 3)),),
        scale=1 / 9,
    ),
    Kernel(
        "edge_enhance",
        N_("Edge enhance"),
        N_(
            "By how much is a pixel brighter than its left neighbour? One minus one: the sum is 0 and a uniform area "
            "gives 0."
        ),
        (edge_enhance(),),
    ),
    Kernel(
        "edge_detect",
        N_("Edge detect"),
        N_(
            "Does a pixel differ from the mean of its four neighbours? Four times 1 and −4 have the sum 0: a uniform "
            "area and an even slope give 0."
        ),
        (laplacian(),),
    ),
    Kernel(
        "identity",
        N_("Identity"),
        N_("What is here? One 1 among zeros has the sum 1 and changes nothing."),
        (identity(),),
    ),
    Kernel(
        "box",
        N_("Box blur"),
        N_("What is the mean under the window? The numbers add up to 1, so the brightness stays."),
        (box(5),),
    ),
    Kernel(
        "gaussian",
        N_("Gaussian blur"),
        N_("What is the mean, near pixels counting more? The numbers add up to 1, so the brightness stays."),
        (gaussian(),),
    ),
    Kernel(
        "motion_blur",
        N_("Motion blur"),
        N_(
            "What is the mean along a line, as if the camera had moved? The numbers add up to 1, so the "
            "brightness stays."
        ),
        (motion_blur(),),
    ),
    Kernel(
        "unsharp",
        N_("Unsharp mask"),
        N_(
            "What does a blur take away? The picture itself (sum 1) plus that difference (sum 0) has the sum 1: fine "
            "detail counts double."
        ),
        (unsharp(),),
    ),
    Kernel(
        "sobel_x",
        N_("Sobel x"),
        N_(
            "How steeply does it get brighter to the right? The numbers cancel each other, so the sum is 0 and a "
            "uniform area gives 0."
        ),
        (sobel(),),
    ),
    Kernel(
        "sobel_y",
        N_("Sobel y"),
        N_(
            "How steeply does it get brighter downwards? The numbers cancel each other, so the sum is 0 and a uniform "
            "area gives 0."
        ),
        (sobel().T,),
    ),
    Kernel(
        "sobel",
        N_("Sobel magnitude"),
        _BOTH,
        (sobel(), sobel().T),
    ),
    Kernel(
        "prewitt_x",
        N_("Prewitt x"),
        N_(
            "How steeply does it get brighter to the right, all rows counting alike? The numbers cancel each other, "
            "so the sum is 0 and a uniform area gives 0."
        ),
        (prewitt(),),
    ),
    Kernel(
        "prewitt_y",
        N_("Prewitt y"),
        N_(
            "How steeply does it get brighter downwards, all columns counting alike? The numbers cancel each other, "
            "so the sum is 0 and a uniform area gives 0."
        ),
        (prewitt().T,),
    ),
    Kernel(
        "prewitt",
        N_("Prewitt magnitude"),
        _BOTH,
        (prewitt(), prewitt().T),
    ),
    Kernel(
        "scharr_x",
        N_("Scharr x"),
        N_(
            "How steeply does it get brighter to the right, measured most evenly at every angle of an edge? The "
            "numbers cancel each other, so the sum is 0 and a uniform area gives 0."
        ),
        (scharr(),),
    ),
    Kernel(
        "scharr_y",
        N_("Scharr y"),
        N_(
            "How steeply does it get brighter downwards, measured most evenly at every angle of an edge? The numbers "
            "cancel each other, so the sum is 0 and a uniform area gives 0."
        ),
        (scharr().T,),
    ),
    Kernel(
        "scharr",
        N_("Scharr magnitude"),
        _BOTH,
        (scharr(), scharr().T),
    ),
    Kernel(
        "laplacian",
        N_("Laplacian"),
        N_(
            "Does a pixel differ from the mean of its eight neighbours? Eight times 1 and −8 have the sum 0; Edge "
            "detect is the same with four neighbours."
        ),
        (laplacian(diagonals=True),),
    ),
    Kernel(
        "log",
        N_("Laplacian of Gaussian"),
        N_(
            "Where is a spot, dark or bright, of the Gaussian’s size? Its mean was subtracted, so the sum is 0 and a "
            "uniform area gives 0."
        ),
        (laplacian_of_gaussian(),),
    ),
    Kernel(
        "gabor",
        N_("Gabor"),
        N_(
            "Are there stripes of this width and direction here? As much of the Gaussian was subtracted as makes the "
            "sum 0: a uniform area gives 0."
        ),
        (gabor(),),
    ),
)

CLASSIC = {kernel.name: kernel for kernel in _CLASSIC}
"""Every classic kernel by its name, the five of Wílmer Pereira's slides first."""

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
