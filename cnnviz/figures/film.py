"""A training as a film: the kernels, feature maps and prediction of a network at one epoch -> Plotly figure.

The parts under each other change together: the prediction for a picture, the first kernels, one layer's channels, and,
if wanted, the patterns of these channels and the confusion matrix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnnviz.figures.grids import GRID_WIDTH, PER_ROW
from cnnviz.figures.style import FONT, GAP, NEUTRAL, SIGNED, TRAINING, VIRIDIS, address, dressed
from cnnviz.images import montage, png
from cnnviz.locale import _, number

LIKELIEST = 5
BAR, HEADING = 30, 40
"""Heights of a bar and of a heading, in pixels."""
WORDS = 0.45
"""Room right of the longest bar for its class, as a share of that bar."""
MATRIX, NAMES = 380, 0.2
"""Height of the confusion matrix in pixels, and the share of the width that is left for the names of its rows."""
NAMED = 25
"""Most classes for which the rows have their names."""


def kernel_sheet(kernels: NDArray[np.floating], largest: float) -> NDArray[np.uint8]:
    """Draw the kernels of an epoch 16 a row, on the scale of the whole film, so that their growth can be seen.

    Args:
        kernels: Shape (kernels, rows, cols, inputs). Three inputs are shown as red, green and blue around grey; for any
            other number their mean is shown, blue to red around white.
        largest: Largest absolute value of any epoch.

    Returns:
        A picture, shape (rows, cols, 3), 0..255.
    """
    scaled = kernels / (largest or 1.0)
    if kernels.shape[-1] == 3:
        return _sheet(np.rint(127.5 + 127.5 * scaled).astype("uint8"))
    return _sheet(SIGNED[np.rint(127.5 + 127.5 * scaled.mean(-1)).astype("uint8")])


def frame(
    answers: Mapping[int, NDArray[np.floating]],
    kernels: Sequence[NDArray[np.floating]],
    maps: Sequence[NDArray[np.uint8]],
    labels: Sequence[str],
    layer: str,
    epoch: int,
    patterns: Sequence[NDArray[np.uint8]] = (),
    confusion: Sequence[NDArray[np.integer]] = (),
) -> go.Figure:
    """Draw one epoch of a film, with the order and scales of the whole film, so that nothing jumps between epochs.

    Args:
        answers: Probability of each class, 0 to 1, by the number of finished epochs.
        kernels: First kernels of each epoch, shape (kernels, rows, cols, inputs).
        maps: One layer's channels at each epoch, shape (channels, rows, cols), 0..255.
        labels: Name of each class.
        layer: Name of that layer.
        epoch: The epoch to draw.
        patterns: Patterns of some of the layer's channels at each epoch, shape (channels, rows, cols, colours), 0..255;
            empty to leave them out.
        confusion: Number of pictures of each class (row) predicted as each class (column) at each epoch; empty to leave
            it out.
    """
    probabilities, place = np.stack(list(answers.values())), list(answers).index(epoch)
    shown = [int(index) for index in np.argsort(-probabilities.max(0))[:LIKELIEST]]
    shown.sort(key=lambda index: -probabilities[-1, index])
    largest = max(float(np.abs(each).max()) for each in kernels)
    parts = [
        _Part(_("Kernels of the first convolution"), kernel_sheet(kernels[place], largest), _width(kernels[0])),
        _Part(_("Channels of {layer}", layer=layer), _sheet(VIRIDIS[maps[place]]), _width(maps[0])),
    ]
    if len(patterns):
        heading = _("Patterns of {layer}", layer=layer)
        parts.append(_Part(heading, _sheet(_coloured(patterns[place])), _width(patterns[0])))
    figure = go.Figure(
        [
            _bars([labels[index] for index in shown], probabilities[place, shown]),
            *(
                go.Image(
                    source=address(png(part.sheet)), hoverinfo="skip", zsmooth=False, xaxis=f"x{at}", yaxis=f"y{at}"
                )
                for at, part in enumerate(parts, 2)
            ),
            *([_matrix(confusion[place], labels, len(parts) + 2)] if len(confusion) else []),
        ]
    )
    sizes = {_("Prediction for the picture"): BAR * len(shown) + 16} | {part.heading: part.height for part in parts}
    if len(confusion):
        sizes[_("Confusion matrix of {n} test pictures", n=int(confusion[0].sum()))] = MATRIX
    _place(figure, list(sizes.values()), list(sizes))
    figure.update_xaxes(range=[0, 1 + WORDS], visible=False, selector=0)
    figure.update_yaxes(autorange="reversed", type="category", visible=False, selector=0)
    for at, part in enumerate(parts, 2):
        figure.layout[f"xaxis{at}"].update(
            visible=False, range=[-1, part.width], constrain="domain", constraintoward="left"
        )
        figure.layout[f"yaxis{at}"].update(
            visible=False,
            range=[len(part.sheet), -1],
            scaleanchor=f"x{at}",
            constrain="domain",
            constraintoward="top",
        )
    if len(confusion):
        _label(figure, labels, len(parts) + 2)
    figure.update_layout(dragmode=False)
    return dressed(figure, margin=4)


@dataclass(frozen=True, eq=False)
class _Part:
    """A sheet of tiles that changes with each epoch.

    Attributes:
        heading: Text above it.
        sheet: Its tiles, shape (rows, cols, 3), 0..255.
        width: Pixels of a full row of tiles.
    """

    heading: str
    sheet: NDArray[np.uint8]
    width: int

    @property
    def height(self) -> int:
        """Its height on the page, in pixels."""
        return round(GRID_WIDTH * len(self.sheet) / self.width)


def _width(tiles: NDArray[np.generic]) -> int:
    """Return the width of a full row of tiles of shape (tiles, rows, cols, ...), each with a gap."""
    return _per_row(len(tiles)) * (int(tiles.shape[2]) + 1)


def _coloured(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return tiles if tiles.shape[-1] == 3 else np.repeat(tiles, 3, axis=-1)


def _bars(labels: Sequence[str], probabilities: NDArray[np.floating]) -> go.Bar:
    """Draw the probabilities of some classes, the first in blue."""
    return go.Bar(
        x=probabilities,
        y=list(labels),
        orientation="h",
        marker={"color": [TRAINING] + [NEUTRAL] * (len(labels) - 1)},
        text=[f"{label}: {number(value, '.2f')}" for label, value in zip(labels, probabilities, strict=True)],
        textposition="outside",
        textfont=FONT,
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.4f}<extra></extra>",
        showlegend=False,
    )


def _matrix(counts: NDArray[np.integer], labels: Sequence[str], at: int) -> go.Heatmap:
    """Draw shares of each row on a square-root scale, so that rare mistakes can be seen too."""
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    cell = _("{count} of {true}: predicted as {predicted}")  # Filled by Python: there are up to 40,000 cells.
    texts = [
        [cell.format(count=count, true=true, predicted=predicted) for count, predicted in zip(row, labels, strict=True)]
        for row, true in zip(counts, labels, strict=True)
    ]
    return go.Heatmap(
        z=np.sqrt(shares),
        zmin=0,
        zmax=1,
        colorscale="Cividis",
        showscale=False,
        xgap=1,
        ygap=1,
        text=texts,
        hovertemplate="%{text}<extra></extra>",
        xaxis=f"x{at}",
        yaxis=f"y{at}",
    )


def _label(figure: go.Figure, labels: Sequence[str], at: int) -> None:
    """Name the rows of the confusion matrix where they are few; its columns have the same order."""
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
    """Place the parts below each other, each with its own height, under its heading."""
    whole = sum(heights) + HEADING * len(heights)
    top = 1.0
    for place, (height, heading) in enumerate(zip(heights, headings, strict=True), 1):
        bottom = top - (height + HEADING) / whole
        at = str(place) if place > 1 else ""
        figure.layout[f"xaxis{at}"] = {"anchor": f"y{at}"}
        figure.layout[f"yaxis{at}"] = {"anchor": f"x{at}", "domain": [max(0, bottom), bottom + height / whole]}
        figure.add_annotation(
            text=f"<b>{heading}</b>",
            x=0,
            xref="paper",
            xanchor="left",
            y=bottom + height / whole,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            font=FONT,
        )
        top = bottom
    figure.update_layout(height=whole)


def _sheet(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return montage(tiles, per_row=_per_row(len(tiles)), background=GAP)


def _per_row(count: int) -> int:
    """Return the number of tiles in a row: fewer and larger where there are few."""
    return PER_ROW if count > PER_ROW else max(8, count)
