"""Questions about a layer that is stepped through: (layer) -> questions."""

from cnnviz.explore.convolution.stepping import Window
from cnnviz.explore.convolution.stepping_examples import MAX, MEAN, RELU
from cnnviz.explore.convolution.stepping_layer import Layer
from cnnviz.explore.convolution.stepping_words import number
from cnnviz.lessons.questions import Question, ask
from cnnviz.locale import N_, Message

LOST = {
    MAX: N_("Where in the window the largest value was."),
    MEAN: N_("How the values were spread over the window."),
}
"""What a pooling gives up."""
NO_WEIGHTS = {
    MAX: N_("Pooling has no weights: it keeps the largest value of each window."),
    MEAN: N_("Pooling has no weights: it takes the mean of each window."),
}


def questions(layer: Layer) -> list[Question]:
    """Ask about the sizes and numbers on the page."""
    if layer.kind == RELU:
        return [_zeros(layer), _why_relu()]
    if not layer.kernels:
        wrong, why = (layer.window.size**2, 1), Message(NO_WEIGHTS[layer.kind])
        learned = ask(Message("How many weights does this pooling layer learn?"), 0, wrong, why)
        return [_rows(layer), learned, _lost(layer.kind)]
    return [_rows(layer), _parameters(layer), _result_of_ones(layer), _shifted()]


def _why_relu() -> Question:
    return ask(
        Message("Why does an activation such as ReLU stand between two convolutions?"),
        Message("Without it, both together could do no more than one."),
        [Message("It makes the feature maps smaller."), Message("It makes the values larger.")],
        Message(
            "A convolution only multiplies and adds. Two in a row are again one convolution, with a larger "
            "kernel: only a bend between them, such as that of ReLU at zero, lets depth learn more."
        ),
    )


def _lost(kind: str) -> Question:
    return ask(
        Message("What does this pooling give up?"),
        Message(LOST[kind]),
        [Message("Some of the channels."), Message("Nothing: the input can be computed from the output.")],
        Message("A window becomes a single value. Each channel is pooled on its own, so their number stays."),
    )


def _shifted() -> Question:
    return ask(
        Message("A pattern moves by one cell to the right. What happens to the output of a convolution with stride 1?"),
        Message("The response moves by one cell too."),
        [Message("It stays where it was."), Message("The pattern is no longer found.")],
        Message("The same kernel is used at each place, so it finds its pattern wherever that lies."),
    )


def _zeros(layer: Layer) -> Question:
    zeros, size = int((layer.values <= 0).sum()), layer.values.size
    return ask(
        Message("How many of the {size} values are zero after ReLU?", size=size),
        zeros,
        (size - zeros, int((layer.values < 0).sum()), 0),
        Message.plural(
            "{n} value is zero or less: ReLU turns it into 0.",
            "{n} values are zero or less: ReLU turns each into 0.",
            zeros,
        ),
    )


def _rows(layer: Layer) -> Question:
    window, rows = layer.window, layer.values.shape[0]
    wider = Window(window.size, window.stride + 1, window.padding)
    right = wider.places(rows)
    return ask(
        Message("How many rows would the output have with stride {stride}?", stride=wider.stride),
        right,
        (window.places(rows), rows, rows // wider.stride, right + 1),
        f"{wider.formula(rows)}.",
    )


def _parameters(layer: Layer) -> Question:
    count, size, channels = len(layer.kernels), layer.window.size, layer.values.shape[2]
    area = size**2
    right = count * (area * channels + 1)
    return ask(
        Message.plural(
            "How many parameters does a layer with {n} such kernel learn, its bias among them?",
            "How many parameters does a layer with {n} such kernels learn, a bias for each among them?",
            count,
        ),
        right,
        (count * area * channels, area * channels + count, area + 1, count * (area + channels)),
        f"({size}·{size}·{channels} + 1)·{count} = {right}.",
    )


def _result_of_ones(layer: Layer) -> Question:
    total = float(layer.kernels[0].sum())
    return ask(
        Message("What does the first kernel give where every value under it is 1?"),
        total + layer.bias,
        (0.0, 1.0, float(layer.window.size**2)),
        Message(
            "Its weights add up to {total}, and the bias adds {bias}.", total=number(total), bias=number(layer.bias)
        )
        if layer.bias
        else Message("Its weights add up to {total}.", total=number(total)),
        number,
    )
