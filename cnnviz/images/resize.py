"""Bring pictures to the size and channels that a network takes."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import Resampling


def fit(picture: NDArray[np.uint8], shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Resize a picture to a network's input.

    The whole picture is scaled to the network's rows and columns, whatever its proportions, as Keras does with
    `target_size`; a smaller picture averages the pixels it replaces. Grey is the luma of ITU-R BT.601.

    Args:
        picture: Grey or RGB in 0..255, shape (rows, cols), (rows, cols, 1) or (rows, cols, 3).
        shape: The network's (rows, cols, channels), with 1 or 3 channels.

    Returns:
        Picture in 0..255 of that shape; unchanged if it had that shape already.

    >>> fit(np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8), (1, 2, 1)).tolist()
    [[[76], [29]]]
    """
    return steps(picture, shape)[-1][1]


def reduced(photo: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a photo, shape (rows, cols, 3), with no side longer than ``side``, in its proportions.

    >>> reduced(np.zeros((300, 100, 3), np.uint8), 60).shape
    (60, 20, 3)
    """
    rows, cols = photo.shape[:2]
    share = side / max(rows, cols)
    return photo if share >= 1 else fit(photo, (max(1, round(rows * share)), max(1, round(cols * share)), 3))


def steps(picture: NDArray[np.uint8], shape: tuple[int, int, int]) -> list[tuple[str, NDArray[np.uint8]]]:
    """Return the steps of `fit`, each a name and a picture: ``original``, ``colours``, ``size``.

    Args:
        picture: Grey or RGB in 0..255, shape (rows, cols), (rows, cols, 1) or (rows, cols, 3).
        shape: The network's (rows, cols, channels), with 1 or 3 channels.

    Returns:
        Pictures in 0..255; the last is of that shape.
    """
    rows, cols, channels = shape
    image = as_image(picture).convert("L" if channels == 1 else "RGB")
    resized = np.array(image.resize((cols, rows), Resampling.BILINEAR)).reshape(shape)
    return [("original", picture), ("colours", np.asarray(image)), ("size", resized)]


def stretched(values: NDArray[np.float32], rows: int, cols: int) -> NDArray[np.float32]:
    """Resize a map, shape (any, any), to (rows, cols) by interpolation.

    >>> stretched(np.array([[0.0, 1.0]], np.float32), 1, 4).tolist()
    [[0.0, 0.25, 0.75, 1.0]]
    """
    return np.asarray(Image.fromarray(values.astype("float32")).resize((cols, rows), Resampling.BILINEAR))


def enlarge(picture: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """Make each pixel a square of factor × factor, so that single pixels stay visible.

    Args:
        picture: Shape (rows, cols) or (rows, cols, channels), 0..255.
        factor: Whole number, at least 1.

    Returns:
        Shape (rows * factor, cols * factor) or (rows * factor, cols * factor, channels), 0..255.

    >>> enlarge(np.array([[1, 2]], np.uint8), 2).tolist()
    [[1, 1, 2, 2], [1, 1, 2, 2]]
    """
    return picture.repeat(factor, axis=0).repeat(factor, axis=1)


def as_image(picture: NDArray[np.uint8]) -> Image.Image:
    """Return a picture in 0..255, shape (rows, cols) or (rows, cols, 1, 3 or 4), as a Pillow image."""
    grey = picture.ndim == 3 and picture.shape[2] == 1
    return Image.fromarray(picture[:, :, 0] if grey else picture)
