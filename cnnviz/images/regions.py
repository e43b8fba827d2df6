"""Show a region of a picture: (picture, box) -> the region alone, or the picture with a frame around it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnviz.images.resize import enlarge

Box = tuple[int, int, int, int]
"""(top, left, bottom, right) in pixels, the last two exclusive; it may reach beyond the picture."""
OUTSIDE = 128
FRAME = (255, 140, 0)
"""Orange, which stands out from photos and from grey, also for colour-blind people."""


def cut(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return the part of a picture in a box, grey where the box reaches beyond it.

    >>> cut(np.array([[[1], [2]]], np.uint8), (0, 1, 1, 3))[..., 0].tolist()
    [[2, 128]]
    """
    top, left, bottom, right = box
    part = np.full((bottom - top, right - left, picture.shape[2]), OUTSIDE, np.uint8)
    above, before = max(0, -top), max(0, -left)
    inside = picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    part[above : above + inside.shape[0], before : before + inside.shape[1]] = inside
    return part


def outlined(picture: NDArray[np.uint8], box: Box, factor: int, width: int = 4) -> NDArray[np.uint8]:
    """Enlarge a picture and draw a frame around a box, along its outer pixels where it reaches beyond the picture.

    Args:
        picture: Grey or RGB, shape (rows, cols, 1 or 3), 0..255.
        box: Region, in pixels of the picture.
        factor: Pixels of the result for each pixel of the picture.
        width: Width of the frame, in pixels of the result.

    Returns:
        Shape (rows * factor, cols * factor, 3), 0..255.
    """
    large = enlarge(np.repeat(picture, 3 // picture.shape[2], 2), factor)
    top, left = (max(0, edge * factor) for edge in box[:2])
    bottom, right = (min(size, edge * factor) for size, edge in zip(large.shape[:2], box[2:], strict=True))
    inner = large[top + width : bottom - width, left + width : right - width].copy()
    large[top:bottom, left:right] = FRAME
    large[top + width : bottom - width, left + width : right - width] = inner
    return large


def same_size(parts: Sequence[NDArray[np.uint8]], size: int) -> NDArray[np.uint8]:
    """Enlarge parts of equal shape pixel by pixel, up to ``size`` on the longer side: (n, rows, cols, channels)."""
    rows, cols = parts[0].shape[:2]
    return np.stack([enlarge(part, max(1, size // max(rows, cols))) for part in parts])
