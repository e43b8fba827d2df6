"""Figures of single arrays: a feature map, a histogram, a kernel, probabilities, a heat map over a picture."""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, VIRIDIS, dressed
from cnnviz.images import stretched
from cnnviz.locale import _
from cnnviz.locale import number as localised
from cnnviz.locale.numbers import PERCENT


def channel(feature_map: NDArray[np.float32], limits: tuple[float, float] | None = None) -> go.Figure:
    """Draw one channel large, with its true values: viridis, or blue to red around zero where values can be negative.

    Args:
        feature_map: Shape (rows, cols).
        limits: Smallest and largest value of the scale, for channels side by side; by default the channel's own.
    """
    low, high = limits or (float(feature_map.min()), float(feature_map.max()))
    figure = _heatmap(feature_map, diverging=low < 0, height=380)
    if limits:
        far = max(-low, high)
        figure.update_traces(zmin=-far if low < 0 else 0, zmax=far or 1)
    return figure


def histogram(values: NDArray[np.float32]) -> go.Figure:
    """Draw the histogram of a channel's values.

    Args:
        values: Any shape.
    """
    counts, edges = np.histogram(values, 30)
    figure = go.Figure(
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=100 * counts / values.size,
            marker_color=TRAINING,
            hovertemplate=_("places with about %{x:.3g}: %{y:.0f}\u00a0%") + "<extra></extra>",
        )
    )
    figure.update_layout(
        height=150, bargap=0, xaxis_title=_("value"), yaxis={"ticksuffix": PERCENT}, margin={"t": 10, "b": 40}
    )
    return dressed(figure)


NUMBERED = 7
"""Most columns of a kernel whose numbers fit into half a page's width."""


def kernel(weights: NDArray[np.float32]) -> go.Figure:
    """Draw one learned kernel: a tile for each channel of the layer before, all on one scale around zero.

    Args:
        weights: Shape (rows, cols, inputs).
    """
    rows, cols, inputs = weights.shape
    per_row = inputs if inputs <= 3 else ceil(sqrt(inputs))  # as square as can be
    lines = -(-inputs // per_row)
    sheet = np.full((lines * (rows + 1) - 1, per_row * (cols + 1) - 1), np.nan)
    for number in range(inputs):
        top, left = number // per_row * (rows + 1), number % per_row * (cols + 1)
        sheet[top : top + rows, left : left + cols] = weights[:, :, number]
    figure = _heatmap(sheet, diverging=True, height=380)
    if sheet.shape[1] <= NUMBERED:
        figure.update_traces(texttemplate="%{z:.2f}", textfont=FONT)
    return figure


def bars(labels: Sequence[str], probabilities: Sequence[float]) -> go.Figure:
    """Draw the likeliest classes, the likeliest on top.

    Args:
        labels: Name of each class.
        probabilities: 0 to 1, in the same order.
    """
    figure = go.Figure(
        go.Bar(
            x=list(probabilities),
            y=list(labels),
            orientation="h",
            marker={"color": [TRAINING] + [NEUTRAL] * (len(labels) - 1)},
            text=[localised(value, ".3f") for value in probabilities],
            textposition="outside",
            textfont=FONT,
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.6f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=_("Probability"), range=[0, 1.4], tickvals=[0, 0.5, 1], tickangle=0)
    figure.update_yaxes(autorange="reversed", type="category", tickfont=FONT)
    figure.update_layout(height=90 + 38 * len(labels))
    return dressed(figure)


def overlaid(picture: NDArray[np.uint8], heat: NDArray[np.float32], opacity: float) -> NDArray[np.uint8]:
    """Blend a heat map in viridis over a picture.

    Args:
        picture: Grey or RGB, shape (rows, cols, 1 or 3), 0..255.
        heat: Shape (rows, cols) of any size, 0 to 1; it is stretched over the picture.
        opacity: Opacity of the heat map, 0 to 1.

    Returns:
        Shape (rows, cols, 3), 0..255.

    >>> overlaid(np.full((1, 1, 1), 255, np.uint8), np.ones((1, 1), np.float32), 0.5).tolist()
    [[[254, 243, 146]]]
    """
    rows, cols = picture.shape[:2]
    colours = VIRIDIS[np.rint(stretched(heat, rows, cols).clip(0, 1) * 255).astype("uint8")]
    mixed: NDArray[np.uint8] = np.rint((1 - opacity) * picture + opacity * colours).astype("uint8")
    return mixed


def _heatmap(values: NDArray[np.floating], diverging: bool, height: int) -> go.Figure:
    limit = float(np.nanmax(np.abs(values))) or 1.0
    scale = (
        {"colorscale": "RdBu_r", "zmin": -limit, "zmax": limit} if diverging else {"colorscale": "Viridis", "zmin": 0}
    )
    figure = go.Figure(
        go.Heatmap(
            z=values,
            **scale,
            hoverongaps=False,
            hovertemplate=_("row %{y}, column %{x}: %{z:.4f}") + "<extra></extra>",
            colorbar={"tickfont": FONT, "thickness": 14},
        )
    )
    figure.update_layout(
        xaxis={"visible": False, "constrain": "domain"},
        yaxis={"visible": False, "autorange": "reversed", "scaleanchor": "x", "constrain": "domain"},
        height=height,
    )
    return dressed(figure)
