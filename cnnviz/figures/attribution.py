"""Figures of the tests of heat maps: deletion and insertion curves, and likeness in the sanity check."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.comparison import COLOURS
from cnnviz.figures.style import FONT, dressed

HEIGHT = 340
MARKERS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x", "triangle-down")


def courses(shares: NDArray[np.floating], lines: Mapping[str, NDArray[np.floating]], what: str) -> go.Figure:
    """Draw the probability of a class while pixels are removed or brought back, a line for each method.

    Args:
        shares: Shares of the pixels, 0 to 1, shape (n,).
        lines: Probability after each share by the method's title, shape (n,).
        what: Word for what happens to the pixels.
    """
    figure = go.Figure()
    for number, (title, values) in enumerate(lines.items()):
        figure.add_scatter(
            x=shares,
            y=values,
            name=title,
            mode="lines+markers",
            line={"color": COLOURS[number % len(COLOURS)], "width": 3},
            marker={"symbol": MARKERS[number % len(MARKERS)], "size": 7},
            hovertemplate=f"{title}<br>%{{x:.0%}} {what}: %{{y:.3f}}<extra></extra>",
        )
    figure.update_layout(
        xaxis={"title": f"share of the pixels {what}", "tickformat": ".0%"},
        yaxis={"title": "probability", "range": [-0.02, 1.02]},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        height=HEIGHT + 24 * len(lines),
    )
    return dressed(figure, top=40)


def forgetting(layers: Sequence[str], lines: Mapping[str, Sequence[float]]) -> go.Figure:
    """Draw how alike each heat map stays to itself while layers are randomised, a line for each method.

    Args:
        layers: The layer that was randomised last at each stage; none at the first stage.
        lines: Likeness at each stage by the method's title, -1 to 1.
    """
    figure = go.Figure()
    places = list(range(len(layers)))
    for number, (title, values) in enumerate(lines.items()):
        figure.add_scatter(
            x=places[: len(values)],
            y=list(values),
            name=title,
            mode="lines+markers",
            line={"color": COLOURS[number % len(COLOURS)], "width": 3},
            marker={"symbol": MARKERS[number % len(MARKERS)], "size": 9},
            hovertemplate=f"{title}: %{{y:.2f}}<extra></extra>",
        )
    figure.update_layout(
        xaxis={"title": "forgotten down to", "tickvals": places, "ticktext": list(layers), "tickangle": -40},
        yaxis={"title": "likeness to the first map", "range": [-0.6, 1.05]},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        legend_font=FONT,
        height=HEIGHT + 60 + 24 * len(lines),
    )
    return dressed(figure, top=40)
