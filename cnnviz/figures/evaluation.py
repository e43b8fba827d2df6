"""Figures of an evaluation: confusion matrix, reliability curve, precision and recall of each class."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, VALIDATION, dressed
from cnnviz.locale import _, ngettext, number

RECALL, PRECISION = "#009E73", "#E69F00"
TICKS = (0.0, 0.1, 0.25, 0.5, 1.0)
FEW = 30
"""Most classes of which every cell can be clicked; with more classes, only the cells that hold pictures."""
DIGITS = 40
"""Most digits of a row that can be read on a phone; a longer row shows its numbers by colour only."""


def confusion(labels: Sequence[str], counts: NDArray[np.int64], selected: tuple[int, int] | None = None) -> go.Figure:
    """Draw a confusion matrix; each cell can be clicked, and its point's ``customdata`` is (row, column).

    Colours show shares of a row on a square-root scale, so that a mistake of one in a hundred can still be seen.

    Args:
        labels: Name of each class.
        counts: Pictures of each class (row) predicted as each class (column), shape (classes, classes).
        selected: Cell to frame, as (row, column).
    """
    count = len(labels)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    written = np.where(counts > 0, counts.astype(str), "")
    figure = go.Figure(
        go.Heatmap(
            z=np.sqrt(shares),
            x=list(labels),
            y=list(labels),
            **({"text": written, "texttemplate": "%{text}", "textfont": FONT} if _short(counts) else {}),
            colorscale="Cividis",
            zmin=0,
            zmax=1,
            xgap=1,
            ygap=1,
            hoverinfo="skip",
            colorbar={
                "title": {"text": _("Share of the true class"), "font": FONT, "side": "top"},
                "orientation": "h",
                "tickvals": np.sqrt(TICKS),
                "ticktext": [number(share, ".0%") for share in TICKS],
                "tickfont": FONT,
                "thickness": 12,
                "len": 0.94,
                "y": 1.02,
                "yanchor": "bottom",
            },
        )
    )
    rows, columns = np.nonzero(counts) if count > FEW else np.indices(counts.shape).reshape(2, -1)
    # Streamlit gets no clicks from a heatmap, so each cell has an invisible point.
    figure.add_scatter(
        x=[labels[column] for column in columns],
        y=[labels[row] for row in rows],
        mode="markers",
        marker={"size": 14, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        customdata=np.stack(
            [rows, columns], axis=-1
        ).tolist(),  # A list, because a click returns the type that it was given.
        text=[_cell(labels, row, column, int(counts[row, column])) for row, column in zip(rows, columns, strict=True)],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    if selected:
        top, left = selected[0] - 0.5, selected[1] - 0.5
        figure.add_shape(type="rect", x0=left, x1=left + 1, y0=top, y1=top + 1, line={"color": VALIDATION, "width": 3})
    # On an axis of categories Plotly leaves out names that do not fit.
    look = {"type": "category", "automargin": True, "showgrid": False, "zeroline": False}
    figure.update_xaxes(title=_("Predicted class"), range=[-0.5, count - 0.5], **look)
    figure.update_yaxes(title=_("True class"), range=[count - 0.5, -0.5], **look)
    figure.update_layout(
        height=max(420, min(900, 180 + 28 * count)), hoverdistance=200, dragmode=False, clickmode="event+select"
    )
    return dressed(figure)


def reliability(confidence: NDArray[np.float64], accuracy: NDArray[np.float64], images: NDArray[np.int64]) -> go.Figure:
    """Draw a reliability curve: how often a network is right at each confidence; larger points stand for more pictures.

    Args:
        confidence: Mean probability of the predicted class in each bin, shape (bins,), 0 to 1.
        accuracy: Share of a bin's pictures predicted rightly, shape (bins,), 0 to 1.
        images: Number of pictures of each bin, shape (bins,).
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        name=_("Confidence equals accuracy"),
        line={"color": NEUTRAL, "dash": "dash", "width": 2},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=confidence,
        y=accuracy,
        customdata=images,
        mode="lines+markers",
        name=_("This network"),
        line={"color": TRAINING, "width": 3},
        marker={"size": 8 + 20 * np.sqrt(images / images.max()), "color": TRAINING},
        hovertemplate=_(
            "probability {probability}, right for {share} of {count} pictures",
            probability="%{x:.3f}",
            share="%{y:.3f}",
            count="%{customdata}",
        )
        + "<extra></extra>",
        cliponaxis=False,
    )
    figure.update_xaxes(title=_("Probability that it gives to its prediction"), range=[0, 1.02])
    figure.update_yaxes(title=_("Share that is right"), range=[0, 1.02])
    figure.update_layout(height=400, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    return dressed(figure)


def class_bars(labels: Sequence[str], recall: Sequence[float], precision: Sequence[float]) -> go.Figure:
    """Draw two bars a class, the first class on top; a value that is not defined (NaN) has no bar.

    Args:
        labels: Name of each class.
        recall: Share of its pictures that are predicted as it, 0 to 1.
        precision: Share of the pictures predicted as it that are of it, 0 to 1.
    """
    figure = go.Figure()
    # Plotly stacks horizontal bars from below, also within a class, so the second one comes on top.
    for name, values, colour, pattern in (
        (_("Precision"), precision, PRECISION, "/"),
        (_("Recall"), recall, RECALL, ""),
    ):
        figure.add_bar(
            x=list(values),
            y=list(labels),
            name=name,
            orientation="h",
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.3}},
            hovertemplate=_("{measure} of {name}: {value}", measure=name, name="%{y}", value="%{x:.3f}")
            + "<extra></extra>",
        )
    figure.update_xaxes(title=_("Share of pictures"), range=[0, 1])
    figure.update_yaxes(autorange="reversed", type="category", tickmode="linear", dtick=1, automargin=True)
    figure.update_layout(
        height=130 + 40 * len(labels),
        barmode="group",
        bargap=0.3,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    return dressed(figure)


def _short(counts: NDArray[np.int64]) -> bool:
    """Return whether a row of numbers can be read on a phone."""
    return len(counts) * len(str(counts.max())) <= DIGITS


def _cell(labels: Sequence[str], row: int, column: int, count: int) -> str:
    """Describe a cell in words.

    >>> _cell(("cat", "dog"), 0, 1, 12), _cell(("cat", "dog"), 1, 1, 1)
    ('cat taken for dog: 12 pictures', 'dog, predicted right: 1 picture')
    """
    if row == column:
        return ngettext(
            "{name}, predicted right: {n} picture", "{name}, predicted right: {n} pictures", count, name=labels[row]
        )
    return ngettext(
        "{true} taken for {predicted}: {n} picture",
        "{true} taken for {predicted}: {n} pictures",
        count,
        true=labels[row],
        predicted=labels[column],
    )
