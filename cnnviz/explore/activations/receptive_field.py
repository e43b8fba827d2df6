"""Which part of the picture does a value know?  A graph -> the receptive field of each layer's values.

Worked out from windows, strides and paddings alone, along rows and columns apart, so that a value's place in a feature map can be
shown in the picture (Araujo, Norris and Sim, 2019, “Computing Receptive Fields of Convolutional Neural Networks”).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from cnnviz.surgery.graph import Graph, Tap

SLIDING = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D")
POINTWISE = (
    "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax",
    "BatchNormalization", "Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout",
    "Rescaling", "Normalization", "Identity",
    "RandomRotation", "RandomTranslation", "RandomShear", "RandomZoom", "RandomFlip", "RandomErasing",
    "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "TrueDivide", "Absolute", "Relu", "Relu6", "Sigmoid", "Tanh",
)  # fmt: skip
"""Layers and operations whose values depend on what stands at the same place only; what moves pictures is at rest here."""


@dataclass(frozen=True)
class Span:
    """What the values along one axis see, in pixels.

    Attributes:
        start: First pixel of the first value; negative where it begins in the padding.
        extent: Pixels that each value sees.
        jump: Pixels from one value's field to the next one's.
    """

    start: int = 0
    extent: int = 1
    jump: int = 1

    def slid(self, window: int, stride: int, before: int) -> Span:
        """Return what a window sees that slides over these values, with ``before`` values of padding at their start.

        >>> Span().slid(3, 1, 0).slid(2, 2, 0)  # a convolution of 3 and a pooling of 2
        Span(start=0, extent=4, jump=2)
        """
        return Span(self.start - before * self.jump, self.extent + (window - 1) * self.jump, self.jump * stride)

    def with_(self, other: Span) -> Span | None:
        """Return what a value sees that adds up one of each; None where they do not keep step."""
        if self.jump != other.jump:
            return None
        start = min(self.start, other.start)
        return Span(start, max(self.start + self.extent, other.start + other.extent) - start, self.jump)

    def at(self, place: int) -> tuple[int, int]:
        """Return the first pixel that the value at a place sees, and the one after its last."""
        first = self.start + place * self.jump
        return first, first + self.extent


@dataclass(frozen=True)
class Field:
    """The receptive field of a layer's values.

    Attributes:
        rows: Along the rows.
        cols: Along the columns.
    """

    rows: Span = Span()
    cols: Span = Span()

    def box(self, row: int, col: int) -> tuple[int, int, int, int]:
        """Return (top, left, bottom, right) of what one value sees, in pixels; outside the picture lies padding."""
        (top, bottom), (left, right) = self.rows.at(row), self.cols.at(col)
        return top, left, bottom, right


def fields(graph: Graph) -> dict[str, Field | None]:
    """Return the receptive field of every layer's values, by the layer's name.

    None stands for the whole picture, and for layers of which it is not known, as those with code of their own.
    """
    seen: dict[int, Field | None] = {id(graph.pixels): Field()}
    found = {}
    for tap in graph.taps.values():
        sources = [seen[id(one)] for one in keras.tree.flatten(tap.source) if id(one) in seen]
        found[tap.name] = seen[id(tap.tensor)] = _through(tap, _joined(sources))
    return found


def _joined(sources: list[Field | None]) -> Field | None:
    """Return what a value knows to which all these come together at the same place."""
    field, *others = sources or [None]
    for other in others:
        if field is None or other is None:
            return None
        rows, cols = field.rows.with_(other.rows), field.cols.with_(other.cols)
        field = Field(rows, cols) if rows and cols else None
    return field


def _through(tap: Tap, field: Field | None) -> Field | None:
    layer, kind = tap.layer, type(tap.layer).__name__
    if field is None or len(tap.tensor.shape) != 4 or getattr(layer, "data_format", None) == "channels_first":
        return None
    if kind in POINTWISE:
        return field
    if kind in ("ZeroPadding2D", "Cropping2D"):
        edges = layer.padding if kind == "ZeroPadding2D" else [(-a, -b) for a, b in layer.cropping]
        return Field(field.rows.slid(1, 1, edges[0][0]), field.cols.slid(1, 1, edges[1][0]))
    if kind not in SLIDING:
        return None
    rows, cols = (
        _slid(span, layer, axis, tap.source.shape[1 + axis]) for axis, span in enumerate((field.rows, field.cols))
    )
    return Field(rows, cols) if rows and cols else None


def _slid(span: Span, layer: Any, axis: int, size: int | None) -> Span | None:
    window = (layer.pool_size if hasattr(layer, "pool_size") else layer.kernel_size)[axis]
    stride, dilation = layer.strides[axis], getattr(layer, "dilation_rate", (1, 1))[axis]
    reach = (window - 1) * dilation + 1
    before = 0
    if layer.padding == "same":
        if size is None and stride > 1:
            return None
        missing = reach - 1 if size is None else (-(-size // stride) - 1) * stride + reach - size
        before = max(0, missing) // 2
    return span.slid(reach, stride, before)
