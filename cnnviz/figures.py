"""How are results drawn?  Arrays and figures -> Plotly figures; knows no TensorFlow and no Streamlit.

Training is blue and solid with circles, validation vermilion and dashed with diamonds, in every chart.
"""

import base64
import functools
from collections.abc import Sequence
from math import ceil, sqrt
from typing import Any

import numpy as np
import plotly.colors
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.images import indexed_png, montage, png, stretched

TRAINING, VALIDATION, NEUTRAL = "#0072B2", "#D55E00", "#8A8F98"
PER_ROW = 16
GRID_WIDTH = 760
TILE = 56
"""Pixels that a tile keeps at least where it is drawn smaller: the page has about as many for it."""
GAP = 128
"""Grey between tiles, which suits a light page and a dark one."""
FONT = {"size": 15}
TITLES = {"loss": "Loss (cross-entropy)", "accuracy": "Accuracy (share of pictures)"}

Metrics = Sequence[dict[str, float]]


def _ramp(name: str) -> NDArray[np.uint8]:
    """Return the 256 colours of one of Plotly's scales, shape (256, 3)."""
    return (
        np.array([plotly.colors.unlabel_rgb(colour) for colour in plotly.colors.sample_colorscale(name, 256)])
        .round()
        .astype("uint8")
    )


VIRIDIS, SIGNED = _ramp("Viridis"), _ramp("RdBu_r")
"""From least to most; and blue by white to red, from the most negative to the most positive."""


def curves(records: Metrics, metric: str, steps: int, epochs: int, best: int | None = None) -> go.Figure:
    """Draw one metric over a training: steps lightly, epochs strongly.

    Args:
        records: Lines of metrics.jsonl.
        metric: ``"loss"`` or ``"accuracy"``.
        steps: Steps of one epoch.
        epochs: Epochs asked for, which fix the axis so that nothing jumps while points come in.
        best: Number of the best epoch, marked with a line.
    """
    ended = [record for record in records if "seconds" in record]
    single = [record for record in records if "seconds" not in record]
    figure = go.Figure()
    figure.add_scatter(
        # Arrays, because Plotly looks at every entry of a list: four times slower for a long training.
        x=np.array([record["step"] for record in single]) / max(1, steps),
        y=np.array([record[metric] for record in single]),
        name="Training, steps",
        line={"color": TRAINING, "width": 1.5},
        opacity=0.85,  # A contrast of 3 : 1 on both themes' grounds; thin is light enough.
        hovertemplate="epoch %{x:.2f}: %{y:.4f}",
    )
    styles = (
        ("Training, epochs", metric, TRAINING, "solid", "circle"),
        ("Validation, epochs", f"val_{metric}", VALIDATION, "dash", "diamond"),
    )
    for name, key, colour, dash, marker in styles:
        shown = [record for record in ended if key in record]
        if shown or key == metric:
            figure.add_scatter(
                x=np.array([record["epoch"] for record in shown]),
                y=np.array([record[key] for record in shown]),
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 3, "dash": dash},
                marker={"symbol": marker, "size": 8 if len(shown) <= 30 else 4, "color": colour},
                hovertemplate="epoch %{x}: %{y:.4f}",
            )
    if best:
        figure.add_vline(x=best, line={"color": NEUTRAL, "dash": "dot", "width": 2})
        figure.add_annotation(
            x=best, y=1, yref="paper", xanchor=inward(best / epochs), yanchor="bottom", text="best epoch", showarrow=False, font=FONT,
        )  # fmt: skip
    figure.update_xaxes(title="Epoch", automargin=True, range=[0, epochs + 0.2], rangemode="tozero")
    figure.update_yaxes(title=TITLES[metric], rangemode="tozero")
    if metric == "accuracy":
        figure.update_yaxes(range=[0, 1.02])
    # The revision keeps a reader's zoom while points come in.
    figure.update_layout(height=360, uirevision=metric, legend={"orientation": "h", "y": -0.28, "x": 0})
    return dressed(figure, top=30)


def inward(share: float) -> str:
    """Return which end of a word stands at its place, so that near an edge the word goes on inside the chart.

    Args:
        share: Where the place is, 0 at the left edge to 1 at the right one.

    >>> inward(0.1), inward(0.5), inward(1.0)
    ('left', 'center', 'right')
    """
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


def colour_grid(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Tile the channels of a layer 16 a row, in viridis.

    Args:
        tiles: One tile a channel, shape (channels, rows, cols), 0..255.

    Returns:
        One picture, shape (rows, cols, 3), 0..255; grey lines between the tiles.
    """
    return montage(VIRIDIS[tiles], per_row=PER_ROW, background=GAP)


Parts = dict[str, Any]
"""What Plotly makes a figure of: its data and its layout, in plain lists and numbers."""


def grid(tiles: NDArray[np.uint8], hover: Sequence[str], share: float = 1.0) -> Parts:
    """Draw tiles 16 a row, each of which can be clicked; the point's number is the tile's.

    A network may have a hundred grids. To have Plotly look through each of them took 20 times as long as all the rest, and even
    to make a figure without looking a fifth, so the parts of the figure are given.

    Args:
        tiles: Shape (n, rows, cols) to be shown in viridis, or (n, rows, cols, 3) as they are, 0..255. Large ones are
            drawn smaller, or a deep network's page has six megabytes.
        hover: What to say of each tile.
        share: Of the page's width that it gets, 0 to 1.
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
        "type": "scatter", "x": x.tolist(), "y": y.tolist(), "mode": "markers", "text": list(hover), "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False, "marker": {"size": 14, "opacity": 0}, "selected": {"marker": {"opacity": 0}},
    }  # fmt: skip
    return {"data": [picture, points], "layout": layout}


def framed(grid: Parts, shape: tuple[int, ...], selected: int) -> Parts:
    """Return a grid with a frame around a tile; the grid stays as it is.

    Args:
        grid: What the function of that name gave.
        shape: (rows, cols, ...) of a tile as `grid` was given it.
        selected: Number of the tile.
    """
    rows, cols = (side // _times(*shape[:2]) for side in shape[:2])
    points = grid["data"][1]
    left, top = points["x"][selected] - cols / 2 - 0.5, points["y"][selected] - rows / 2 - 0.5
    edge = {"color": VALIDATION, "width": 3}
    frame = {"type": "rect", "x0": left, "y0": top, "x1": left + cols + 1, "y1": top + rows + 1, "line": edge}
    return grid | {"layout": grid["layout"] | {"shapes": [frame]}}


def _times(rows: int, cols: int) -> int:
    """Return how many times smaller a tile is drawn."""
    return max(1, min(rows, cols) // TILE)


def _smaller(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return tiles as `grid` draws them: each pixel is the mean of those that it stands for."""
    count, rows, cols, *colours = tiles.shape
    times = _times(rows, cols)
    if times == 1:
        return tiles
    rows, cols = rows // times, cols // times
    whole = tiles[:, : rows * times, : cols * times].reshape(count, rows, times, cols, times, *colours)
    means: NDArray[np.uint32] = whole.sum((2, 4), dtype=np.uint32) // times**2
    return means.astype(np.uint8)


def _grid_layout(lines: int, rows: int, cols: int, share: float) -> dict[str, Any]:
    # A chart's height cannot follow its width, so it is made for a page of this width.
    height = round(GRID_WIDTH * share * lines * (rows + 1) / (PER_ROW * (cols + 1))) + 4
    end = {"visible": False, "constrain": "domain"}
    return {
        "template": _template(), "height": height, "hoverdistance": 200, "dragmode": False, "clickmode": "event+select",
        "xaxis": end | {"range": [-1, PER_ROW * (cols + 1)], "constraintoward": "left"},
        "yaxis": end | {"range": [lines * (rows + 1), -1], "scaleanchor": "x", "constraintoward": "top"},
        **_dress(2, 2),
    }  # fmt: skip


@functools.cache
def _template() -> dict[str, Any]:
    """Return what Plotly gives each figure of its own accord, on which Streamlit lays its theme."""
    template: dict[str, Any] = go.Figure().layout.template.to_plotly_json()
    return template


def _in_colours(tiles: NDArray[np.uint8]) -> bytes:
    """Draw tiles in viridis as a PNG with a palette, a quarter of the work of one without.

    Its last colour is the grey between the tiles, so the brightest two levels share one.
    """
    sheet = montage(np.minimum(tiles, 254), per_row=PER_ROW, background=255)
    return indexed_png(sheet, np.concatenate([VIRIDIS[:255], np.full((1, 3), GAP, np.uint8)]))


def channel(feature_map: NDArray[np.float32], limits: tuple[float, float] | None = None) -> go.Figure:
    """Draw one channel large, with its true values: viridis, or blue to red around zero where values can be negative.

    Args:
        feature_map: Shape (rows, cols).
        limits: Smallest and largest value of the scale, for channels that stand side by side; by default the channel's own.
    """
    low, high = limits or (float(feature_map.min()), float(feature_map.max()))
    figure = _heatmap(feature_map, diverging=low < 0, height=380)
    if limits:
        far = max(-low, high)
        figure.update_traces(zmin=-far if low < 0 else 0, zmax=far or 1)
    return figure


def histogram(values: NDArray[np.float32]) -> go.Figure:
    """Draw how often a channel has which value.

    Args:
        values: Any shape.
    """
    counts, edges = np.histogram(values, 30)
    figure = go.Figure(
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts / values.size,
            marker_color=TRAINING,
            hovertemplate="about %{x:.3g}: %{y:.0%} of the places<extra></extra>",
        )
    )
    figure.update_layout(
        height=150, bargap=0, xaxis_title="value", yaxis={"tickformat": ".0%"}, margin={"t": 10, "b": 40}
    )
    return dressed(figure)


NUMBERED = 7
"""Columns of a kernel in which, also in half a page's width, numbers have room."""


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
            text=[f"{value:.3f}" for value in probabilities],
            textposition="outside",
            textfont=FONT,
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.6f}<extra></extra>",
        )
    )
    figure.update_xaxes(title="Probability", range=[0, 1.4], tickvals=[0, 0.5, 1], tickangle=0)
    figure.update_yaxes(autorange="reversed", type="category", tickfont=FONT)
    figure.update_layout(height=90 + 38 * len(labels))
    return dressed(figure)


def overlaid(picture: NDArray[np.uint8], heat: NDArray[np.float32], opacity: float) -> NDArray[np.uint8]:
    """Lay a heat map in viridis over a picture.

    Args:
        picture: Grey or RGB, shape (rows, cols, 1 or 3), 0..255.
        heat: Shape (rows, cols) of any size, 0 to 1; it is stretched over the picture.
        opacity: Of the heat map, 0 to 1.

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
            hovertemplate="row %{y}, column %{x}: %{z:.4f}<extra></extra>",
            colorbar={"tickfont": FONT, "thickness": 14},
        )
    )
    figure.update_layout(
        xaxis={"visible": False, "constrain": "domain"},
        yaxis={"visible": False, "autorange": "reversed", "scaleanchor": "x", "constrain": "domain"},
        height=height,
    )
    return dressed(figure)


def rungs(names: Sequence[str], reported: Sequence[float | None], measured: Sequence[float | None]) -> go.Figure:
    """Draw a ladder's accuracies: one line a rung under its name, reported as a ring, measured as a point, joined by a bar.

    Args:
        names: Name of each rung, from the first.
        reported: Accuracy that the document reports, 0 to 1, or None.
        measured: Accuracy that was measured, 0 to 1, or None.
    """
    figure = go.Figure()
    for name, there, here in zip(names, reported, measured, strict=True):
        if there is not None and here is not None:
            figure.add_scatter(
                x=[there, here], y=[name, name], mode="lines", line={"color": "#999999", "width": 3},
                showlegend=False, hoverinfo="skip",
            )  # fmt: skip
    sides = (("Reported", reported, "circle-open", NEUTRAL), ("Measured", measured, "circle", TRAINING))
    for word, values, symbol, colour in sides:
        figure.add_scatter(
            x=list(values), y=list(names), mode="markers", name=word,
            marker={"symbol": symbol, "size": 14, "color": colour, "line": {"width": 3, "color": colour}},
            hovertemplate=f"%{{y}}<br>{word} %{{x:.3f}}<extra></extra>",
        )  # fmt: skip
    for name in names:  # Beside the axis they would leave no room for the points on a phone.
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=name, yanchor="bottom", yshift=8, text=name, showarrow=False, font=FONT
        )
    figure.update_yaxes(
        type="category", range=[len(names) - 0.7, -0.9], categoryorder="array", categoryarray=list(names),
        showticklabels=False, showgrid=True,
    )  # fmt: skip
    figure.update_xaxes(title="accuracy", tickformat=".0%", tickangle=0, nticks=6)
    figure.update_layout(height=120 + 56 * len(names), legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"})
    return dressed(figure, top=40)


def dressed(figure: go.Figure, margin: int = 10, top: int | None = None) -> go.Figure:
    """Return a figure with the look of all: text that is read at the back of a room, on the page's own ground.

    It gets its frames afterwards, where it has some.
    """
    layout = figure.layout.to_plotly_json()
    axes = {"xaxis", "yaxis", *(name for name in layout if name.startswith(("xaxis", "yaxis")))}
    look = _dress(margin, margin if top is None else top) | {"legend": {"font": FONT}}
    look |= {name: {"tickfont": FONT, "title": {"font": FONT}} for name in axes}
    # To have Plotly look through the layout again took half of the time in which a chart was made.
    return go.Figure(figure.data, _over(layout, look), _validate=False)


def _over(layout: Parts, look: Parts) -> Parts:
    """Lay settings over others, group by group.

    >>> _over({"xaxis": {"title": {"text": "x"}}}, {"xaxis": {"title": {"font": 1}}, "font": 1})
    {'xaxis': {'title': {'text': 'x', 'font': 1}}, 'font': 1}
    """
    return layout | {
        name: _over(layout.get(name, {}), value) if isinstance(value, dict) else value for name, value in look.items()
    }


def _dress(margin: int, top: int) -> Parts:
    return {
        "font": FONT, "margin": {"l": margin, "r": margin, "t": top, "b": margin},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
    }  # fmt: skip


def address(content: bytes) -> str:
    """Return a PNG file as the address of itself, for a figure that holds its pictures."""
    return "data:image/png;base64," + base64.b64encode(content).decode()
