"""The receptive field of each layer of a network: which part of the picture its values depend on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from cnnviz.explore.activations.receptive_field import Span, joined
from cnnviz.explore.convolution.stepping import Window
from cnnviz.surgery.graph import Graph, Tap

SLIDING = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D")
ACTIVATIONS = ("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Relu", "Relu6", "Sigmoid", "Tanh")
TRAINING_ONLY = ("Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout")
AUGMENTING = ("RandomRotation", "RandomTranslation", "RandomShear", "RandomZoom", "RandomFlip", "RandomErasing")
SCALING = ("BatchNormalization", "Rescaling", "Normalization", "Identity", "TrueDivide", "Absolute")
JOINING = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
POINTWISE = (*ACTIVATIONS, *TRAINING_ONLY, *AUGMENTING, *SCALING, *JOINING)
"""Layers and operations whose values depend on those at the same place only; augmentation is off outside training."""


@dataclass(frozen=True)
class Field:
    """The receptive field of a layer's values.

    Attributes:
        rows: Along the rows.
        cols: Along the columns.
    """

    rows: Span
    cols: Span

    def box(self, row: int, col: int) -> tuple[int, int, int, int]:
        """Return (top, left, bottom, right) of one value's field, in pixels; outside the picture lies padding."""
        (top, bottom), (left, right) = self.rows.at(row), self.cols.at(col)
        return top, left, bottom, right


def fields(graph: Graph) -> dict[str, Field | None]:
    """Return the receptive field of every layer's values, by the layer's name.

    None stands for the whole picture, and for layers whose field is not known, such as custom layers.
    """
    by_tensor: dict[int, Field | None] = {id(graph.pixels): Field(Span(), Span())}
    by_name = {}
    for tap in graph.taps.values():
        tensors = keras.tree.flatten(tap.source)
        sources = [by_tensor[id(tensor)] for tensor in tensors if id(tensor) in by_tensor]
        by_name[tap.name] = by_tensor[id(tap.tensor)] = _through(tap, sources)
    return by_name


def _through(tap: Tap, sources: list[Field | None]) -> Field | None:
    """Return the field of a layer's values from the fields of its inputs."""
    layer, kind = tap.layer, type(tap.layer).__name__
    rows = joined(None if field is None else field.rows for field in sources)
    cols = joined(None if field is None else field.cols for field in sources)
    if not rows or not cols or len(tap.tensor.shape) != 4 or getattr(layer, "data_format", None) == "channels_first":
        return None
    if kind in POINTWISE:
        return Field(rows, cols)
    if kind in ("ZeroPadding2D", "Cropping2D"):
        edges = layer.padding if kind == "ZeroPadding2D" else [(-before, -after) for before, after in layer.cropping]
        return Field(rows.slid(1, 1, edges[0][0]), cols.slid(1, 1, edges[1][0]))
    if kind not in SLIDING:
        return None
    new_rows, new_cols = (
        _slid(span, layer, axis, tap.source.shape[1 + axis]) for axis, span in enumerate((rows, cols))
    )
    return Field(new_rows, new_cols) if new_rows and new_cols else None


def _slid(span: Span, layer: Any, axis: int, size: int | None) -> Span | None:
    """Return the span of a layer's values along one axis, of ``size`` values that go in; None where it is not known."""
    window = (layer.pool_size if hasattr(layer, "pool_size") else layer.kernel_size)[axis]
    stride, dilation = layer.strides[axis], getattr(layer, "dilation_rate", (1, 1))[axis]
    reach = (window - 1) * dilation + 1
    if layer.padding != "same":
        return span.slid(reach, stride, 0)
    if size is None and stride > 1:
        return None
    before, _ = Window(reach, stride, "same").margins(size or reach)
    return span.slid(reach, stride, before)
