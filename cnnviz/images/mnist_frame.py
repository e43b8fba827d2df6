"""How does MNIST lay a digit out?  A digit, light on dark or dark ink on paper -> the digit in MNIST's frame.

Each digit of MNIST was scaled until the longer side of its ink filled 20 of 28 pixels, and then moved until its centre of mass lay
in the middle (LeCun, Cortes and Burges). A network that learned from such digits knows others only in the same frame.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cnnviz.images.resize import fit

BOX = 20 / 28
"""Longer side of the ink, as a share of the picture's shorter side."""
PAPER, INK = 0.35, 0.7
"""Share of the contrast between paper and the darkest ink up to which all is paper, and from which on all is ink."""
SMALL, WIDE = 64, 15
"""Sides of the small picture in which the paper is looked for, and of the places there each of which has some paper."""


def framed(digit: NDArray[np.uint8], rows: int, cols: int) -> NDArray[np.uint8]:
    """Lay a digit out as MNIST does.

    Args:
        digit: Grey, light on a ground that is 0, shape (any, any) or (any, any, 1), 0..255.
        rows: Of the result.
        cols: Of the result.

    Returns:
        The digit, shape (rows, cols, 1), 0..255; all dark where there is no ink.

    >>> stroke = np.zeros((9, 9), np.uint8)
    >>> stroke[1:5, 3] = 200
    >>> framed(stroke, 6, 6)[:, :, 0].tolist()[2:]
    [[0, 0, 0, 200, 0, 0], [0, 0, 0, 200, 0, 0], [0, 0, 0, 200, 0, 0], [0, 0, 0, 200, 0, 0]]
    """
    image = Image.fromarray(digit.reshape(digit.shape[:2]))
    found = np.zeros((rows, cols, 1), np.uint8)
    if not (around := image.getbbox()):
        return found
    width, height = around[2] - around[0], around[3] - around[1]
    scale = BOX * min(rows, cols) / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    ink = np.asarray(image.crop(around).resize(size, Image.Resampling.LANCZOS))
    top, left = (
        # MNIST's centres of mass lie at 14.0, counted from 0, to either side.
        min(max(0, round(side / 2 - _middle(ink.sum(axis=across)))), side - ink.shape[along])
        for along, (side, across) in enumerate(((rows, 1), (cols, 0)))
    )
    found[top : top + ink.shape[0], left : left + ink.shape[1], 0] = ink
    return found


def _middle(weights: NDArray[np.integer]) -> float:
    """Return the centre of mass of a row of weights.

    >>> _middle(np.array([0, 1, 3]))
    1.75
    """
    return float((np.arange(len(weights)) * weights).sum() / weights.sum())


def from_paper(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay out a photo of one digit, written dark on light paper, as MNIST does; the paper becomes dark and even.

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


def _paper(grey: Image.Image) -> NDArray[np.float64]:
    """Return how light the paper is at each place, the ink taken away: light falls on it unevenly. Shape (rows, cols)."""
    small = grey.resize((SMALL, SMALL), Image.Resampling.BOX)
    around = small.filter(ImageFilter.MaxFilter(WIDE)).filter(ImageFilter.GaussianBlur(WIDE / 2))
    return np.asarray(around.resize(grey.size, Image.Resampling.BILINEAR), float)
