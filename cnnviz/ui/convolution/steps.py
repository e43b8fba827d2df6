"""What is stepped through, and how does a step look?  The choices of the page and what they show."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from cnnviz.explore.convolution.stepping import (
    FILLS,
    SteppingError,
    Values,
    Walk,
    Window,
    convolve,
    pool,
    relu,
    turned,
)
from cnnviz.explore.convolution.stepping_examples import CONVOLUTION, EXAMPLES, KINDS, MAX, MEAN, RELU
from cnnviz.explore.convolution.stepping_words import CHANNELS, kept, lines, number, products, read
from cnnviz.figures.stepping import stepping
from cnnviz.lessons.questions import Question, ask
from cnnviz.ui.parts import linked, player
from cnnviz.ui.parts.charts import drawn
from cnnviz.ui.parts.messages import show_error

NO_WEIGHTS = {
    MAX: "It has no weights: it only keeps the largest number of each window.",
    MEAN: "It has no weights: it only takes the mean of each window.",
}
STEP_S = 0.9
LONGEST = 2000
"""Letters of an input or of kernels."""
PADDINGS = {"valid": "valid: none", **{fill: f"same: {words}" for fill, words in FILLS.items()}}


@dataclass(frozen=True)
class Layer:
    """What is stepped through.

    Attributes:
        values: Input, shape (rows, cols, channels).
        kind: One of `KINDS`.
        window: The window.
        kernels: Kernels as they are laid on, each (size, size, channels); none for pooling and ReLU.
        bias: What is added to each sum of a convolution.
    """

    values: Values
    kind: str
    window: Window
    kernels: tuple[Values, ...] = ()
    bias: float = 0.0

    @property
    def outputs(self) -> int:
        """Number of channels that come out."""
        return len(self.kernels) or self.values.shape[2]

    def walk(self, number: int) -> Walk:
        """Return the steps to one of the outputs."""
        if self.kernels:
            return convolve(self.values, self.kernels[number], self.window, self.bias)
        channel = self.values[..., number : number + 1]
        return relu(channel) if self.kind == RELU else pool(channel, self.window, self.kind == MEAN)


def choose() -> Layer | None:
    """Let an example be picked and everything in it be changed; None, with a sentence on the page, if it cannot be."""
    title = linked.select("Example", list(EXAMPLES), name="example", start=next(iter(EXAMPLES)))
    example, of = EXAMPLES[title], (list(EXAMPLES).index(title),)
    kind = linked.select(
        "What is done",
        list(KINDS),
        name="steps_kind",
        of=of,
        start=example.kind,
        shown=KINDS.__getitem__,
        carried=False,
    )
    try:
        values = _input(example.input, of)
        if kind == RELU:
            return Layer(values, kind, Window(1))
        window = _window(example.window, (*of, kind), kind)
        if kind != CONVOLUTION:
            layer = Layer(values, kind, window)
        else:
            kernels = _kernels(example.kernels, of, values.shape[2])
            bias = linked.number(
                "Bias", -10.0, 10.0, name="steps_bias", of=of, start=0.0, step=0.5, format="%g", carried=False
            )
            layer = Layer(values, kind, Window(kernels[0].shape[0], *_but_size(window)), kernels, bias)
        layer.walk(0)
        return layer
    except SteppingError as error:
        show_error(error)
        return None


def saying() -> str:
    """Return what to look for in the example."""
    return EXAMPLES[st.session_state["example"]].says


def _input(text: str, of: tuple[object, ...]) -> Values:
    """Return the input, shape (rows, cols, channels)."""
    typed = linked.text(
        "Input", name="steps_input", of=of, start=lines(read(text, "input")), longest=LONGEST, field=st.text_area, height=190,
        carried=False, help="A line for each row, blanks between the numbers. An empty line begins the next channel.",
    )  # fmt: skip
    squares = read(typed, "input")
    if len(squares) > CHANNELS:
        raise SteppingError(f"The input has {len(squares)} channels: leave at most {CHANNELS}.")
    return squares.transpose(1, 2, 0)


def _kernels(text: str, of: tuple[object, ...], channels: int) -> tuple[Values, ...]:
    """Return the kernels as they are laid on, each (size, size, channels)."""
    typed = linked.text(
        "Kernels", name="steps_kernels", of=of, start=lines(read(text, "kernels")), longest=LONGEST, field=st.text_area, height=190,
        carried=False,
        help="Squares of numbers, an empty line between: one for each channel of the first kernel, then of the second.",
    )  # fmt: skip
    squares = read(typed, "kernels")
    count, rows, cols = squares.shape
    if rows != cols:
        raise SteppingError(f"The kernels are {rows}×{cols}: give them as many columns as rows.")
    if count % channels:
        raise SteppingError(
            f"There are {count} squares for {channels} channels of the input: each kernel needs one for each channel."
        )
    turn = linked.switch(
        "Turn the kernel over first", name="steps_turned", of=of, carried=False,
        help="Off: cross-correlation, which deep learning calls convolution. On: the convolution of mathematics.",
    )  # fmt: skip
    kernels = squares.reshape(count // channels, channels, rows, cols).transpose(0, 2, 3, 1)
    return tuple(turned(kernel) if turn else kernel for kernel in kernels)


def _window(start: Window, of: tuple[object, ...], kind: str) -> Window:
    """Let size (of a pooling), stride and padding be chosen."""
    pooled = kind != CONVOLUTION
    left, right = st.columns(2)
    size = start.size
    if pooled:
        size = linked.number(
            "Window", 1, 9, name="steps_window", of=of, start=start.size, field=left.number_input, carried=False,
            help="Its rows and columns.",
        )  # fmt: skip
    stride = linked.number(
        "Stride", 1, 9, name="steps_stride", of=of, start=start.stride, carried=False,
        field=(right if pooled else left).number_input, help="Cells from one place of the window to the next.",
    )  # fmt: skip
    if pooled:
        padding = linked.select(
            "Padding", ["valid", "same"], name="steps_padding", of=of, start=start.padding, carried=False,
            field=st.segmented_control, required=True, wrap=True,
            help="same lets the window reach over the border; the cells out there do not count.",
        )  # fmt: skip
        return Window(size, stride, padding)
    chosen = linked.select(
        "Padding", list(PADDINGS), name="steps_padding", of=of, start=start.fill if start.padding == "same" else "valid",
        shown=PADDINGS.__getitem__, carried=False, field=right.selectbox,
        help="Cells around the input, so that its border is not lost. Keras' layers know zeros only.",
    )  # fmt: skip
    return Window(size, stride) if chosen == "valid" else Window(size, stride, "same", chosen)


def _but_size(window: Window) -> tuple[int, str, str]:
    return window.stride, window.padding, window.fill


def show(layer: Layer) -> None:
    """Show the steps to one output, one of them written out."""
    word, shown = "Kernel" if layer.kernels else "Channel", 0
    if layer.outputs > 1:
        shown = linked.select(
            f"{word} shown", range(layer.outputs), name="steps_output", of=(word, layer.outputs), start=0,
            shown=lambda each: f"{word} {each + 1}", field=st.segmented_control, required=True, wrap=True,
        )  # fmt: skip
    walk = layer.walk(shown)
    player.play(
        "Step", lambda: range(1, len(walk.steps) + 1), name="step", of=(layer.kind, len(walk.steps)), seconds=STEP_S,
        show=lambda step: _show_step(layer, walk, shown, step - 1),
        help="The arrow keys move the window on and back, Play moves it to the end.",
    )  # fmt: skip
    rows, cols = layer.values.shape[:2]
    if layer.kind != RELU:
        st.markdown(
            f"**Size of the output**, ⌊(n + p − k) / s⌋ + 1 from n cells, p of padding, a window of k and stride s: "
            f"rows {layer.window.formula(rows)}, columns {layer.window.formula(cols)}. With "
            f"{layer.outputs} {'kernel' if layer.kernels else 'channel'}{'s' * (layer.outputs > 1)} the output is "
            f"**{layer.window.places(rows)}×{layer.window.places(cols)}×{layer.outputs}**."
        )


def _show_step(layer: Layer, walk: Walk, shown: int, at: int) -> None:
    last = len(walk.steps)
    kernel = layer.kernels[shown] if layer.kernels else None
    step = walk.steps[at]
    sums = products(step, kernel, layer.bias) if kernel is not None else [kept(step, _word(layer.kind))]
    st.plotly_chart(
        drawn(stepping, walk, kernel, at, "Products" if kernel is not None else "Under the window"),
        key="stepping",
        config={"displayModeBar": False},
        alt=f"Step {at + 1} of {last}: the window over row {step.top + 1}, column {step.left + 1} of the padded input. "
        + "; ".join(sums),
    )
    st.markdown(f"**Step {at + 1} written out**: row {step.row + 1}, column {step.col + 1} of the output")
    st.code("\n".join(sums), language=None, wrap_lines=True)


def _word(kind: str) -> str:
    return "mean" if kind == MEAN else "max"


def keras_lines(layer: Layer) -> str:
    """Return the plain Keras that does the same; its padding is of zeros."""
    size, stride, padding = layer.window.size, layer.window.stride, layer.window.padding
    start = f"import numpy as np\nfrom keras import layers\n\npixels = np.array({_listed(layer.values)})[None]\n"
    if layer.kind == RELU:
        return f"{start}output = layers.ReLU()(pixels)"
    if not layer.kernels:
        name = "AveragePooling2D" if layer.kind == MEAN else "MaxPooling2D"
        return f"{start}output = layers.{name}({size}, strides={stride}, padding={padding!r})(pixels)"
    written = ",\n    ".join(_listed(kernel) for kernel in layer.kernels)
    around = ""
    if padding == "same" and layer.window.fill != "zeros":
        margins = [layer.window.margins(cells) for cells in layer.values.shape[:2]]
        how = "mode='edge'" if layer.window.fill == "edge" else "constant_values=1"
        around = (
            f"pixels = np.pad(pixels, ((0, 0), {margins[0]}, {margins[1]}, (0, 0)), {how})  # Keras knows zeros only\n"
        )
        padding = "valid"
    return (
        f"{start}{around}kernels = np.stack([\n    {written},\n], axis=-1)  # rows, columns, channels, kernels\n"
        f"layer = layers.Conv2D({len(layer.kernels)}, {size}, strides={stride}, padding={padding!r})\n"
        "layer.build(pixels.shape)\n"
        f"layer.set_weights([kernels, np.full({len(layer.kernels)}, {layer.bias})])\n"
        "output = layer(pixels)"
    )


def _listed(values: Values) -> str:
    return str(values.round(3).tolist())


def questions(layer: Layer) -> Sequence[Question]:
    """Ask about the sizes and numbers on the page."""
    if layer.kind == RELU:
        zeros = int((layer.values <= 0).sum())
        size = layer.values.size
        return [
            ask(
                f"How many of the {size} values are zero after ReLU?", zeros, (size - zeros, int((layer.values < 0).sum()), 0),
                f"{zeros} values are zero or less: ReLU leaves zero of them.",
            )
        ]  # fmt: skip
    window, rows, channels = layer.window, layer.values.shape[0], layer.values.shape[2]
    other = Window(window.size, window.stride + 1, window.padding)
    asked = [
        ask(
            f"How many rows would the output have with stride {other.stride}?",
            other.places(rows), (window.places(rows), rows, rows // other.stride, other.places(rows) + 1),
            f"{other.formula(rows)}.",
        )
    ]  # fmt: skip
    if not layer.kernels:
        asked.append(
            ask(
                "How many numbers does this pooling learn?",
                0,
                (window.size**2, 1),
                NO_WEIGHTS[layer.kind],
            )
        )
        return asked
    count, area = len(layer.kernels), window.size**2
    right = count * (area * channels + 1)
    asked.append(
        ask(
            f"How many numbers does a layer with {_many(count, 'such kernel')} learn, a bias each?",
            right, (count * area * channels, area * channels + count, area + 1, count * (area + channels)),
            f"({window.size}·{window.size}·{channels} + 1)·{count} = {right}.",
        )
    )  # fmt: skip
    flat = [float(kernel.sum()) for kernel in layer.kernels][:1]
    same = number(flat[0] + layer.bias)
    asked.append(
        ask(
            "What does the first kernel answer where every cell of the input is 1?",
            same, ("0", "1", number(window.size**2)),
            f"Its weights add up to {number(flat[0])}"
            + (f", and the bias adds {number(layer.bias)}." if layer.bias else "."),
        )
    )  # fmt: skip
    return asked


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count > 1)}"
