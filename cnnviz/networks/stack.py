"""Connect a network's layers: parts in order -> nodes, a table of shapes and parameters, Keras code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.base.dimensions import dimensions
from cnnviz.locale import Message
from cnnviz.networks.backbones import BACKBONES, Backbone
from cnnviz.networks.layers import Add, Layer, NetworkError, Part, Relu, Residual, Shape

INPUT = "pixels"


@dataclass(frozen=True)
class Node:
    """A layer with its name and the names of the layers before it."""

    name: str
    layer: Layer
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row of a network's table of layers."""

    name: str
    kind: str
    output_shape: Shape
    parameters: int
    arguments: dict[str, Any]
    inputs: tuple[str, ...]


def nodes(parts: Iterable[Part]) -> list[Node]:
    """Expand the parts into single layers, named by kind and number, the same in every process.

    >>> from cnnviz.networks.layers import Conv, Pool
    >>> [(node.name, node.inputs) for node in nodes([Conv(8), Pool()])]
    [('conv1', ('pixels',)), ('pool1', ('conv1',))]
    """
    laid: list[Node] = []
    counts: dict[str, int] = {}

    def lay(layer: Layer, *inputs: str) -> str:
        counts[layer.stem] = counts.get(layer.stem, 0) + 1
        laid.append(Node(f"{layer.stem}{counts[layer.stem]}", layer, inputs))
        return laid[-1].name

    def chain(layers: Iterable[Layer], start: str) -> str:
        for layer in layers:
            start = lay(layer, start)
        return start

    end = INPUT
    for part in parts:
        if isinstance(part, Residual):
            end = lay(Relu(), lay(Add(), chain(part.branch(), end), chain(part.shortcut(), end)))
        else:
            end = lay(part, end)
    return laid


def describe(parts: Iterable[Part], input_shape: Shape) -> list[Row]:
    """Compute the table of layers.

    Args:
        parts: The parts in order.
        input_shape: (rows, cols, channels) of the input.

    Raises:
        NetworkError: A layer does not fit; the message says which and why.

    >>> from cnnviz.networks.layers import Conv, Pool
    >>> [(row.name, row.output_shape, row.parameters) for row in describe([Conv(32), Pool()], (28, 28, 1))]
    [('conv1', (26, 26, 32), 320), ('pool1', (13, 13, 32), 0)]
    """
    rows, shapes = [], {INPUT: input_shape}
    for node in nodes(parts):
        before = [shapes[name] for name in node.inputs]
        try:
            if len(set(before)) > 1:
                raise NetworkError(
                    Message(
                        "both of its inputs must have the same shape: give the shortcut a 1×1 convolution (projection)"
                    )
                )
            shape = node.layer.output_shape(before[0])
            parameters = node.layer.parameters(before[0])
        except NetworkError as reason:
            raise NetworkError(
                Message(
                    "Layer {name} ({kind}) cannot follow {sizes}: {reason}.",
                    name=node.name,
                    kind=node.layer.kind,
                    sizes=" + ".join(map(dimensions, before)),
                    reason=reason.message,
                )
            ) from None
        shapes[node.name] = shape
        rows.append(Row(node.name, node.layer.kind, shape, parameters, node.layer.arguments(), node.inputs))
    return rows


def keras_code(
    rows: Sequence[Row],
    input_shape: Shape,
    preprocessing: Sequence[str] = ("Rescaling(scale=1 / 255)",),
    weights: str = "imagenet",
    frozen: int = 0,
) -> str:
    """Return plain Keras code that builds the same network for raw 0-255 pixels.

    Args:
        rows: The table of layers.
        input_shape: (rows, cols, channels) of one picture.
        preprocessing: Calls of `keras.layers` that come first.
        weights: Weights of the pretrained network.
        frozen: Number of layers of the pretrained network that stay as they are.
    """
    trained = next((each for each in BACKBONES.values() if each.application == rows[0].kind), None)
    straight = all(len(row.inputs) == 1 for row in rows) and not trained
    calls = [f"layers.{call}" for call in preprocessing] + [f"layers.{row.kind}({_arguments(row)})" for row in rows]
    if straight:
        return "\n".join(
            [
                "from keras import Input, Sequential, layers",
                "",
                "model = Sequential([",
                f"    Input({input_shape}),",
                *(f"    {call}," for call in calls),
                "])",
            ]
        )
    names = "Input, Model, applications, layers" if trained else "Input, Model, layers"
    lines = [f"from keras import {names}"]
    if trained and trained.like:
        lines += ["", "from cnnviz.networks.pretrained import balance, resnet50_v15  # Keras has no version 1.5."]
    lines += ["", f"{INPUT} = Input({input_shape})"]
    entry = INPUT
    for call in calls[: len(preprocessing) - bool(trained)]:
        lines.append(f"prepared = {call}({entry})")
        entry = "prepared"
    layers = list(zip(calls[len(preprocessing) :], rows, strict=True))
    if trained:
        lines += [
            f"prepared = applications.{trained.like or trained.name}.preprocess_input({entry})",
            *_base(trained, weights, input_shape),
            *([f"for layer in base.layers[:{frozen}]:", "    layer.trainable = False"] if frozen else []),
            f"{trained.name} = base(prepared)",
        ]
        del layers[0]
    for call, row in layers:
        inputs = [entry if name == INPUT else name for name in row.inputs]
        given = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
        lines.append(f"{row.name} = {call}({given})")
    return "\n".join([*lines, f"model = Model({INPUT}, {rows[-1].name})"])


def _base(trained: Backbone, weights: str, input_shape: Shape) -> list[str]:
    """Return the lines that build the pretrained network and load its weights."""
    if not trained.like:
        given = weights if weights == "imagenet" else None
        return [
            f"base = applications.{trained.application}(include_top=False, weights={given!r}, "
            f"input_shape={input_shape})"
        ]
    load = f"base.load_weights('{trained.name}_imagenet_top.weights.h5')"
    lines = [f"base = {trained.name}(include_top=False, input_tensor=Input({input_shape}))"]
    return [*lines, *([load, "balance(base.layers)"] if weights == "imagenet" else [])]


def _arguments(row: Row) -> str:
    return ", ".join(f"{name}={_argument(value)}" for name, value in row.arguments.items())


def _argument(value: Any) -> str:
    if isinstance(value, dict):
        return f"L1L2({', '.join(f'{name}={amount}' for name, amount in value.items())})"
    return repr(value)
