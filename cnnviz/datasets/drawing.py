"""Which picture shows this class?  (label, count, size, channels, rng) -> pictures.

A class is a signed distance: positive where the drawing is filled, negative outside, zero on the edge. It is measured
on axes that already carry the picture's own place, size and turn, with u to the right and v upwards. Each pixel comes
from +, -, *, / and sqrt, which every machine rounds alike, as it would not its sines and logarithms.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]

# Rec. 601, as Pillow weighs red, green and blue when it turns a picture grey.
_LUMINANCE = np.array([0.299, 0.587, 0.114])
_LEAST_CONTRAST, _MOST_CONTRAST = 0.4, 0.8
_NOISE = 0.04
_LEAST_PIXELS = 3
_DICE = 13
_PIXELS_AT_ONCE = 2**18


@dataclass(frozen=True)
class Drawing:
    """How a class is drawn, and what may vary from one of its pictures to the next.

    Attributes:
        inside: (u, v), each (n, rows, cols), -> signed distance, same shape.
        sizes: Least and greatest length of one unit of u and v; the picture spans 2, from -1 to 1.
        heading: Degrees by which every picture is turned anticlockwise.
        turn: Degrees by which one may be turned further, either way.
        repeats: A texture without a centre, which may slide anywhere; a figure stays within the picture.
        edge: Width over which filled fades to empty, in units of u and v; never less than a pixel.
    """

    inside: Callable[[Plane, Plane], Plane]
    sizes: tuple[float, float] = (0.6, 0.9)
    heading: float = 0
    turn: float = 180
    repeats: bool = False
    edge: float = 0


def texture(
    inside: Callable[[Plane, Plane], Plane], sizes: tuple[float, float], heading: float = 0, turn: float = 6
) -> Drawing:
    """A drawing that repeats, as a rule once in every unit of u and v."""
    return Drawing(inside, sizes, heading, turn, repeats=True)


def joined(*parts: Plane) -> Plane:
    """Filled where any of the parts is."""
    return reduce(np.maximum, parts)


def shared(*parts: Plane) -> Plane:
    """Filled where all of the parts are."""
    return reduce(np.minimum, parts)


def rim(distance: Plane, width: float) -> Plane:
    """What is left of a drawing when all deeper than a width is taken out."""
    return shared(distance, width - distance)


def to_whole(x: Plane) -> Plane:
    """Distance to the nearest whole number, in [0, 0.5]: a triangle wave of period 1."""
    return abs(x - np.rint(x))


def swing(x: Plane) -> Plane:
    """A wave of period 1 in [-1, 1], made of parabolas where a sine would be."""
    x = x - np.rint(x)
    return 8 * x * (1 - 2 * abs(x))


def lines(x: Plane, width: float = 0.5) -> Plane:
    """One line across every whole number."""
    return width / 2 - to_whole(x)


def disc(u: Plane, v: Plane, radius: float = 1) -> Plane:
    """All within a radius of the origin."""
    return radius - np.sqrt(u * u + v * v)


def box(u: Plane, v: Plane, right: float, top: float) -> Plane:
    """A rectangle about the origin, reaching to u = right and v = top."""
    return shared(right - abs(u), top - abs(v))


def sides(u: Plane, v: Plane, count: int, apothem: float) -> list[Plane]:
    """Distances to the straight sides of a regular polygon about the origin."""
    angles = [2 * math.pi * k / count for k in range(count)]
    return [apothem - math.sin(angle) * u + math.cos(angle) * v for angle in angles]


def polygon(u: Plane, v: Plane, count: int) -> Plane:
    """A regular polygon with its corners at distance 1, one side at the bottom."""
    return shared(*sides(u, v, count, math.cos(math.pi / count)))


def star(u: Plane, v: Plane) -> Plane:
    """All that lies behind at least four of a pentagon's five sides: the pentagon and the five spikes, one upwards."""
    around = sides(u, -v, 5, math.cos(2 * math.pi / 5))
    return joined(*(shared(*around[:k], *around[k + 1 :]) for k in range(5)))


def plus(u: Plane, v: Plane) -> Plane:
    """Two bars across each other."""
    return joined(box(u, v, 0.95, 0.25), box(u, v, 0.25, 0.95))


def heart(u: Plane, v: Plane) -> Plane:
    """A square on its corner, and a disc on each of its upper sides."""
    h = 0.72
    return joined((h - abs(u) - abs(v)) / math.sqrt(2), disc(abs(u) - h / 2, v - h / 2, h / math.sqrt(2)))


def arrow(u: Plane, v: Plane) -> Plane:
    """To the right: a head and a shaft."""
    return joined(shared(u, (1 - u - abs(v)) / math.sqrt(2)), box(u + 0.4, v, 0.55, 0.22))


def checks(u: Plane, v: Plane) -> Plane:
    """Filled where exactly one of two sets of stripes is."""
    return joined(shared(lines(u), -lines(v)), shared(-lines(u), lines(v)))


def grid(u: Plane, v: Plane) -> Plane:
    """Thin lines both ways."""
    return joined(lines(u, 0.25), lines(v, 0.25))


def bricks(u: Plane, v: Plane) -> Plane:
    """Two by one, every other row pushed by half a brick."""
    row = np.rint(v)
    return box(2 * to_whole(u / 2 + row / 2), v - row, 0.88, 0.38)


def blotches(u: Plane, v: Plane) -> Plane:
    """Seven waves that never fall in step, so that each place they are seen from looks random."""
    waves = (swing((0.8 + k / 15) * (math.cos(k) * u + math.sin(k) * v)) for k in range(7))
    return reduce(np.add, waves) / 14


DRAWINGS = {
    "horizontal stripes": texture(lambda u, v: lines(v), (0.4, 0.8)),
    "disc": Drawing(disc),
    "checks": texture(checks, (0.6, 1.0)),
    "triangle": Drawing(lambda u, v: polygon(u, v, 3)),
    "vertical stripes": texture(lambda u, v: lines(u), (0.4, 0.8)),
    "star": Drawing(star, (0.7, 0.95)),
    "dots": texture(lambda u, v: disc(to_whole(u), to_whole(v), 0.3), (0.55, 0.9)),
    "plus": Drawing(plus, turn=10),
    "rising stripes": texture(lambda u, v: lines(v), (0.4, 0.8), heading=45),
    "target": Drawing(lambda u, v: rim(rim(disc(u, v), 0.8), 0.2), (0.7, 0.95)),
    "falling stripes": texture(lambda u, v: lines(v), (0.4, 0.8), heading=-45),
    "square": Drawing(lambda u, v: box(u, v, 0.75, 0.75), turn=10),
    "zigzag": texture(lambda u, v: lines(0.8 * v + 1.6 * to_whole(u)) / 2, (0.75, 0.95)),
    "heart": Drawing(heart, turn=20),
    "bricks": texture(bricks, (0.4, 0.6)),
    "ring": Drawing(lambda u, v: rim(disc(u, v), 0.35)),
    "grid": texture(grid, (0.6, 0.9)),
    "letter X": Drawing(plus, heading=45, turn=10),
    "waves": texture(lambda u, v: lines(2.5 * v + 0.4 * swing(u)) / 3, (1.4, 1.7)),
    "crescent": Drawing(lambda u, v: shared(disc(u, v), -disc(u - 0.5, v, 0.8))),
    "diagonal grid": texture(grid, (0.6, 0.9), heading=45),
    "frame": Drawing(lambda u, v: rim(box(u, v, 0.8, 0.8), 0.25), turn=10),
    "fade": Drawing(lambda u, v: v, edge=2),
    "diamond": Drawing(lambda u, v: 0.6 - 0.9 * abs(u) - 0.6 * abs(v), turn=10),
    "blotches": texture(blotches, (0.6, 0.9), turn=180),
    "right arrow": Drawing(arrow, turn=15),
    "left arrow": Drawing(arrow, heading=180, turn=15),
    "half disc": Drawing(lambda u, v: shared(disc(u, v + 0.4, 0.9), v + 0.4)),
    "letter L": Drawing(lambda u, v: joined(box(u + 0.38, v, 0.19, 0.85), box(u, v + 0.66, 0.57, 0.19)), turn=15),
    "oval": Drawing(lambda u, v: disc(u, 2 * v) * (2 / 3)),
    "hexagon": Drawing(lambda u, v: polygon(u, v, 6), (0.8, 0.95)),
}

CLASSES: tuple[str, ...] = tuple(DRAWINGS)


def pictures(
    count: int, size: int, channels: int, classes: int, seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw the first so many classes, evenly and in random order; the same arguments always give the same pictures.

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
    """Draw one class, each picture with its own place, size, turn, colours and noise.

    A longer series from an equal generator begins with the same pictures.

    Args:
        label: Position in `CLASSES`.
        count: How many pictures.
        size: Rows and columns of a picture, 8 or more.
        channels: 1 for grey, 3 for colour.
        rng: Where chance comes from.

    Returns:
        Pictures, shape (count, size, size, channels), 0..255.

    Raises:
        ValueError: An argument is out of its range.
    """
    _check(label, count, size, channels)
    drawing = DRAWINGS[CLASSES[label]]
    # Noise has a generator of its own, or the count would decide what falls to which picture.
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
    """How much of each pixel is filled, without colours or noise.

    Args:
        drawing: What to draw.
        size: Rows and columns of a picture.
        dice: Chance for the size, turn, place across and place up of each picture, shape (n, 4), in [0, 1).

    Returns:
        Filled shares, shape (n, size, size), in [0, 1].
    """
    unit, turn, right, up = dice.T[:, :, None, None]
    unit = drawing.sizes[0] + unit * (drawing.sizes[1] - drawing.sizes[0])
    # Not too few pixels, or a tiny picture would blur its stripes to grey.
    unit = np.maximum(unit, _LEAST_PIXELS * 2 / size)
    # Blotches look random only when seen from places far apart.
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
    """Front and back, each (n, 1, 1, channels) in [0, 1], far enough apart in brightness, by dice (n, 9)."""
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
    own = (colour * _LUMINANCE).sum(axis=1, keepdims=True)
    darker = colour * brightness / np.maximum(own, 1e-6)
    lighter = 1 - (1 - colour) * (1 - brightness) / np.maximum(1 - own, 1e-6)
    tinted: NDArray[np.float64] = np.where(brightness < own, darker, lighter)
    return tinted
