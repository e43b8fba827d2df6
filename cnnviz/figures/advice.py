"""Chart of data sets by photos a class and similarity to ImageNet: quadrants, points -> Plotly figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import plotly.graph_objects as go

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, dressed
from cnnviz.lessons.advice import LARGE, QUADRANTS, SIMILAR, Advice

FEWEST, MOST = 4, 400_000
LOWEST, HIGHEST = -0.3, 1.2
"""Ends of the chart, so that each corner has room for its name."""
COLOURS = {(False, True): "#009E73", (True, True): "#56B4E9", (False, False): "#E69F00", (True, False): "#CC79A7"}
"""Okabe–Ito; each quadrant carries its name too."""


@dataclass(frozen=True)
class Point:
    """A data set on the chart.

    Attributes:
        title: Text beside it.
        photos: Training photos a class.
        similarity: To ImageNet, 0 to 1.
    """

    title: str
    photos: float
    similarity: float


def chart(data_set: Point, others: Sequence[Point], chosen: Advice) -> go.Figure:
    """Draw the four quadrants, the user's data set as a diamond, and others as rings.

    The first trace holds one point a quadrant, in the order of `QUADRANTS`, to be clicked.
    """
    figure = go.Figure()
    for each in QUADRANTS:
        across, up = _limits(each)
        figure.add_shape(
            type="rect",
            x0=10 ** across[0],
            x1=10 ** across[1],
            y0=up[0],
            y1=up[1],
            layer="below",
            fillcolor=COLOURS[each.large, each.similar],
            opacity=0.3 if each is chosen else 0.15,
            line={"width": 3 if each is chosen else 0, "color": COLOURS[each.large, each.similar]},
        )
    figure.add_scatter(
        x=[10 ** (sum(_limits(each)[0]) / 2) for each in QUADRANTS],
        y=[HIGHEST - 0.09 if each.similar else LOWEST + 0.09 for each in QUADRANTS],
        text=[f"<b>{_wrapped(each.title)}</b>" for each in QUADRANTS],
        mode="markers+text",
        name="Advice",
        showlegend=False,
        textfont=FONT,
        marker={"size": 44, "symbol": "square", "color": "rgba(128,128,128,0.01)"},
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=[_inside(each.photos) for each in others],
        y=[each.similarity for each in others],
        text=[each.title for each in others],
        textposition="bottom center",
        mode="markers+text",
        name="Other data sets",
        marker={"symbol": "circle-open", "size": 11, "color": NEUTRAL, "line": {"width": 3}},
        textfont={"size": 14},
        hovertemplate="%{text}<br>%{x:.0f} photos a class, similarity %{y:.2f}<extra></extra>",
    )
    figure.add_scatter(
        x=[_inside(data_set.photos)],
        y=[data_set.similarity],
        text=["<b>this one</b>"],
        textposition="middle right",
        mode="markers+text",
        name="This one",
        textfont=FONT,
        marker={"symbol": "diamond", "size": 20, "color": TRAINING, "line": {"width": 2, "color": "white"}},
        hovertemplate=f"{data_set.photos:.0f} photos a class, similarity {data_set.similarity:.2f}<extra></extra>",
    )
    figure.update_xaxes(
        title="training photos a class",
        type="log",
        range=[log10(FEWEST), log10(MOST)],
        showgrid=False,
        tickvals=[10, 100, 1000, 10_000, 100_000],
        ticktext=["10", "100", "1000", "10⁴", "10⁵"],
        fixedrange=True,
    )
    figure.update_yaxes(
        title="similarity to ImageNet",
        range=[LOWEST, HIGHEST],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickvals=[0, SIMILAR, 1],
        ticktext=["0", f"{SIMILAR:g}", "1"],
    )
    figure.update_layout(
        height=480, dragmode=False, clickmode="event+select", legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"}
    )
    return dressed(figure, top=40)


def _limits(quadrant: Advice) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of a quadrant: along x as powers of ten, and along y."""
    middle = log10(LARGE)
    across = (middle, log10(MOST)) if quadrant.large else (log10(FEWEST), middle)
    return across, (SIMILAR, HIGHEST) if quadrant.similar else (LOWEST, SIMILAR)


def _wrapped(title: str) -> str:
    """Break a title in the middle, as a phone is narrow."""
    words = title.split()
    half = len(words) // 2
    return f"{' '.join(words[:half])}<br>{' '.join(words[half:])}"


def _inside(photos: float) -> float:
    return min(max(photos, FEWEST * 1.2), MOST / 1.2)
