"""Figures of a kernel: its numbers, and its response to stripes."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.style import FONT, dressed
from cnnviz.figures.values import kernel
from cnnviz.locale import _

SMALL = {"size": 14}
WRITTEN = 7
"""Most rows of a kernel whose numbers fit into the tiles."""
FREQUENCIES = 65
HEIGHT = 380


def numbers(matrix: NDArray[np.floating]) -> go.Figure:
    """Draw a kernel as tiles with its numbers, blue to red around zero.

    Args:
        matrix: Shape (rows, cols).
    """
    figure = kernel(matrix[:, :, None])
    if max(matrix.shape) <= WRITTEN:
        small = max(matrix.shape) > 5
        figure.update_traces(texttemplate="%{z:.3~g}", textfont=SMALL if small else FONT, showscale=False)
    return figure


def inputs(weights: NDArray[np.floating]) -> go.Figure:
    """Draw a kernel with numbers for each input: a sheet of tiles for each, all on one scale around zero.

    Args:
        weights: Shape (rows, cols, inputs).
    """
    figure = kernel(weights)
    count = weights.shape[2]
    if count > 1:  # Three sheets are three times as wide, without room for numbers in half a page.
        figure.update_traces(texttemplate="")
    return figure.update_layout(height=HEIGHT // 2 if count > 1 else HEIGHT)


def response(matrix: NDArray[np.floating]) -> go.Figure:
    """Draw a kernel's frequency response: how strongly it lets through stripes of each width and direction.

    Args:
        matrix: Shape (rows, cols).
    """
    figure = go.Figure(
        go.Heatmap(
            z=amplitudes(matrix),
            x=_frequencies(),
            y=_frequencies(),
            colorscale="Viridis",
            zmin=0,
            hovertemplate=_("across %{x:.2f}, down %{y:.2f} cycles per pixel: × %{z:.3f}") + "<extra></extra>",
            colorbar={
                "orientation": "h",
                "y": 1.02,
                "yanchor": "bottom",
                "thickness": 12,
                "tickfont": FONT,
                "tickprefix": "×",
                "nticks": 5,
            },
        )
    )
    ticks = [-0.5, -0.25, 0, 0.25, 0.5]
    axis = {"tickvals": ticks, "constrain": "domain", "showgrid": False}
    figure.update_layout(
        xaxis=axis | {"title": _("cycles per pixel, across")},
        yaxis=axis | {"title": _("down"), "scaleanchor": "x", "autorange": "reversed"},
        height=HEIGHT,
    )
    return dressed(figure, top=40)


def amplitudes(matrix: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the size of a kernel's Fourier transform, frequency 0 in the middle, shape (65, 65).

    The middle is its result on a uniform area, the absolute value of its sum.

    >>> amplitudes(np.full((3, 3), 2.0))[32, 32].item()
    18.0
    """
    return np.asarray(np.abs(np.fft.fftshift(np.fft.fft2(matrix, (FREQUENCIES, FREQUENCIES)))))


def _frequencies() -> NDArray[np.float64]:
    return np.asarray(np.fft.fftshift(np.fft.fftfreq(FREQUENCIES)))
