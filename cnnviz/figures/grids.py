"""Grids of feature maps: one picture in colour, with a hover text for each tile."""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.style import GAP, VALIDATION, VIRIDIS, Parts, address, look
from cnnviz.images import indexed_png, montage, png

PER_ROW = 16
GRID_WIDTH = 760
TILE = 56
"""Least side of a tile that is drawn smaller, in pixels; about the room that the page has for it."""


def colour_grid(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Tile the channels of a layer 16 a row, in viridis.

    Args:
        tiles: One tile a channel, shape (channels, rows, cols), 0..255.

    Returns:
        One picture, shape (rows, cols, 3), 0..255; grey lines between the tiles.
    """
    return montage(VIRIDIS[tiles], per_row=PER_ROW, background=GAP)


def grid(tiles: NDArray[np.uint8], hover: Sequence[str], share: float = 1.0) -> Parts:
    """Draw tiles 16 a row, each of which can be clicked; the point's number is the tile's.

    A network may have a hundred grids. Plotly's validation of each took 20 times as long as all the rest, and even a
    figure without validation a fifth, so the parts of the figure are returned.

    Args:
        tiles: Shape (n, rows, cols) to be shown in viridis, or (n, rows, cols, 3) as they are, 0..255. Large ones are
            drawn smaller, as a deep network's page would have six megabytes.
        hover: Hover text of each tile.
        share: Its share of the page's width, 0 to 1.
    """
    tiles = _smaller(tiles)
    count, rows, cols = tiles.shape[:3]
    per_row = min(PER_ROW, count)
    x = (np.arange(count) % per_row) * (cols + 1) + (cols - 1) / 2
    y = (np.arange(count) // per_row) * (rows + 1) + (rows - 1) / 2
    lines = -(-count // per_row)
    layout = _grid_layout(lines, rows, cols, share)
    source = _in_colours(tiles) if tiles.ndim == 3 else png(montage(tiles, per_row=PER_ROW, background=GAP))
    picture = {"type": "image", "source": address(source), "hoverinfo": "skip", "zsmooth": False}
    points = {
        "type": "scatter",
        "x": x.tolist(),
        "y": y.tolist(),
        "mode": "markers",
        "text": list(hover),
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "marker": {"size": 14, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
    }
    return {"data": [picture, points], "layout": layout}


def framed(grid: Parts, shape: tuple[int, ...], selected: int) -> Parts:
    """Return a grid with a frame around a tile; the grid stays as it is.

    Args:
        grid: What `grid` returned.
        shape: (rows, cols, ...) of a tile as passed to `grid`.
        selected: Number of the tile.
    """
    rows, cols = (side // _times(*shape[:2]) for side in shape[:2])
    points = grid["data"][1]
    left, top = points["x"][selected] - cols / 2 - 0.5, points["y"][selected] - rows / 2 - 0.5
    edge = {"color": VALIDATION, "width": 3}
    frame = {"type": "rect", "x0": left, "y0": top, "x1": left + cols + 1, "y1": top + rows + 1, "line": edge}
    return grid | {"layout": grid["layout"] | {"shapes": [frame]}}


def _times(rows: int, cols: int) -> int:
    """Return by which factor a tile is drawn smaller."""
    return max(1, min(rows, cols) // TILE)


def _smaller(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return tiles as `grid` draws them: each pixel is the mean of those that it replaces."""
    count, rows, cols, *colours = tiles.shape
    times = _times(rows, cols)
    if times == 1:
        return tiles
    rows, cols = rows // times, cols // times
    whole = tiles[:, : rows * times, : cols * times].reshape(count, rows, times, cols, times, *colours)
    means: NDArray[np.uint32] = whole.sum((2, 4), dtype=np.uint32) // times**2
    return means.astype(np.uint8)


def _grid_layout(lines: int, rows: int, cols: int, share: float) -> dict[str, Any]:
    # A chart's height cannot follow its width, so it is computed for a page of this width.
    height = round(GRID_WIDTH * share * lines * (rows + 1) / (PER_ROW * (cols + 1))) + 4
    end = {"visible": False, "constrain": "domain"}
    return {
        "template": _template(),
        "height": height,
        "hoverdistance": 200,
        "dragmode": False,
        "clickmode": "event+select",
        "xaxis": end | {"range": [-1, PER_ROW * (cols + 1)], "constraintoward": "left"},
        "yaxis": end | {"range": [lines * (rows + 1), -1], "scaleanchor": "x", "constraintoward": "top"},
        **look(2, 2),
    }


@functools.cache
def _template() -> dict[str, Any]:
    """Return Plotly's default template, which Streamlit overrides with its theme."""
    template: dict[str, Any] = go.Figure().layout.template.to_plotly_json()
    return template


def _in_colours(tiles: NDArray[np.uint8]) -> bytes:
    """Draw tiles in viridis as a PNG with a palette, which takes a quarter of the time of one without.

    The last colour is the grey between the tiles, so the brightest two levels share one.
    """
    sheet = montage(np.minimum(tiles, 254), per_row=PER_ROW, background=255)
    return indexed_png(sheet, np.concatenate([VIRIDIS[:255], np.full((1, 3), GAP, np.uint8)]))
