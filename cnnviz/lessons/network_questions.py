"""Questions about the sizes of a network's layers: (layers, shape of a picture) -> questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cnnviz.base.dimensions import dimensions
from cnnviz.base.formats import number
from cnnviz.lessons.questions import Question, ask
from cnnviz.lessons.sizes import Size


def about_sizes(layers: Sequence[Size], input_shape: tuple[int, ...]) -> list[Question]:
    """Ask about the first convolution, the pooling after it, and the layer with most parameters."""
    shapes = [input_shape, *(layer.shape for layer in layers)]
    with_input = list(zip(layers, shapes, strict=False))
    convolution = next((place for place, layer in enumerate(layers) if layer.kind == "Conv2D"), None)
    questions = []
    if convolution is not None:
        questions.append(_output_of(*with_input[convolution]))
        later = with_input[convolution + 1 :]
        questions += [_pooling(*each) for each in later if each[0].kind == "MaxPooling2D"][:1]
    return questions + list(_most_parameters(layers))


def _output_of(layer: Size, before: tuple[int, ...]) -> Question:
    rows, _, filters = layer.shape
    wrong = before[0] * before[1] * filters, layer.values * before[-1] + filters, rows * rows, layer.parameters
    return ask(
        f"{dimensions(before)} goes into {layer.name}. How many values come out of its {filters} kernels?",
        layer.values,
        wrong,
        f"{dimensions(layer.shape)} = {layer.values}; the rows come about as {layer.rows}.",
    )


def _pooling(layer: Size, before: tuple[int, ...]) -> Question:
    return ask(
        f"How many parameters has {layer.name}, which makes {dimensions(layer.shape)} of {dimensions(before)}?",
        0,
        (layer.values, 4, layer.shape[-1]),
        "Pooling learns nothing: it keeps the largest of each block.",
    )


def _most_parameters(layers: Sequence[Size]) -> Iterator[Question]:
    most = max(layers, key=lambda layer: layer.parameters)
    others = sorted({layer.name for layer in layers if layer.parameters and layer.name != most.name})[:3]
    if others:
        total = sum(layer.parameters for layer in layers)
        reason = f"{most.name} has {most.formula or most.parameters} of {total}."
        yield ask("Which layer has most parameters?", most.name, others, reason)


def about_changes(layers: Sequence[Size], input_shape: tuple[int, ...]) -> list[Question]:
    """Ask what larger pictures, or a global average, would do to the network."""
    questions = [_larger_pictures(layer) for layer in layers if layer.kind == "Conv2D"][:1]
    flattened = next((pair for pair in pairwise(layers) if pair[0].kind == "Flatten"), None)
    if flattened and flattened[1].kind == "Dense":
        place = layers.index(flattened[0])
        questions.append(_global_average(*flattened, layers[place - 1].shape if place else input_shape))
    return questions


def _larger_pictures(layer: Size) -> Question:
    count = layer.parameters
    return ask(
        f"{layer.name} has {number(count)} parameters. How many with pictures twice as high and wide?",
        count,
        (2 * count, 4 * count, count // 4),
        "As many: the same kernels slide over more places. Only a dense layer behind a flattening grows.",
    )


def _global_average(flatten: Size, dense: Size, before: tuple[int, ...]) -> Question:
    channels, neurons = before[-1], dense.shape[0]
    fewer = (channels + 1) * neurons
    return ask(
        f"How many parameters would {dense.name} have with a global average in place of {flatten.name}?",
        fewer,
        (dense.parameters, channels * neurons, before[0] * neurons, fewer * before[0]),
        f"{dimensions(before)} would become {channels} means: ({channels} + 1)·{neurons} = {fewer}, "
        f"instead of {dense.formula}.",
    )
