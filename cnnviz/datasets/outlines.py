"""The textures and figures that the app can draw, each as a signed distance.

The distance is positive inside the drawing, negative outside and zero on the edge. It is measured on axes that already
include the picture's own position, size and rotation, with u to the right and v upwards. Each pixel is computed with
+, -, *, / and sqrt, which every machine rounds alike; sines and logarithms differ between machines.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.locale import NP_

Plane = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Drawing:
    """How a class is drawn, and what varies from one of its pictures to the next.

    Attributes:
        inside: (u, v), each (n, rows, cols), -> signed distance, same shape.
        sizes: Least and greatest length of one unit of u and v; the picture spans 2, from -1 to 1.
        heading: Degrees by which every picture is rotated anticlockwise.
        turn: Most degrees by which a picture is rotated further, either way.
        repeats: Whether it is a texture without a centre, which may slide anywhere; a figure stays within the picture.
        edge: Width of the fade from filled to empty, in units of u and v; never less than a pixel.
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
    """A drawing that repeats, usually once in every unit of u and v."""
    return Drawing(inside, sizes, heading, turn, repeats=True)


def joined(*parts: Plane) -> Plane:
    """The union: filled where any of the parts is."""
    return reduce(np.maximum, parts)


def shared(*parts: Plane) -> Plane:
    """The intersection: filled where all of the parts are."""
    return reduce(np.minimum, parts)


def rim(distance: Plane, width: float) -> Plane:
    """The outer rim of a drawing, of a given width."""
    return shared(distance, width - distance)


def to_whole(x: Plane) -> Plane:
    """Distance to the nearest whole number, in [0, 0.5]: a triangle wave of period 1."""
    return abs(x - np.rint(x))


def swing(x: Plane) -> Plane:
    """A wave of period 1 in [-1, 1], made of parabolas instead of a sine."""
    x = x - np.rint(x)
    return 8 * x * (1 - 2 * abs(x))


def lines(x: Plane, width: float = 0.5) -> Plane:
    """One line across every whole number."""
    return width / 2 - to_whole(x)


def disc(u: Plane, v: Plane, radius: float = 1) -> Plane:
    """A disc around the origin."""
    return radius - np.sqrt(u * u + v * v)


def box(u: Plane, v: Plane, right: float, top: float) -> Plane:
    """A rectangle around the origin, reaching to u = right and v = top."""
    return shared(right - abs(u), top - abs(v))


def sides(u: Plane, v: Plane, count: int, apothem: float) -> list[Plane]:
    """Distances to the straight sides of a regular polygon around the origin."""
    angles = [2 * math.pi * k / count for k in range(count)]
    return [apothem - math.sin(angle) * u + math.cos(angle) * v for angle in angles]


def polygon(u: Plane, v: Plane, count: int) -> Plane:
    """A regular polygon with its corners at distance 1, one side at the bottom."""
    return shared(*sides(u, v, count, math.cos(math.pi / count)))


def star(u: Plane, v: Plane) -> Plane:
    """All points behind at least four of a pentagon's five sides: the pentagon and its five spikes, one upwards."""
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
    """An arrow to the right: a head and a shaft."""
    return joined(shared(u, (1 - u - abs(v)) / math.sqrt(2)), box(u + 0.4, v, 0.55, 0.22))


def checks(u: Plane, v: Plane) -> Plane:
    """Filled where exactly one of two sets of stripes is."""
    return joined(shared(lines(u), -lines(v)), shared(-lines(u), lines(v)))


def grid(u: Plane, v: Plane) -> Plane:
    """Thin lines in both directions."""
    return joined(lines(u, 0.25), lines(v, 0.25))


def bricks(u: Plane, v: Plane) -> Plane:
    """Bricks of two by one, every other row shifted by half a brick."""
    row = np.rint(v)
    return box(2 * to_whole(u / 2 + row / 2), v - row, 0.88, 0.38)


def blotches(u: Plane, v: Plane) -> Plane:
    """Seven waves that never fall in step, so that every part of them looks random."""
    waves = (swing((0.8 + k / 15) * (math.cos(k) * u + math.sin(k) * v)) for k in range(7))
    return reduce(np.add, waves) / 14


DRAWINGS = {
    NP_("class", "horizontal stripes"): texture(lambda u, v: lines(v), (0.4, 0.8)),
    NP_("class", "disc"): Drawing(disc),
    NP_("class", "checks"): texture(checks, (0.6, 1.0)),
    NP_("class", "triangle"): Drawing(lambda u, v: polygon(u, v, 3)),
    NP_("class", "vertical stripes"): texture(lambda u, v: lines(u), (0.4, 0.8)),
    NP_("class", "star"): Drawing(star, (0.7, 0.95)),
    NP_("class", "dots"): texture(lambda u, v: disc(to_whole(u), to_whole(v), 0.3), (0.55, 0.9)),
    NP_("class", "plus"): Drawing(plus, turn=10),
    NP_("class", "rising stripes"): texture(lambda u, v: lines(v), (0.4, 0.8), heading=45),
    NP_("class", "target"): Drawing(lambda u, v: rim(rim(disc(u, v), 0.8), 0.2), (0.7, 0.95)),
    NP_("class", "falling stripes"): texture(lambda u, v: lines(v), (0.4, 0.8), heading=-45),
    NP_("class", "square"): Drawing(lambda u, v: box(u, v, 0.75, 0.75), turn=10),
    NP_("class", "zigzag"): texture(lambda u, v: lines(0.8 * v + 1.6 * to_whole(u)) / 2, (0.75, 0.95)),
    NP_("class", "heart"): Drawing(heart, turn=20),
    NP_("class", "bricks"): texture(bricks, (0.4, 0.6)),
    NP_("class", "ring"): Drawing(lambda u, v: rim(disc(u, v), 0.35)),
    NP_("class", "grid"): texture(grid, (0.6, 0.9)),
    NP_("class", "letter X"): Drawing(plus, heading=45, turn=10),
    NP_("class", "waves"): texture(lambda u, v: lines(2.5 * v + 0.4 * swing(u)) / 3, (1.4, 1.7)),
    NP_("class", "crescent"): Drawing(lambda u, v: shared(disc(u, v), -disc(u - 0.5, v, 0.8))),
    NP_("class", "diagonal grid"): texture(grid, (0.6, 0.9), heading=45),
    NP_("class", "frame"): Drawing(lambda u, v: rim(box(u, v, 0.8, 0.8), 0.25), turn=10),
    NP_("class", "fade"): Drawing(lambda u, v: v, edge=2),
    NP_("class", "diamond"): Drawing(lambda u, v: 0.6 - 0.9 * abs(u) - 0.6 * abs(v), turn=10),
    NP_("class", "blotches"): texture(blotches, (0.6, 0.9), turn=180),
    NP_("class", "right arrow"): Drawing(arrow, turn=15),
    NP_("class", "left arrow"): Drawing(arrow, heading=180, turn=15),
    NP_("class", "half disc"): Drawing(lambda u, v: shared(disc(u, v + 0.4, 0.9), v + 0.4)),
    NP_("class", "letter L"): Drawing(
        lambda u, v: joined(box(u + 0.38, v, 0.19, 0.85), box(u, v + 0.66, 0.57, 0.19)), turn=15
    ),
    NP_("class", "oval"): Drawing(lambda u, v: disc(u, 2 * v) * (2 / 3)),
    NP_("class", "hexagon"): Drawing(lambda u, v: polygon(u, v, 6), (0.8, 0.95)),
}

CLASSES: tuple[str, ...] = tuple(DRAWINGS)
