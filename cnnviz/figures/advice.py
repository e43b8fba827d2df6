"""Chart of data sets by photos per class and help of ImageNet's features: quadrants, points -> Plotly figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

import plotly.graph_objects as go

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, dressed
from cnnviz.lessons.advice import LARGE, QUADRANTS, SIMILAR, Advice
from cnnviz.locale import _, number

FEWEST, MOST = 4, 400_000
LOWEST, HIGHEST = -0.3, 1.2
"""Ends of the chart, so that each corner has room for its name."""
PHONE_DECADE, PHONE_LETTER = 36, 7
"""Pixels of a phone's screen between 10 and 100 photos, and of one letter of a name."""
COLOURS = {(False, True): "#009E73", (True, True): "#56B4E9", (False, False): "#E69F00", (True, False): "#CC79A7"}
"""Okabe–Ito; each quadrant carries its name too."""


@dataclass(frozen=True)
class Point:
    """A data set on the chart.

    Attributes:
        title: Text beside it.
        photos: Training photos per class.
        similarity: How much ImageNet's features help, 0 to 1.
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
        text=[f"<b>{_wrapped(_(each.title))}</b>" for each in QUADRANTS],
        mode="markers+text",
        name=_("Recommendation"),
        showlegend=False,
        textfont=FONT,
        marker={"size": 44, "symbol": "square", "color": "rgba(128,128,128,0.01)"},
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=[_inside(each.photos) for each in others],
        y=[each.similarity for each in others],
        text=[each.title for each in others],
        textposition=_positions(others),
        mode="markers+text",
        name=_("Other data sets"),
        marker={"symbol": "circle-open", "size": 11, "color": NEUTRAL, "line": {"width": 3}},
        textfont={"size": 14},
        customdata=[each.photos for each in others],
        hovertemplate="%{text}<br>"
        + _("%{customdata:.0f} photos per class, ImageNet’s features help: %{y:.2f}")
        + "<extra></extra>",
    )
    figure.add_scatter(
        x=[_inside(data_set.photos)],
        y=[data_set.similarity],
        text=[f"<b>{_('this one')}</b>"],
        textposition="middle right",
        mode="markers+text",
        name=_("This one"),
        textfont=FONT,
        marker={"symbol": "diamond", "size": 20, "color": TRAINING, "line": {"width": 2, "color": "white"}},
        customdata=[data_set.photos],  # As given: on the chart it may be moved inside.
        hovertemplate=_("%{customdata:.0f} photos per class, ImageNet’s features help: %{y:.2f}") + "<extra></extra>",
    )
    figure.update_xaxes(
        title=_("training photos per class"),
        type="log",
        range=[log10(FEWEST), log10(MOST)],
        showgrid=False,
        tickvals=[10, 100, 1000, 10_000, 100_000],
        ticktext=["10", "100", "1000", "10⁴", "10⁵"],
        fixedrange=True,
    )
    figure.update_yaxes(
        title=_("how much ImageNet’s features help"),
        range=[LOWEST, HIGHEST],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickvals=[0, SIMILAR, 1],
        ticktext=["0", number(SIMILAR, "g"), "1"],
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


def _positions(points: Sequence[Point]) -> list[str]:
    """Return where the names of points stand: below them, or above where on a phone two names would lie in one."""
    below: list[Point] = []
    positions = dict.fromkeys(range(len(points)), "top center")
    for place in sorted(positions, key=lambda place: points[place].photos):
        if not any(_overlap(points[place], other) for other in below):
            below.append(points[place])
            positions[place] = "bottom center"
    return list(positions.values())


def _overlap(one: Point, other: Point) -> bool:
    near = abs(one.similarity - other.similarity) < 0.06
    apart = abs(log10(one.photos / other.photos)) * PHONE_DECADE
    return near and apart < (len(one.title) + len(other.title)) / 2 * PHONE_LETTER


def _wrapped(title: str) -> str:
    """Break a title in the middle, as a phone is narrow."""
    words = title.split()
    half = len(words) // 2
    return f"{' '.join(words[:half])}<br>{' '.join(words[half:])}"


def _inside(photos: float) -> float:
    return min(max(photos, FEWEST * 1.2), MOST / 1.2)
