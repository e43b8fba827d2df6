"""Drawing of a network: the sizes of its layers -> Plotly figure with a box for each layer.

The height of a box is the rows of its feature maps, its width their number, both on a logarithmic scale; a layer whose
output is no picture is a narrow box, its height the number of values.
"""

from collections.abc import Sequence
from math import log2, prod

import plotly.graph_objects as go

from cnnviz.base.dimensions import dimensions
from cnnviz.figures.style import FONT, dressed
from cnnviz.lessons.sizes import Size, amount

GROUPS = {
    "Pixels": ("#8A8F98", "", ()),
    "Convolution": ("#0072B2", "", ("Conv2D",)),
    "Pooling": ("#D55E00", "/", ("MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D")),
    "Dense": ("#009E73", "x", ("Dense",)),
    "Norm, activation": ("#E69F00", ".", ("BatchNormalization", "ReLU", "Rescaling")),
    "Dropout": ("#CC79A7", "-", ("Dropout",)),
    "Reshaping, sum": ("#56B4E9", "\\", ("Flatten", "Add", "Cropping2D")),
}
"""Colour (Okabe-Ito), pattern and Keras classes of each group; the patterns differ without colour too."""
TRAINED = ("Trained network", "#0072B2", "+")
GAP = 1.2
MANY = 14


def drawing(sizes: Sequence[Size], input_shape: tuple[int, ...]) -> go.Figure:
    """Draw the network from the pixels on the left to the classes on the right; hover explains each layer.

    Args:
        sizes: The sizes of its layers.
        input_shape: (rows, cols, channels) of one picture.
    """
    pixels = Size("pixels", "Input", input_shape, 0, "", 0, 1)
    boxes, at = [], 0.0
    for size in (pixels, *sizes):
        high, wide = _extent(size.shape)
        boxes.append((size, at + wide / 2, high, wide))
        at += wide + GAP
    # In a deep network only layers that change the shape are named: all names would overlap.
    named = [
        (size, middle)
        for place, (size, middle, *_) in enumerate(boxes)
        if len(boxes) <= MANY or place == 0 or size.shape != boxes[place - 1][0].shape
    ]
    figure = go.Figure()
    for name, colour, pattern in dict.fromkeys(_group(size) for size, *_ in boxes):
        members = [box for box in boxes if _group(box[0])[0] == name]
        figure.add_bar(
            x=[middle for _, middle, _, _ in members],
            y=[high for _, _, high, _ in members],
            base=[-high / 2 for _, _, high, _ in members],
            width=[wide for *_, wide in members],
            name=name,
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "white", "solidity": 0.2},
            },
            customdata=[explained(size) for size, *_ in members],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_xaxes(
        tickvals=[middle for _, middle in named],
        ticktext=[f"{size.name} {dimensions(size.shape)}" for size, _ in named],
        tickangle=-90,
        showgrid=False,
        zeroline=False,
        range=[-GAP, at],
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_layout(
        height=480, barmode="overlay", bargap=0, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    )
    figure = dressed(figure, top=60)
    return figure.update_xaxes(tickfont={**FONT, "size": 14})


def explained(size: Size) -> str:
    """Return the hover text of a layer, in a few lines."""
    lines = [
        f"<b>{size.name}</b> ({size.kind})",
        f"{dimensions(size.shape)} = {size.values:,} values, {amount(size.bytes)}",
    ]
    if size.rows:
        lines.append(f"rows: {size.rows}")
    if size.parameters:
        lines.append(f"parameters: {size.formula or f'{size.parameters:,}'}")
    if size.multiplications:
        lines.append(f"multiplications: {size.multiplications:,}")
    if size.whole:
        lines.append("sees the whole picture")
    elif size.field:
        lines.append(f"each value sees {size.field}×{size.field} pixels")
    return "<br>".join(lines)


def _extent(shape: tuple[int, ...]) -> tuple[float, float]:
    """Return height and width of a layer's box."""
    if len(shape) == 1:
        return log2(1 + shape[0]), 0.8
    return 2 * log2(1 + shape[0]), 0.6 + log2(1 + prod(shape[2:])) / 2


def _group(size: Size) -> tuple[str, str, str]:
    if size.kind == "Input":
        return ("Pixels", *GROUPS["Pixels"][:2])
    for name, (colour, pattern, kinds) in GROUPS.items():
        if size.kind in kinds:
            return name, colour, pattern
    return TRAINED
