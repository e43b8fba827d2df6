"""Figure of one step of a sliding window: input, kernel, products and output."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cnnviz.explore.convolution.stepping import Values, Walk
from cnnviz.explore.convolution.stepping_words import number
from cnnviz.figures.style import FONT, NEUTRAL, VALIDATION, dressed
from cnnviz.locale import N_, _

INPUT, KERNEL, OUTPUT = N_("Input"), N_("Kernel"), N_("Output")


def stepping(walk: Walk, kernel: Values | None, at: int, step_word: str, in_a_row: bool = False) -> go.Figure:
    """Draw input, kernel, the products under the window, and the output so far.

    Args:
        walk: All steps.
        kernel: Shape (size, size, channels), None where there is none.
        at: Number of the step to draw, from 0.
        step_word: Title of the panel beside the input, to be translated: products, or values under the window.
        in_a_row: Whether there is room for four panels in a row, each larger.
    """
    channels = walk.padded.shape[2]
    kinds = [*([INPUT, step_word] if kernel is None else [INPUT, KERNEL, step_word]) * channels, OUTPUT]
    a_channel = len(kinds) // channels
    titles = [
        _(kind)
        if channels == 1 or kind == OUTPUT
        else _("{panel}, ch. {channel}", panel=_(kind), channel=place // a_channel + 1)
        for place, kind in enumerate(kinds)
    ]
    columns = min(len(titles), 4) if in_a_row else 2 if channels == 1 else 3
    rows = -(-len(titles) // columns)
    figure = make_subplots(rows, columns, subplot_titles=titles, horizontal_spacing=0.06, vertical_spacing=0.2 / rows)
    for place, values in enumerate(_panels(walk, kernel, at)):
        grid = _grid(values, titles[place], _limit(kinds[place], walk, kernel))
        figure.add_trace(grid, place // columns + 1, place % columns + 1)
    axes = range(1, len(titles) + 1)
    for axis in axes:
        figure.update_layout(
            {
                f"xaxis{axis}": {"visible": False, "constrain": "domain"},
                f"yaxis{axis}": {
                    "visible": False,
                    "autorange": "reversed",
                    "scaleanchor": f"x{axis}",
                    "constrain": "domain",
                },
            }
        )
    for spare in range(len(titles) + 1, rows * columns + 1):
        figure.update_layout({f"xaxis{spare}": {"visible": False}, f"yaxis{spare}": {"visible": False}})
    inputs = [place + 1 for place, kind in enumerate(kinds) if kind == INPUT]
    top, panel = (150, 400) if in_a_row else (92, 230)  # Pixels above the panels, and of a row of them.
    figure.update_layout(
        height=top - 28 + panel * rows,
        shapes=_shapes(walk, at, inputs, len(titles)),
        title={
            "text": _title(walk, at),
            "font": {"size": 17},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 12},
        },
    )
    figure.update_annotations(font=FONT)
    return dressed(figure, margin=4, top=top)


def _panels(walk: Walk, kernel: Values | None, at: int) -> list[Values]:
    """Return what each panel shows at a step, each (rows, cols)."""
    step = walk.steps[at]
    shown: list[Values] = []
    for channel in range(walk.padded.shape[2]):
        shown.append(walk.padded[..., channel])
        if kernel is not None:
            shown.append(kernel[..., channel])
        shown.append(step.products[..., channel])
    so_far = np.full(walk.output.shape, np.nan)
    so_far.flat[: at + 1] = walk.output.flat[: at + 1]
    return [*shown, so_far]


def _limit(kind: str, walk: Walk, kernel: Values | None) -> float:
    """Return the value at the end of a panel's colour scale, the same in all steps and channels."""
    if kind == INPUT:
        values = walk.padded
    elif kind == KERNEL and kernel is not None:
        values = kernel
    elif kind == OUTPUT:
        values = walk.output
    else:
        values = np.stack([step.products for step in walk.steps])
    return float(np.nanmax(np.abs(values), initial=1e-9))


def _grid(values: Values, title: str, limit: float) -> go.Heatmap:
    return go.Heatmap(
        z=values,
        text=_texts(values),
        texttemplate="%{text}",
        textfont=FONT,
        colorscale="RdBu_r",
        zmin=-limit,
        zmax=limit,
        xgap=2,
        ygap=2,
        showscale=False,
        hoverongaps=False,
        hovertemplate=f"<b>{title}</b><br>" + _("row %{y}, column %{x}: %{text}") + "<extra></extra>",
        x0=1,
        y0=1,
    )


def _texts(values: Values) -> list[list[str]]:
    return [[number(float(value)) for value in row] for row in values]


def _shapes(walk: Walk, at: int, inputs: Sequence[int], output: int) -> list[dict[str, object]]:
    """Frame the input inside its padding, the window, the output, and the cell of the output that it computes."""
    step, size = walk.steps[at], walk.steps[at].under.shape[0]
    top, left, bottom, right = walk.inside
    border: dict[str, object] = {"color": NEUTRAL, "width": 2, "dash": "dot"}
    frame: dict[str, object] = {"color": VALIDATION, "width": 4}
    return [
        *(_frame(axis, left, top, right - left, bottom - top, border) for axis in inputs),
        *(_frame(axis, step.left, step.top, size, size, frame) for axis in inputs),
        _frame(output, 0, 0, walk.output.shape[1], walk.output.shape[0], border),
        _frame(output, step.col, step.row, 1, 1, frame),
    ]


def _frame(axis: int, left: int, top: int, width: int, height: int, line: dict[str, object]) -> dict[str, object]:
    name = "" if axis == 1 else str(axis)
    return {
        "type": "rect",
        "xref": f"x{name}",
        "yref": f"y{name}",
        "x0": left + 0.5,
        "x1": left + width + 0.5,
        "y0": top + 0.5,
        "y1": top + height + 0.5,
        "line": line,
    }


def _title(walk: Walk, at: int) -> str:
    step = walk.steps[at]
    return _(
        "Step {step} of {count}: row {row}, column {column}<br>result <b>{result}</b>",
        step=at + 1,
        count=len(walk.steps),
        row=step.row + 1,
        column=step.col + 1,
        result=number(step.result),
    )
