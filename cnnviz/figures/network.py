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
from cnnviz.locale import N_, _

GROUPS = {
    N_("Pixels"): ("#8A8F98", "", ()),
    N_("Convolution"): ("#0072B2", "", ("Conv2D",)),
    N_("Pooling"): ("#D55E00", "/", ("MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D")),
    N_("Dense"): ("#009E73", "x", ("Dense",)),
    N_("Normalisation, activation"): ("#E69F00", ".", ("BatchNormalization", "ReLU", "Rescaling")),
    N_("Dropout"): ("#CC79A7", "-", ("Dropout",)),
    N_("Reshaping, sum"): ("#56B4E9", "\\", ("Flatten", "Add", "Cropping2D")),
}
"""Colour (Okabe-Ito), pattern and Keras classes of each group; the patterns differ without colour too."""
TRAINED = (N_("Pretrained network"), "#0072B2", "+")
GAP = 1.2
MANY = 14


def drawing(sizes: Sequence[Size], input_shape: tuple[int, ...]) -> go.Figure:
    """Draw the network from the pixels on the left to the classes on the right; hover explains each layer.

    Args:
        sizes: The sizes of its layers.
        input_shape: (rows, cols, channels) of one picture.
    """
    pixels = Size(_("pixels"), "Input", input_shape, 0, "", 0, 1)
    boxes, at = [], 0.0
    for size in (pixels, *sizes):
        high, wide = _extent(size.shape)
        boxes.append((size, at + wide / 2, high, wide))
        at += wide + GAP
    # In a deep network only layers that change the shape are named: all names would overlap.
    named = [
        (size, middle)
        for place, (size, middle, *_rest) in enumerate(boxes)
        if len(boxes) <= MANY or place == 0 or size.shape != boxes[place - 1][0].shape
    ]
    figure = go.Figure()
    for name, colour, pattern in dict.fromkeys(_group(size) for size, *_rest in boxes):
        members = [box for box in boxes if _group(box[0])[0] == name]
        figure.add_bar(
            x=[middle for _size, middle, _high, _wide in members],
            y=[high for _size, _middle, high, _wide in members],
            base=[-high / 2 for _size, _middle, high, _wide in members],
            width=[wide for *_rest, wide in members],
            name=_(name),
            marker={
                "color": colour,
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "white", "solidity": 0.2},
            },
            customdata=[explained(size) for size, *_ in members],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_xaxes(
        tickvals=[middle for _size, middle in named],
        ticktext=[f"{size.name} {dimensions(size.shape)}" for size, _middle in named],
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
        _(
            "{shape} = {values:,} values, {memory}",
            shape=dimensions(size.shape),
            values=size.values,
            memory=amount(size.bytes),
        ),
    ]
    if size.rows:
        lines.append(_("rows: {formula}", formula=size.rows))
    if size.formula:
        lines.append(_("parameters: {formula}", formula=size.formula))
    elif size.parameters:
        lines.append(_("parameters: {parameters:,}", parameters=size.parameters))
    if size.multiplications:
        lines.append(_("multiplications: {multiplications:,}", multiplications=size.multiplications))
    if size.whole:
        lines.append(_("each value sees the whole picture"))
    elif size.field:
        lines.append(_("each value sees {field}×{field} pixels", field=size.field))
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
