"""Draw pictures of a class: (label, count, size, channels, rng) -> pictures."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets.outlines import CLASSES, DRAWINGS, Drawing, Plane

# Rec. 601, as Pillow weighs red, green and blue when it turns a picture grey.
_LUMINANCE = np.array([0.299, 0.587, 0.114])
_LEAST_CONTRAST, _MOST_CONTRAST = 0.4, 0.8
_NOISE = 0.04
_LEAST_PIXELS = 3
_DICE = 13
_PIXELS_AT_ONCE = 2**18


def pictures(
    count: int, size: int, channels: int, classes: int, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw the first classes, evenly and in random order; the same arguments always give the same pictures.

    Args:
        count: How many pictures; when it does not divide evenly, the first classes get one more each.
        size: Rows and columns of a picture, 8 or more.
        channels: 1 for grey, 3 for colour.
        classes: How many of `CLASSES` to draw; a class's pictures are the same whatever the others are.
        seed: 0 or more.

    Returns:
        Pictures, shape (count, size, size, channels), 0..255, and their labels, shape (count,), 0..classes - 1.

    Raises:
        ValueError: An argument is out of its range.
    """
    _check(0, count, size, channels)
    if not 2 <= classes <= len(CLASSES):
        raise ValueError(f"There are {len(CLASSES)} classes to draw, so classes must be 2 to that many, not {classes}.")
    if seed < 0:
        raise ValueError(f"The seed must be 0 or more, not {seed}.")
    labels = np.arange(count, dtype=np.int64) % classes
    np.random.default_rng((seed, classes, count)).shuffle(labels)
    drawn = np.empty((count, size, size, channels), np.uint8)
    for label in range(classes):
        places = np.flatnonzero(labels == label)
        drawn[places] = draw(label, len(places), size, channels, np.random.default_rng((seed, label)))
    return drawn, labels


def draw(label: int, count: int, size: int, channels: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw one class, each picture with its own position, size, rotation, colours and noise.

    A longer series from an equal generator begins with the same pictures.

    Args:
        label: Position in `CLASSES`.
        count: How many pictures.
        size: Rows and columns of a picture, 8 or more.
        channels: 1 for grey, 3 for colour.
        rng: Random number generator.

    Returns:
        Pictures, shape (count, size, size, channels), 0..255.

    Raises:
        ValueError: An argument is out of its range.
    """
    _check(label, count, size, channels)
    drawing = DRAWINGS[CLASSES[label]]
    # Noise has its own generator, or the count would change the noise of each picture.
    dice, (noise,) = rng.random((count, _DICE)), rng.spawn(1)
    drawn = np.empty((count, size, size, channels), np.uint8)
    step = max(1, _PIXELS_AT_ONCE // size**2)
    for part in (slice(start, start + step) for start in range(0, count, step)):
        front, back = _colours(dice[part, 4:], channels)
        filled = coverage(drawing, size, dice[part, :4])[..., None]
        grain = _NOISE * (2 * noise.random(drawn[part].shape, dtype=np.float32) - 1)
        drawn[part] = np.rint(255 * np.clip(back + filled * (front - back) + grain, 0, 1))
    return drawn


def _check(label: int, count: int, size: int, channels: int) -> None:
    if not 0 <= label < len(CLASSES):
        raise ValueError(f"There are {len(CLASSES)} classes, so a label must be 0 to {len(CLASSES) - 1}, not {label}.")
    if count < 0:
        raise ValueError(f"The count of pictures must be 0 or more, not {count}.")
    if size < 8:
        raise ValueError(f"A picture must be 8 pixels wide or more to show a class, not {size}.")
    if channels not in (1, 3):
        raise ValueError(f"A picture has 1 channel (grey) or 3 (colour), not {channels}.")


def coverage(drawing: Drawing, size: int, dice: NDArray[np.float64]) -> Plane:
    """Return the filled share of each pixel, without colours or noise.

    Args:
        drawing: What to draw.
        size: Rows and columns of a picture.
        dice: Random numbers for the size, rotation, column and row of each picture, shape (n, 4), in [0, 1).

    Returns:
        Filled shares, shape (n, size, size), in [0, 1].
    """
    unit, turn, right, up = dice.T[:, :, None, None]
    unit = drawing.sizes[0] + unit * (drawing.sizes[1] - drawing.sizes[0])
    # Not too few pixels, or a tiny picture would blur its stripes to grey.
    unit = np.maximum(unit, _LEAST_PIXELS * 2 / size)
    # Blotches look random only when their pictures are far apart.
    reach = 50 * unit if drawing.repeats else np.maximum(0, 1 - unit)
    angle = np.radians(drawing.heading + drawing.turn * (2 * turn - 1))
    across = (np.arange(size) * 2 + 1) / size - 1
    x = (across[None, None, :] - reach * (2 * right - 1)) / unit
    y = (-across[None, :, None] - reach * (2 * up - 1)) / unit
    cos, sin = np.cos(angle), np.sin(angle)
    u = (x * cos).astype(np.float32) + (y * sin).astype(np.float32)
    v = (y * cos).astype(np.float32) - (x * sin).astype(np.float32)
    edge = np.maximum(2 / size / unit, drawing.edge).astype(np.float32)
    filled: Plane = np.clip(drawing.inside(u, v) / edge + np.float32(0.5), 0, 1)
    return filled


def _colours(dice: NDArray[np.float64], channels: int) -> tuple[Plane, Plane]:
    """Return front and back colours, each (n, 1, 1, channels) in [0, 1], of enough contrast, from dice (n, 9)."""
    contrast = _LEAST_CONTRAST + dice[:, :1] * (_MOST_CONTRAST - _LEAST_CONTRAST)
    dark = dice[:, 1:2] * (1 - contrast)
    swapped = dice[:, 2:3] < 0.5
    front = _tint(dice[:, 3:6], dark + contrast * swapped)
    back = _tint(dice[:, 6:9], dark + contrast * ~swapped)
    if channels == 1:
        front, back = ((colour * _LUMINANCE).sum(axis=1, keepdims=True) for colour in (front, back))
    return front[:, None, None].astype(np.float32), back[:, None, None].astype(np.float32)


def _tint(colour: NDArray[np.float64], brightness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mix a colour (n, 3) with black or white until its luminance is the given one (n, 1); all in [0, 1]."""
    luminance = (colour * _LUMINANCE).sum(axis=1, keepdims=True)
    darker = colour * brightness / np.maximum(luminance, 1e-6)
    lighter = 1 - (1 - colour) * (1 - brightness) / np.maximum(1 - luminance, 1e-6)
    tinted: NDArray[np.float64] = np.where(brightness < luminance, darker, lighter)
    return tinted
