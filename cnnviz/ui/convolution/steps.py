"""The page Step by step: its choices, and what it shows of a layer and of one step."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.explore.convolution.stepping import SteppingError, Values, Walk, Window, turned
from cnnviz.explore.convolution.stepping_examples import CONVOLUTION, EXAMPLES, KINDS, RELU
from cnnviz.explore.convolution.stepping_layer import Layer
from cnnviz.explore.convolution.stepping_words import CHANNELS, kept, lines, products, read
from cnnviz.figures.stepping import stepping
from cnnviz.locale import N_, Message, _, ngettext
from cnnviz.ui.parts import linked, player
from cnnviz.ui.parts.charts import drawn
from cnnviz.ui.parts.folds import first
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.state import session

STEP_S = 0.9
"""Seconds between two steps that are played."""
LONGEST = 2000
"""Characters of an input or of kernels."""
WINDOWS = 9
"""Largest window and stride."""
PADDINGS = {
    "valid": N_("valid: none"),
    "zeros": N_("same: zeros"),
    "ones": N_("same: ones"),
    "edge": N_("same: the nearest value"),
}

Made = tuple[object, ...]
"""What fields are made for: the example, and what is done with it."""


def choose() -> tuple[str, Layer | None]:
    """Draw the fields in which an example is chosen and everything in it is changed.

    Returns:
        What to look for in the example, and the layer; None, with a message on the page, if the numbers do not fit
        together.
    """
    names = list(EXAMPLES)
    name = linked.select(
        _("Example"),
        names,
        name="example",
        start=names[0],
        shown=lambda name: _(EXAMPLES[name].title),
        field=first("example").selectbox,
    )
    advice = _(EXAMPLES[name].says)
    try:
        layer = _layer(name)
        layer.walk(0)
    except SteppingError as error:
        show_error(error)
        return advice, None
    return advice, layer


def _layer(name: str) -> Layer:
    """Draw the fields of an example, and return its layer as it is changed."""
    example, of = EXAMPLES[name], (name,)
    kind = linked.select(
        _("Operation"),
        list(KINDS),
        name="steps_kind",
        of=of,
        start=example.kind,
        shown=lambda kind: _(KINDS[kind]),
        carried=False,
    )
    values = _input(example.input, of)
    if kind == RELU:
        return Layer(values, kind, Window(1))
    if kind != CONVOLUTION:
        return Layer(values, kind, _pooling(example.window, (*of, kind)))
    stride, padding = _stride_and_padding(example.window, (*of, kind))
    kernels = _kernels(example.kernels, of, values.shape[2])
    bias = linked.number(
        _("Bias"), -10.0, 10.0, name="steps_bias", of=of, start=0.0, step=0.5, format="%g", carried=False
    )
    size = kernels[0].shape[0]
    window = Window(size, stride) if padding == "valid" else Window(size, stride, "same", padding)
    return Layer(values, kind, window, kernels, bias)


def _numbers(label: str, name: str, of: Made, start: str, help: str) -> Values:
    """Draw a field of squares of numbers, and return them, shape (squares, rows, cols); the label is translated."""
    what = Message(label)
    text = linked.text(
        _(label),
        name=name,
        of=of,
        start=lines(read(start, what)),
        longest=LONGEST,
        field=st.text_area,
        height=190,
        carried=False,
        help=help,
    )
    return read(text, what)


def _input(start: str, of: Made) -> Values:
    """Return the input, shape (rows, cols, channels)."""
    help = _("A line for each row, blanks between the numbers. An empty line begins the next channel.")
    squares = _numbers(N_("Input"), "steps_input", of, start, help)
    if len(squares) > CHANNELS:
        raise SteppingError(
            Message("The input has {channels} channels: leave at most {most}.", channels=len(squares), most=CHANNELS)
        )
    return squares.transpose(1, 2, 0)


def _kernels(start: str, of: Made, channels: int) -> tuple[Values, ...]:
    """Return the kernels as they are laid on, each (size, size, channels)."""
    help = _("Squares of numbers, an empty line between: one for each channel of the first kernel, then of the second.")
    squares = _numbers(N_("Kernels"), "steps_kernels", of, start, help)
    count, rows, cols = squares.shape
    if rows != cols:
        raise SteppingError(
            Message("The kernels are {rows}×{cols}: give them as many columns as rows.", rows=rows, cols=cols)
        )
    if count % channels:
        raise SteppingError(
            Message(
                "Kernels: the number of squares, {squares}, is no multiple of {channels}, the channels of the "
                "input. Each kernel needs one square for each channel.",
                squares=count,
                channels=channels,
            )
        )
    help = _("Off: cross-correlation, which deep learning calls convolution. On: the convolution of mathematics.")
    turn = linked.switch(_("Rotate the kernel by 180° first"), name="steps_turned", of=of, carried=False, help=help)
    kernels = squares.reshape(count // channels, channels, rows, cols).transpose(0, 2, 3, 1)
    return tuple(turned(kernel) if turn else kernel for kernel in kernels)


def _cells(label: str, name: str, of: Made, start: int, field: Callable[..., Any], help: str) -> int:
    """Draw a field of a number of cells."""
    return linked.number(label, 1, WINDOWS, name=name, of=of, start=start, field=field, carried=False, help=help)


STRIDE_HELP = N_("Cells from one place of the window to the next.")


def _pooling(start: Window, of: Made) -> Window:
    """Draw the fields of a pooling's window."""
    left, right = st.columns(2)
    size = _cells(_("Window"), "steps_window", of, start.size, left.number_input, _("Its rows and columns."))
    stride = _cells(_("Stride"), "steps_stride", of, start.stride, right.number_input, _(STRIDE_HELP))
    padding = linked.select(
        _("Padding"),
        ["valid", "same"],
        name="steps_padding",
        of=of,
        start=start.padding,
        carried=False,
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=_("same lets the window reach over the border; the cells out there do not count."),
    )
    return Window(size, stride, padding)


def _stride_and_padding(start: Window, of: Made) -> tuple[int, str]:
    """Draw the fields of a convolution's stride and padding; the padding is one of `PADDINGS`."""
    stride = _cells(_("Stride"), "steps_stride", of, start.stride, st.number_input, _(STRIDE_HELP))
    padding = linked.select(
        _("Padding"),
        list(PADDINGS),
        name="steps_padding",
        of=of,
        start=start.fill if start.padding == "same" else "valid",
        shown=lambda padding: _(PADDINGS[padding]),
        carried=False,
        help=_("Cells around the input, so that its border is not lost. The layers of Keras know zeros only."),
    )
    return stride, padding


def show(layer: Layer) -> None:
    """Show the steps to one output, and one of them written out."""
    output = _output(bool(layer.kernels), layer.outputs) if layer.outputs > 1 else 0
    walk = layer.walk(output)
    player.play(
        _("Step"),
        lambda: range(1, len(walk.steps) + 1),
        name="step",
        of=(layer.kind, len(walk.steps)),
        seconds=STEP_S,
        show=lambda step: _show_step(layer, walk, output, step - 1),
        help=_("The arrow keys move the window on and back, Play moves it to the end."),
    )
    if layer.kind != RELU:
        st.markdown(_size_of_output(layer))


def _output(kernels: bool, count: int) -> int:
    """Draw the field in which the output of one of several kernels or channels is chosen; return its number, from 0."""
    return linked.select(
        _("Kernel shown") if kernels else _("Channel shown"),
        range(count),
        name="steps_output",
        of=("Kernel" if kernels else "Channel", count),
        start=0,
        shown=lambda number: (
            _("Kernel {number}", number=number + 1) if kernels else _("Channel {number}", number=number + 1)
        ),
        field=st.segmented_control,
        required=True,
        wrap=True,
    )


def _size_of_output(layer: Layer) -> str:
    rows, cols = layer.values.shape[:2]
    window, count = layer.window, layer.outputs
    formula = _(
        "**Size of the output**, ⌊(n + p − k) / s⌋ + 1 from n cells, p of padding, a window of k and stride s: rows "
        "{rows}, columns {columns}.",
        rows=window.formula(rows),
        columns=window.formula(cols),
    )
    shape = f"{window.places(rows)}×{window.places(cols)}×{count}"
    if layer.kernels:
        whole = ngettext(
            "With {n} kernel the output is **{shape}**.",
            "With {n} kernels the output is **{shape}**.",
            count,
            shape=shape,
        )
    else:
        whole = ngettext(
            "With {n} channel the output is **{shape}**.",
            "With {n} channels the output is **{shape}**.",
            count,
            shape=shape,
        )
    return f"{formula} {whole}"


def _show_step(layer: Layer, walk: Walk, output: int, place: int) -> None:
    """Draw one step, its place in the walk given from 0, and write it out."""
    step = walk.steps[place]
    kernel = layer.kernels[output] if layer.kernels else None
    written = [kept(step, layer.kind)] if kernel is None else products(step, kernel, layer.bias)
    values = {"step": place + 1, "count": len(walk.steps), "sums": " · ".join(written)}
    st.plotly_chart(
        drawn(
            stepping,
            walk,
            kernel,
            place,
            N_("Under the window") if kernel is None else N_("Products"),
            in_a_row=session().projecting,
        ),
        key="stepping",
        config={"displayModeBar": False},
        alt=_(
            "Step {step} of {count}: the window over row {row}, column {column} of the padded input. {sums}",
            row=step.top + 1,
            column=step.left + 1,
            **values,
        ),
    )
    st.markdown(
        _(
            "**Step {step} written out**: row {row}, column {column} of the output",
            step=place + 1,
            row=step.row + 1,
            column=step.col + 1,
        )
    )
    st.code("\n".join(written), language=None, wrap_lines=True)
