"""The style that all figures share: colours, fonts, margins.

Training is blue and solid with circles, validation vermilion and dashed with diamonds, in every chart.
"""

import base64
from typing import Any

import numpy as np
import plotly.colors
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.locale.numbers import GROUP, decimal_sign

TRAINING, VALIDATION, NEUTRAL = "#0072B2", "#D55E00", "#8A8F98"
GAP = 128
"""Grey between tiles, for a light and a dark page."""
FONT = {"size": 15}


def _ramp(name: str) -> NDArray[np.uint8]:
    """Return the 256 colours of one of Plotly's scales, shape (256, 3)."""
    return (
        np.array([plotly.colors.unlabel_rgb(colour) for colour in plotly.colors.sample_colorscale(name, 256)])
        .round()
        .astype("uint8")
    )


VIRIDIS, SIGNED = _ramp("Viridis"), _ramp("RdBu_r")
"""From least to most; and blue by white to red, from the most negative to the most positive."""


def inward(share: float) -> str:
    """Return which end of a word is anchored at its position, so that near an edge the word stays inside the chart.

    Args:
        share: Position, 0 at the left edge to 1 at the right one.

    >>> inward(0.1), inward(0.5), inward(1.0)
    ('left', 'center', 'right')
    """
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


Parts = dict[str, Any]
"""Data and layout of a Plotly figure, in plain lists and numbers."""


def dressed(figure: go.Figure, margin: int = 10, top: int | None = None) -> go.Figure:
    """Return a figure with the shared style: text that can be read at the back of a room, on the page's background.

    Frames, if any, have to be added afterwards.
    """
    layout = figure.layout.to_plotly_json()
    axes = {"xaxis", "yaxis", *(name for name in layout if name.startswith(("xaxis", "yaxis")))}
    style = look(margin, margin if top is None else top) | {"legend": {"font": FONT}}
    style |= {name: {"tickfont": FONT, "title": {"font": FONT}} for name in axes}
    # Another validation by Plotly took half of the time that a chart needs.
    return go.Figure(figure.data, _over(layout, style), _validate=False)


def _over(layout: Parts, settings: Parts) -> Parts:
    """Merge settings into others, group by group.

    >>> _over({"xaxis": {"title": {"text": "x"}}}, {"xaxis": {"title": {"font": 1}}, "font": 1})
    {'xaxis': {'title': {'text': 'x', 'font': 1}}, 'font': 1}
    """
    return layout | {
        name: _over(layout.get(name, {}), value) if isinstance(value, dict) else value
        for name, value in settings.items()
    }


def look(margin: int, top: int) -> Parts:
    """Return the settings of a layout that all figures share, with these margins in pixels.

    Plotly writes numbers with the signs of the language that is spoken when the figure is made.
    """
    return {
        "font": FONT,
        "separators": decimal_sign() + GROUP,
        "margin": {"l": margin, "r": margin, "t": top, "b": margin},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def address(content: bytes) -> str:
    """Return a PNG file as a data URL, for a figure that contains its pictures."""
    return "data:image/png;base64," + base64.b64encode(content).decode()
