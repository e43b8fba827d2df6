"""Questions about the sizes of a network's layers: (layers, shape of a picture) -> questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cnnviz.base.dimensions import dimensions
from cnnviz.lessons.questions import Question, ask
from cnnviz.lessons.sizes import Size
from cnnviz.locale import Message


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
    return questions + list(_most_parameters(layers)) + list(_receptive_field(layers, input_shape))


def _output_of(layer: Size, before: tuple[int, ...]) -> Question:
    rows, _cols, filters = layer.shape
    wrong = before[0] * before[1] * filters, layer.values * before[-1] + filters, rows * rows, layer.parameters
    return ask(
        Message(
            "{shape} goes into {layer}. How many values come out of its {filters} filters?",
            shape=dimensions(before),
            layer=layer.name,
            filters=filters,
        ),
        layer.values,
        wrong,
        Message(
            "{shape} = {values:,}. Number of rows: {formula}.",
            shape=dimensions(layer.shape),
            values=layer.values,
            formula=layer.rows,
        ),
    )


def _pooling(layer: Size, before: tuple[int, ...]) -> Question:
    return ask(
        Message(
            "How many parameters does {layer} have, which turns {before} into {after}?",
            layer=layer.name,
            before=dimensions(before),
            after=dimensions(layer.shape),
        ),
        0,
        (layer.values, 4, layer.shape[-1]),
        Message("Pooling has nothing to learn: it keeps the largest value of each window."),
    )


def _most_parameters(layers: Sequence[Size]) -> Iterator[Question]:
    most = max(layers, key=lambda layer: layer.parameters)
    others = sorted({layer.name for layer in layers if layer.parameters and layer.name != most.name})[:3]
    if others:
        reason = Message(
            "{layer} has {parameters:,} of {total:,}.",
            layer=most.name,
            parameters=most.parameters,
            total=sum(layer.parameters for layer in layers),
        )
        yield ask(Message("Which layer has the most parameters?"), most.name, others, reason)


def _receptive_field(layers: Sequence[Size], input_shape: tuple[int, ...]) -> Iterator[Question]:
    known = [layer for layer in layers if layer.kind == "Conv2D" and layer.field]
    if len(known) < 2:
        return
    first, layer = known[0], known[-1]
    yield ask(
        Message("How high and wide, in pixels, is the receptive field of a value of {layer}?", layer=layer.name),
        layer.field,
        (first.field, layer.shape[0], input_shape[0]),
        Message(
            "{field}×{field}: the value sees through the windows of all layers before it, so receptive fields grow "
            "from layer to layer. Those of {first} have {small}×{small} pixels.",
            field=layer.field,
            first=first.name,
            small=first.field,
        ),
    )


def about_changes(layers: Sequence[Size], input_shape: tuple[int, ...]) -> list[Question]:
    """Ask what larger pictures, or a global average, would do to the network."""
    questions = [_larger_pictures(layer) for layer in layers if layer.kind == "Conv2D"][:1]
    questions.append(_two_in_a_row())
    flattened = next((pair for pair in pairwise(layers) if pair[0].kind == "Flatten"), None)
    if flattened and flattened[1].kind == "Dense":
        place = layers.index(flattened[0])
        questions.append(_global_average(*flattened, layers[place - 1].shape if place else input_shape))
    return questions


def _larger_pictures(layer: Size) -> Question:
    count = layer.parameters
    return ask(
        Message(
            "{layer} has {parameters:,} parameters. How many would it have with pictures twice as high and wide?",
            layer=layer.name,
            parameters=count,
        ),
        count,
        (2 * count, 4 * count, count // 4),
        Message("Just as many: the same kernels slide over more places. Only a dense layer after Flatten grows."),
    )


def _two_in_a_row() -> Question:
    return ask(
        Message(
            "One 5×5 convolution sees as many pixels as two 3×3 convolutions in a row. How many weights have these two "
            "together, with one channel and one filter each?"
        ),
        18,
        (9, 25, 36),
        Message(
            "2·3·3 = 18 in place of 5·5 = 25, with one more activation in between. José Javier Alonso Ramos makes "
            "BaseNet deeper in this way in “Práctica 2: Redes neuronales convolucionales”."
        ),
    )


def _global_average(flatten: Size, dense: Size, before: tuple[int, ...]) -> Question:
    channels, neurons = before[-1], dense.shape[0]
    fewer = (channels + 1) * neurons
    return ask(
        Message(
            "How many parameters would {dense} have with global average pooling in place of {flatten}?",
            dense=dense.name,
            flatten=flatten.name,
        ),
        fewer,
        (dense.parameters, channels * neurons, before[0] * neurons, fewer * before[0]),
        Message(
            "{shape} would become {channels} means: ({channels} + 1)·{neurons} = {fewer}, instead of {formula}.",
            shape=dimensions(before),
            channels=channels,
            neurons=neurons,
            fewer=fewer,
            formula=dense.formula,
        ),
    )
