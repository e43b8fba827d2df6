"""Lay a digit out as in MNIST: a drawing, light on dark, or a photo of ink on paper -> the digit in MNIST's frame.

Each digit of MNIST was scaled until the longer side of its ink filled 20 of 28 pixels, and then moved until its centre
of mass was in the middle (LeCun, Cortes and Burges). A network that learned from such digits recognises others only in
the same frame.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cnnviz.images.resize import fit, reduced

BRIGHT = 127
"""Grey level above which the median of a photo of paper lies."""
BOX = 20 / 28
"""Longer side of the ink, as a share of the picture's shorter side."""
PAPER, INK = 0.35, 0.7
"""Contrast with the paper, as a share of the darkest ink's: below the first all is paper, above the second ink."""
LOOKED_AT = 112
"""Side to which a picture is reduced to find out whether it is ink on an even ground."""
TINT, NEAR, EVEN = 3.0, 0.2, 0.7
"""Most that the colours of ink on paper differ from one another, of 255; how near to the ground a pixel counts as
ground, as a share of the contrast; and least share of ground. Of photos of other things, less than one in twenty is so
even."""
SMALL, WIDE = 64, 15
"""Side of the reduced picture in which the paper is estimated, and of its windows, each of which shows some paper."""


def framed(digit: NDArray[np.uint8], rows: int, cols: int) -> NDArray[np.uint8]:
    """Scale and centre a digit as MNIST does.

    Args:
        digit: Grey, light on a background of 0, shape (any, any) or (any, any, 1), 0..255.
        rows: Rows of the result.
        cols: Columns of the result.

    Returns:
        The digit, shape (rows, cols, 1), 0..255; all dark if there is no ink.

    >>> stroke = np.zeros((9, 9), np.uint8)
    >>> stroke[1:5, 3] = 200
    >>> framed(stroke, 6, 6)[:, :, 0].tolist()[2:]
    [[0, 0, 0, 200, 0, 0], [0, 0, 0, 200, 0, 0], [0, 0, 0, 200, 0, 0], [0, 0, 0, 200, 0, 0]]
    """
    image = Image.fromarray(digit.reshape(digit.shape[:2]))
    result = np.zeros((rows, cols, 1), np.uint8)
    if not (around := image.getbbox()):
        return result
    width, height = around[2] - around[0], around[3] - around[1]
    scale = BOX * min(rows, cols) / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    ink = np.asarray(image.crop(around).resize(size, Image.Resampling.LANCZOS))
    top, left = (
        # MNIST's centres of mass are at 14.0 of 28, counted from 0, along both axes.
        min(max(0, round(side / 2 - _middle(ink.sum(axis=across)))), side - ink.shape[along])
        for along, (side, across) in enumerate(((rows, 1), (cols, 0)))
    )
    result[top : top + ink.shape[0], left : left + ink.shape[1], 0] = ink
    return result


def _middle(weights: NDArray[np.integer]) -> float:
    """Return the centre of mass of a row of weights.

    >>> _middle(np.array([0, 1, 3]))
    1.75
    """
    return float((np.arange(len(weights)) * weights).sum() / weights.sum())


def from_paper(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Turn a photo of one digit, dark ink on light paper, into MNIST's frame; the paper becomes dark and even.

    Args:
        photo: Shape (rows, cols, channels), 0..255.

    Returns:
        The digit, shape (side, side, 1) with the photo's longer side, 0..255.
    """
    rows, cols = photo.shape[:2]
    grey = Image.fromarray(fit(photo, (rows, cols, 1))[:, :, 0])
    contrast = _paper(grey) - np.asarray(grey, float)
    share = contrast / max(contrast.max(), 1)
    light = np.rint(255 * ((share - PAPER) / (INK - PAPER)).clip(0, 1)).astype(np.uint8)
    return framed(light, max(rows, cols), max(rows, cols))


def is_ink(picture: NDArray[np.uint8]) -> bool:
    """Return whether a picture is of one colour on an even ground, as a drawn, a scanned and a photographed digit are.

    Args:
        picture: Shape (rows, cols, channels), 0..255.

    >>> noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    >>> is_ink(framed(np.full((9, 3), 255, np.uint8), 28, 28)), is_ink(noise)
    (True, False)
    """
    small = reduced(picture, LOOKED_AT)
    rows, cols = small.shape[:2]
    grey = fit(small, (rows, cols, 1))
    apart = small.reshape(rows, cols, -1).astype(float) - grey
    if np.abs(apart - np.median(apart, axis=(0, 1))).mean() > TINT:
        return False
    light = grey[:, :, 0].astype(float)
    ground = np.median(light)
    contrast = _paper(Image.fromarray(grey[:, :, 0])) - light if ground > BRIGHT else light - ground
    return bool((np.abs(contrast) < NEAR * max(contrast.max(), 1)).mean() > EVEN)


def as_ink(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture in MNIST's frame if it is bright, as a photo of paper; else as it is."""
    return from_paper(picture) if np.median(picture) > BRIGHT else picture


def _paper(grey: Image.Image) -> NDArray[np.float64]:
    """Return the brightness of the unevenly lit paper without the ink, shape (rows, cols), 0..255."""
    small = grey.resize((SMALL, SMALL), Image.Resampling.BOX)
    around = small.filter(ImageFilter.MaxFilter(WIDE)).filter(ImageFilter.GaussianBlur(WIDE / 2))
    return np.asarray(around.resize(grey.size, Image.Resampling.BILINEAR), float)
