"""Comparison of several trainings: the curves of all runs -> one Plotly figure.

Each run has a colour; validation is solid and training thin and dotted, so that the two differ without colour too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from cnnviz.figures.style import FONT, NEUTRAL, dressed
from cnnviz.figures.training_curves import TITLES
from cnnviz.locale import N_, _

# Okabe-Ito without its black, which a dark page hides, and with a yellow that a light page shows too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#A89A00", NEUTRAL)
DASHES = (("solid", "dot"), ("dash", "dashdot"), ("longdash", "longdashdot"))
"""Dashes of validation and of training, for the first runs and for those whose colours are used again."""
PANELS = ("accuracy", "loss")
AXES = {"epochs": N_("Epoch"), "seconds": N_("Training time in seconds")}
KINDS = {
    ("accuracy", True): N_("validation accuracy"),
    ("accuracy", False): N_("training accuracy"),
    ("loss", True): N_("validation loss"),
    ("loss", False): N_("training loss"),
}
"""What a curve shows, by its metric and whether it is of validation pictures."""
NAME_WIDTH = 34
"""Most letters of a legend line on a phone."""
PLOT_HEIGHT, LINE_HEIGHT = 620, 24


@dataclass(frozen=True)
class Curve:
    """One metric of one run over its epochs.

    Attributes:
        run: Name of the run in the legend.
        number: Number of the run among those compared, from 0, which decides its colour.
        metric: ``"loss"`` or ``"accuracy"``.
        validation: Whether it was measured on the validation pictures rather than on the training pictures.
        x: Epochs, or seconds of training, shape (n,).
        epochs: Number of each epoch, shape (n,).
        measured: The values as they were measured, shape (n,).
        smoothed: The values to draw strongly, shape (n,); the measured ones where nothing is smoothed.
        best: Number of the best epoch, which is marked, or None.
    """

    run: str
    number: int
    metric: str
    validation: bool
    x: NDArray[np.float64]
    epochs: NDArray[np.int64]
    measured: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    best: int | None = None


def comparison_figure(curves: Sequence[Curve], axis: str) -> go.Figure:
    """Draw the accuracy of every run above, the loss below; smoothed curves strongly over faint measured ones.

    Args:
        curves: The curves of all runs.
        axis: Unit of x: ``"epochs"`` or ``"seconds"``.
    """
    figure = make_subplots(rows=len(PANELS), shared_xaxes=True, vertical_spacing=0.04)
    named: set[int] = set()
    for curve in curves:
        _draw(figure, curve, legend=curve.number not in named)
        named.add(curve.number)
    kinds = {curve.validation for curve in curves}
    for validation in sorted(kinds, reverse=True) if len(kinds) == 2 else ():
        name = _("Validation") if validation else _("Training")
        line = {"color": NEUTRAL, "width": _width(validation), "dash": DASHES[0][not validation]}
        figure.add_scatter(x=[None], y=[None], mode="lines", name=name, line=line, row=1, col=1)
    for row, metric in enumerate(PANELS, start=1):
        figure.update_yaxes(title=_(TITLES[metric]), row=row)
    figure.update_xaxes(rangemode="tozero", automargin=True)
    figure.update_xaxes(title=_(AXES[axis]), row=len(PANELS))
    below = LINE_HEIGHT * sum(1 + trace.name.count("<br>") for trace in figure.data if trace.showlegend is not False)
    figure.update_layout(
        height=PLOT_HEIGHT + below,
        # One run a line: side by side, long names would be cut off on a phone.
        legend={
            "x": 0,
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "tracegroupgap": 2,
            "maxheight": PLOT_HEIGHT + below,
        },
        # The revision keeps the user's zoom and hidden runs while points come in.
        uirevision=axis,
    )
    figure = dressed(figure, top=40)
    # A downloaded picture needs its own background, and a font of the same width everywhere.
    return figure.update_layout(
        paper_bgcolor=None, plot_bgcolor=None, legend_font_family="sans-serif", margin_b=below + 65
    )


def _draw(figure: go.Figure, curve: Curve, legend: bool) -> None:
    """Add one curve, the faint one of its measured values where it is smoothed, and the mark of its best epoch."""
    row = PANELS.index(curve.metric) + 1
    colour = COLOURS[curve.number % len(COLOURS)]
    dash = DASHES[curve.number // len(COLOURS) % len(DASHES)][not curve.validation]
    shared = {"legendgroup": str(curve.number), "row": row, "col": 1}
    if not np.array_equal(curve.measured, curve.smoothed, equal_nan=True):
        faint = {"color": colour, "width": 1}
        figure.add_scatter(
            x=curve.x,
            y=curve.measured,
            mode="lines",
            line=faint,
            opacity=0.35,
            showlegend=False,
            hoverinfo="skip",
            name=_("{run}, measured", run=curve.run),
            **shared,
        )
    kind, run = _(KINDS[curve.metric, curve.validation]), f"<b>{_wrapped(curve.run)}</b>"
    where = _("{metric}, epoch {epoch}", metric=kind, epoch="%{customdata[0]}")
    values = _("measured {measured}, drawn {drawn}", measured="%{customdata[1]:.4f}", drawn="%{y:.4f}")
    figure.add_scatter(
        x=curve.x,
        y=curve.smoothed,
        mode="lines" if len(curve.x) > 1 else "markers",
        name=_wrapped(curve.run),
        line={"color": colour, "width": _width(curve.validation), "dash": dash},
        showlegend=legend,
        customdata=np.column_stack([curve.epochs, curve.measured]),
        hovertemplate=f"{run}<br>{where}<br>{values}<extra></extra>",
        **shared,
    )
    if curve.best is not None:
        at = curve.epochs == curve.best
        best = _("best {metric}: {value}, epoch {epoch}", metric=kind, value="%{y:.4f}", epoch="%{customdata[0]}")
        figure.add_scatter(
            x=curve.x[at],
            y=curve.measured[at],
            mode="markers+text",
            text=[str(curve.best)],
            textfont=FONT,
            textposition="top center" if curve.metric == "accuracy" else "bottom center",
            cliponaxis=False,
            marker={"symbol": "star", "size": 13, "color": colour},
            showlegend=False,
            name=_("{run}, best epoch", run=curve.run),
            customdata=[[curve.best, float(curve.measured[at][0])]],
            hovertemplate=f"{run}<br>{best}<extra></extra>",
            **shared,
        )


def _width(validation: bool) -> float:
    return 3 if validation else 1.5


def _wrapped(name: str) -> str:
    """Break a name into lines that fit a phone.

    >>> _wrapped("basenet on cifar100_25 · 22 Nov 19:33:59")
    'basenet on cifar100_25 · 22 Nov<br>19:33:59'
    """
    return "<br>".join(_plain(line) for line in wrap(name, NAME_WIDTH)) or _plain(name)


def _plain(words: str) -> str:
    """Escape text that users typed, so that Plotly shows it literally: no markup, no placeholders.

    >>> _plain("<b>%{x}")
    '&lt;b&gt;&#37;{x}'
    """
    return escape(words, quote=False).replace("%{", "&#37;{")
