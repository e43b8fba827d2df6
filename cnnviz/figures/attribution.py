"""Figures of the tests of heat maps: deletion and insertion curves, and likeness in the sanity check."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.comparison import COLOURS
from cnnviz.figures.style import FONT, dressed
from cnnviz.locale import N_, _
from cnnviz.locale.numbers import PERCENT

HEIGHT = 340
SHARES = {
    "deletion": (N_("share of the pixels painted over"), N_("%{x:.0f}\u00a0% painted over: %{y:.3f}")),
    "insertion": (N_("share of the pixels brought back"), N_("%{x:.0f}\u00a0% brought back: %{y:.3f}")),
}
"""For each course, what the axis shows, and Plotly's template for what is shown under the pointer."""
MARKERS = ("circle", "square", "diamond", "cross", "triangle-up", "star", "x", "triangle-down")


def courses(shares: NDArray[np.floating], lines: Mapping[str, NDArray[np.floating]], what: str) -> go.Figure:
    """Draw the probability of a class while pixels are removed or brought back, a line for each method.

    Args:
        shares: Shares of the pixels, 0 to 1, shape (n,).
        lines: Probability after each share by the method's title, shape (n,).
        what: ``deletion`` or ``insertion``.
    """
    figure = go.Figure()
    axis, hover = SHARES[what]
    for number, (title, values) in enumerate(lines.items()):
        figure.add_scatter(
            x=100 * np.asarray(shares),
            y=values,
            name=title,
            mode="lines+markers",
            line={"color": COLOURS[number % len(COLOURS)], "width": 3},
            marker={"symbol": MARKERS[number % len(MARKERS)], "size": 7},
            hovertemplate=f"{title}<br>{_(hover)}<extra></extra>",
        )
    figure.update_layout(
        xaxis={"title": _(axis), "ticksuffix": PERCENT},
        yaxis={"title": _("probability"), "range": [-0.02, 1.02]},
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
        xaxis={"title": _("weights shuffled down to"), "tickvals": places, "ticktext": list(layers), "tickangle": -40},
        yaxis={"title": _("similarity to the first map"), "range": [-0.6, 1.05]},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        legend_font=FONT,
        height=HEIGHT + 60 + 24 * len(lines),
    )
    return dressed(figure, top=40)
