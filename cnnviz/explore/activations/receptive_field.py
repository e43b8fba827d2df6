"""The recurrence of receptive fields: which pixels the values of a feature map depend on.

Computed from windows, strides and paddings alone, along rows and columns apart, so that a value's place in a feature
map can be shown in the picture (Araujo, Norris and Sim, 2019, “Computing Receptive Fields of Convolutional Neural
Networks”).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """The receptive fields of the values along one axis, in pixels.

    Attributes:
        start: First pixel of the first value's field; negative where it begins in the padding.
        extent: Pixels of each value's field.
        jump: Pixels from one value's field to the next one's.
    """

    start: int = 0
    extent: int = 1
    jump: int = 1

    def slid(self, window: int, stride: int, before: int) -> Span:
        """Return the span of a sliding window's values, with ``before`` values of padding at the start.

        >>> Span().slid(3, 1, 0).slid(2, 2, 0)  # a convolution of 3 and a pooling of 2
        Span(start=0, extent=4, jump=2)
        """
        return Span(self.start - before * self.jump, self.extent + (window - 1) * self.jump, self.jump * stride)

    def at(self, place: int) -> tuple[int, int]:
        """Return the first pixel of the field of the value at a place, and the one after its last."""
        first = self.start + place * self.jump
        return first, first + self.extent


def joined(spans: Iterable[Span | None]) -> Span | None:
    """Return the span of values that combine one value of each branch at the same place.

    It is None, not known, where that of a branch is, where the branches differ in their jump, and where there are none.

    >>> joined([Span(0, 1, 2), Span(-1, 3, 2)]), joined([Span(0, 1, 1), Span(0, 1, 2)])
    (Span(start=-1, extent=3, jump=2), None)
    """
    known = list(spans)
    first = known[0] if known else None
    if first is None:
        return None
    start, end = first.start, first.start + first.extent
    for span in known[1:]:
        if span is None or span.jump != first.jump:
            return None
        start, end = min(start, span.start), max(end, span.start + span.extent)
    return Span(start, end - start, first.jump)
