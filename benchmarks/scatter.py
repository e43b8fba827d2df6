"""Draw a report's quality against its seconds as an SVG for the README, without a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

WIDE, HIGH, LEFT, RIGHT, TOP, BELOW = 760, 360, 60, 20, 44, 46
LOOKS = (("#0072B2", "circle"), ("#D55E00", "square"), ("#009E73", "triangle"), ("#CC79A7", "square"))
"""Colour and shape of each series: told apart with every kind of colour vision, and in print."""


class Point(NamedTuple):
    """One measurement: seconds, from above 0; how good; what it is, shown when it is pointed at."""

    seconds: float
    quality: float
    what: str


def svg(series: Mapping[str, Sequence[Point]], title: str, quality: str, line: float) -> str:
    """Draw series of points, seconds on a logarithmic axis.

    Args:
        series: Points by name.
        title: Said to those who cannot see it.
        quality: What stands at the upright axis.
        line: Height of a dashed line to compare with.
    """
    points = [point for some in series.values() for point in some]
    first, last = floor(log10(min(p.seconds for p in points))), ceil(log10(max(p.seconds for p in points)))
    highest = ceil(max(p.quality for p in points) * 1.05)

    def x(seconds: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (log10(seconds) - first) / max(1, last - first)

    def y(value: float) -> float:
        return HIGH - BELOW - (HIGH - BELOW - TOP) * value / highest

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" font-size="13">',
        f'<title>{escape(title)}</title><rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
    ]
    for power in range(first, last + 1):
        at = x(10.0**power)
        parts.append(_line(at, TOP, at, HIGH - BELOW, "#ddd") + _text(at, HIGH - BELOW + 18, f"{10.0**power:g}"))
    for value in range(highest + 1):
        parts.append(
            _line(LEFT, y(value), WIDE - RIGHT, y(value), "#ddd") + _text(LEFT - 10, y(value) + 4, str(value), "end")
        )
    parts.append(_line(LEFT, y(line), WIDE - RIGHT, y(line), "#333", "6 4"))
    parts.append(_text((LEFT + WIDE - RIGHT) / 2, HIGH - 8, "seconds for all filters of a layer, two processor cores"))
    parts.append(f'<g transform="translate(18 {(TOP + HIGH - BELOW) / 2}) rotate(-90)">{_text(0, 0, quality)}</g>')
    for number, (name, some) in enumerate(series.items()):
        look = LOOKS[number % len(LOOKS)]
        parts.append(
            _mark(LEFT + 10 + 230 * number, 20, look, name) + _text(LEFT + 22 + 230 * number, 24, name, "start")
        )
        parts += [_mark(x(point.seconds), y(point.quality), look, point.what) for point in some]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222">{escape(text)}</text>'


def _mark(x: float, y: float, look: tuple[str, str], what: str) -> str:
    colour, shape = look
    form = {
        "circle": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6"',
        "square": f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"',
        "triangle": f'<path d="M{x:.1f} {y - 7:.1f} l7 12 h-14 z"',
    }[shape]
    tag = form.split(" ", 1)[0][1:]
    return f'{form} fill="{colour}" fill-opacity=".85"><title>{escape(what)}</title></{tag}>'
