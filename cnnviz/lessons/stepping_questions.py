"""Questions about a layer that is stepped through: (layer) -> questions."""

from cnnviz.explore.convolution.stepping import Window
from cnnviz.explore.convolution.stepping_examples import MAX, MEAN, RELU
from cnnviz.explore.convolution.stepping_layer import Layer
from cnnviz.explore.convolution.stepping_words import number
from cnnviz.lessons.questions import Question, ask

NO_WEIGHTS = {
    MAX: "It has no weights: it only keeps the largest number of each window.",
    MEAN: "It has no weights: it only takes the mean of each window.",
}


def questions(layer: Layer) -> list[Question]:
    """Ask about the sizes and numbers on the page."""
    if layer.kind == RELU:
        return [_zeros(layer)]
    if not layer.kernels:
        wrong = layer.window.size**2, 1
        return [_rows(layer), ask("How many numbers does this pooling learn?", 0, wrong, NO_WEIGHTS[layer.kind])]
    return [_rows(layer), _parameters(layer), _answer_to_ones(layer)]


def _zeros(layer: Layer) -> Question:
    zeros, size = int((layer.values <= 0).sum()), layer.values.size
    return ask(
        f"How many of the {size} values are zero after ReLU?",
        zeros,
        (size - zeros, int((layer.values < 0).sum()), 0),
        f"{zeros} values are zero or less: ReLU leaves zero of them.",
    )


def _rows(layer: Layer) -> Question:
    window, rows = layer.window, layer.values.shape[0]
    wider = Window(window.size, window.stride + 1, window.padding)
    right = wider.places(rows)
    return ask(
        f"How many rows would the output have with stride {wider.stride}?",
        right,
        (window.places(rows), rows, rows // wider.stride, right + 1),
        f"{wider.formula(rows)}.",
    )


def _parameters(layer: Layer) -> Question:
    count, size, channels = len(layer.kernels), layer.window.size, layer.values.shape[2]
    area = size**2
    right = count * (area * channels + 1)
    return ask(
        f"How many numbers does a layer with {count} such kernel{'s' * (count > 1)} learn, a bias each?",
        right,
        (count * area * channels, area * channels + count, area + 1, count * (area + channels)),
        f"({size}·{size}·{channels} + 1)·{count} = {right}.",
    )


def _answer_to_ones(layer: Layer) -> Question:
    total = float(layer.kernels[0].sum())
    bias = f", and the bias adds {number(layer.bias)}" if layer.bias else ""
    return ask(
        "What does the first kernel answer where every cell of the input is 1?",
        number(total + layer.bias),
        ("0", "1", number(layer.window.size**2)),
        f"Its weights add up to {number(total)}{bias}.",
    )
