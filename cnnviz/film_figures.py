"""How is a training shown as a film?  What a network saw and said at some epochs -> one Plotly figure that plays in the browser.

Pictures under each other change together: what it says of a picture, its first kernels, one layer's channels, and, where that
is asked for, what these search for and what the network takes for what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures import FONT, GAP, GRID_WIDTH, NEUTRAL, PER_ROW, SIGNED, TRAINING, VIRIDIS, address, dressed
from cnnviz.images import montage, png

LIKELIEST = 5
BAR, HEADING, CONTROLS = 30, 40, 110
"""Heights in pixels: of one bar, of a heading, of the slider with its buttons."""
WORDS = 0.45
"""Room right of the longest bar for its class, as a share of that bar."""
FRAME_MS = 450
MATRIX, NAMES = 380, 0.2
"""Height of the confusion matrix in pixels, and the share of the width that is left for the names of its rows."""
NAMED = 25
"""Up to so many classes the rows bear their names."""


def kernel_sheets(kernels: Sequence[NDArray[np.floating]]) -> list[NDArray[np.uint8]]:
    """Draw the kernels of each epoch 16 a row, all on one scale, so that they can be seen to grow.

    Args:
        kernels: Of each epoch, shape (kernels, rows, cols, inputs). Three inputs are shown as red, green and blue around grey;
            of any other number the mean, blue to red around white.

    Returns:
        Pictures, shape (rows, cols, 3), 0..255.
    """
    largest = max(float(np.abs(each).max()) for each in kernels) or 1.0
    sheets = []
    for each in kernels:
        if each.shape[-1] == 3:
            tiles = np.rint(127.5 + 127.5 * each / largest).astype("uint8")
        else:
            level = each.mean(-1) / largest
            tiles = SIGNED[np.rint(127.5 + 127.5 * level).astype("uint8")]
        sheets.append(_sheet(tiles))
    return sheets


def film(
    said: Mapping[int, NDArray[np.floating]],
    kernels: Sequence[NDArray[np.floating]],
    maps: Sequence[NDArray[np.uint8]],
    labels: Sequence[str],
    layer: str,
    start: int,
    patterns: Sequence[NDArray[np.uint8]] = (),
    taken: Sequence[NDArray[np.integer]] = (),
) -> go.Figure:
    """Draw a film.

    Args:
        said: Probability of each class, 0 to 1, by the number of finished epochs.
        kernels: First kernels of each epoch, shape (kernels, rows, cols, inputs).
        maps: One layer's channels at each epoch, shape (channels, rows, cols), 0..255.
        labels: Name of each class.
        layer: Name of that layer.
        start: Epoch that is shown before the film is played.
        patterns: Of each epoch, what some of the layer's channels search for, shape (channels, rows, cols, colours), 0..255;
            nothing leaves it out.
        taken: Of each epoch, how many pictures of each class (row) are taken for each class (column); nothing leaves it out.
    """
    epochs, chances = list(said), np.stack(list(said.values()))
    shown = [int(index) for index in np.argsort(-chances.max(0))[:LIKELIEST]]
    shown.sort(key=lambda index: -chances[-1, index])
    parts = [
        _Part("The kernels of its first convolution", kernel_sheets(kernels), _width(kernels[0])),
        _Part(f"The channels of {layer}", [_sheet(VIRIDIS[each]) for each in maps], _width(maps[0])),
    ]
    if len(patterns):
        parts.append(
            _Part(f"What {layer} searches for", [_sheet(_coloured(each)) for each in patterns], _width(patterns[0]))
        )
    scenes = [
        [
            go.Bar(
                x=chances[number, shown], y=[labels[index] for index in shown], orientation="h",
                marker={"color": [TRAINING] + [NEUTRAL] * (len(shown) - 1)},
                text=[f"{labels[index]}: {chances[number, index]:.2f}" for index in shown], textposition="outside", textfont=FONT,
                cliponaxis=False, hovertemplate="%{y}: %{x:.4f}<extra></extra>", showlegend=False,
            ),
            *(
                go.Image(
                    source=address(png(part.sheets[number])), hoverinfo="skip", zsmooth=False, xaxis=f"x{at}", yaxis=f"y{at}"
                )
                for at, part in enumerate(parts, 2)
            ),
            *([_matrix(taken[number], labels, len(parts) + 2)] if len(taken) else []),
        ]
        for number in range(len(epochs))
    ]  # fmt: skip
    figure = go.Figure(scenes[epochs.index(start)])
    sizes = {"What it says of the picture": BAR * len(shown) + 16} | {part.heading: part.height for part in parts}
    if len(taken):
        sizes[f"What it takes for what, over {int(taken[0].sum())} test pictures"] = MATRIX
    _place(figure, list(sizes.values()), list(sizes))
    figure.update_xaxes(range=[0, 1 + WORDS], visible=False, selector=0)
    figure.update_yaxes(autorange="reversed", type="category", visible=False, selector=0)
    for at, part in enumerate(parts, 2):
        figure.layout[f"xaxis{at}"].update(
            visible=False, range=[-1, part.width], constrain="domain", constraintoward="left"
        )
        figure.layout[f"yaxis{at}"].update(
            visible=False,
            range=[len(part.sheets[0]), -1],
            scaleanchor=f"x{at}",
            constrain="domain",
            constraintoward="top",
        )
    if len(taken):
        _label(figure, labels, len(parts) + 2)
    figure.update_layout(**_controls(epochs, start), dragmode=False)
    figure = dressed(figure, margin=4)
    figure.frames = [go.Frame(data=scene, name=str(epoch)) for epoch, scene in zip(epochs, scenes, strict=True)]
    return figure.update_layout(margin_b=CONTROLS)


@dataclass(frozen=True, eq=False)
class _Part:
    """A sheet of tiles that changes with each epoch.

    Attributes:
        heading: What stands above it.
        sheets: Of each epoch, shape (rows, cols, 3), 0..255.
        width: Pixels of a full row of tiles.
    """

    heading: str
    sheets: list[NDArray[np.uint8]]
    width: int

    @property
    def height(self) -> int:
        """Its height on the page, in pixels."""
        return round(GRID_WIDTH * len(self.sheets[0]) / self.width)


def _width(tiles: NDArray[np.generic]) -> int:
    """Return how wide a full row of tiles is, shape (tiles, rows, cols, ...), each with a gap."""
    return _per_row(len(tiles)) * (int(tiles.shape[2]) + 1)


def _coloured(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return tiles if tiles.shape[-1] == 3 else np.repeat(tiles, 3, axis=-1)


def _matrix(counts: NDArray[np.integer], labels: Sequence[str], at: int) -> go.Heatmap:
    """Draw shares of each row on a square-root scale, so that few mistakes can be seen too."""
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    told = [
        [f"{count} of {true}: taken for {said}" for count, said in zip(row, labels, strict=True)]
        for row, true in zip(counts, labels, strict=True)
    ]
    return go.Heatmap(
        z=np.sqrt(shares), zmin=0, zmax=1, colorscale="Cividis", showscale=False, xgap=1, ygap=1, text=told,
        hovertemplate="%{text}<extra></extra>", xaxis=f"x{at}", yaxis=f"y{at}",
    )  # fmt: skip


def _label(figure: go.Figure, labels: Sequence[str], at: int) -> None:
    """Name the rows of the confusion matrix where they are few; its columns stand in the same order."""
    places = list(range(len(labels))) if len(labels) <= NAMED else []
    figure.layout[f"xaxis{at}"].update(domain=[NAMES, 1], showticklabels=False, ticks="", showgrid=False)
    figure.layout[f"yaxis{at}"].update(
        autorange="reversed",
        tickvals=places,
        ticktext=[labels[place] for place in places],
        tickfont=FONT,
        showgrid=False,
    )


def _place(figure: go.Figure, heights: Sequence[int], headings: Sequence[str]) -> None:
    """Lay the parts under each other, each as high as it needs, under its heading."""
    whole = sum(heights) + HEADING * len(heights)
    top = 1.0
    for number, (height, heading) in enumerate(zip(heights, headings, strict=True), 1):
        bottom = top - (height + HEADING) / whole
        at = str(number) if number > 1 else ""
        figure.layout[f"xaxis{at}"] = {"anchor": f"y{at}"}
        figure.layout[f"yaxis{at}"] = {"anchor": f"x{at}", "domain": [max(0, bottom), bottom + height / whole]}
        figure.add_annotation(
            text=f"<b>{heading}</b>", x=0, xref="paper", xanchor="left", y=bottom + height / whole, yref="paper",
            yanchor="bottom", showarrow=False, font=FONT,
        )  # fmt: skip
        top = bottom
    figure.update_layout(height=whole + CONTROLS)


def _controls(epochs: Sequence[int], start: int) -> dict[str, object]:
    """Return the slider over the epochs, and the buttons that play and pause."""
    at_once = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    play = at_once | {"frame": {"duration": FRAME_MS, "redraw": True}, "fromcurrent": True}
    steps = [{"label": str(epoch), "method": "animate", "args": [[str(epoch)], at_once]} for epoch in epochs]
    below = {"y": 0, "yanchor": "top", "pad": {"t": 16}, "font": FONT}
    return {
        "sliders": [
            {
                **below, "active": list(epochs).index(start), "steps": steps, "x": 0.2, "len": 0.8,
                "currentvalue": {"prefix": "After epoch ", "font": FONT},
            }
        ],
        "updatemenus": [
            {
                **below, "type": "buttons", "direction": "down", "showactive": False, "x": 0, "xanchor": "left",
                "buttons": [
                    {"label": "▶", "method": "animate", "args": [None, play]},
                    {"label": "❚❚", "method": "animate", "args": [[None], at_once]},
                ],
            }
        ],
    }  # fmt: skip


def _sheet(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return montage(tiles, per_row=_per_row(len(tiles)), background=GAP)


def _per_row(count: int) -> int:
    """Return how many tiles stand in a row: fewer and larger where there are few."""
    return PER_ROW if count > PER_ROW else max(8, count)
