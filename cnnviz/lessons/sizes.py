"""The size of a network, layer by layer: shapes, parameters, multiplications, memory and receptive fields.

Everything is computed from the table of layers, by formulas that are written out, without TensorFlow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from cnnviz.base.errors import CnnvizError
from cnnviz.explore.activations.receptive_field import Span, joined
from cnnviz.explore.convolution.stepping import Window
from cnnviz.locale import Message
from cnnviz.networks.layers import Shape
from cnnviz.networks.stack import INPUT, Row

FLOAT = 4
"""Bytes of a value of float32, in which networks compute."""
MOST_PARAMETERS = 30_000_000
MOST_BYTES = 2_000_000_000
"""Memory of a training step, which keeps each value of each picture of a batch, and its gradient."""


class TooLargeError(CnnvizError):
    """A network that this app does not train; the message says what is too large, and what to make smaller."""


@dataclass(frozen=True)
class Size:
    """What one layer costs, for one picture.

    Attributes:
        name: The layer's name.
        kind: Its Keras class.
        shape: Shape of its output.
        parameters: Number of its weights.
        formula: How that number is computed, empty where there is none.
        multiplications: Number of products of a weight and a value; None for a trained network, whose layers are not
            listed.
        field: Rows and columns of one value's receptive field; None for the whole picture, or where it is not known.
        whole: Whether that field is the whole picture.
        rows: How the number of rows is computed, empty where no window slides.
    """

    name: str
    kind: str
    shape: Shape
    parameters: int
    formula: str
    multiplications: int | None
    field: int | None
    whole: bool = False
    rows: str = ""

    @property
    def values(self) -> int:
        """Number of values of the output, which many call neurons."""
        return prod(self.shape)

    @property
    def bytes(self) -> int:
        """Memory of the output, in bytes."""
        return self.values * FLOAT


def sizes(rows: Sequence[Row], input_shape: Shape) -> list[Size]:
    """Compute the size of each layer.

    Args:
        rows: The table of layers.
        input_shape: (rows, cols, channels) of one picture.

    >>> from cnnviz.networks.layers import Conv, Pool
    >>> from cnnviz.networks.stack import describe
    >>> for size in sizes(describe([Conv(32), Pool()], (28, 28, 1)), (28, 28, 1)):
    ...     print(size.name, size.shape, size.values, size.formula, size.multiplications, size.field)
    conv1 (26, 26, 32) 21632 (3·3·1 + 1)·32 = 320 194688 3
    pool1 (13, 13, 32) 5408  0 4
    """
    shapes: dict[str, Shape] = {INPUT: input_shape}
    fields: dict[str, Span | None] = {INPUT: Span()}
    whole: set[str] = set()
    result = []
    for row in rows:
        before = shapes[row.inputs[0]]
        shapes[row.name] = row.output_shape
        if row.kind in ("Dense", "GlobalAveragePooling2D") or whole.intersection(row.inputs):
            whole.add(row.name)
        field = fields[row.name] = _field(row, before, [fields[name] for name in row.inputs])
        result.append(
            Size(
                row.name,
                row.kind,
                row.output_shape,
                row.parameters,
                _formula(row, before),
                _multiplications(row, before),
                field.extent if field and row.name not in whole else None,
                row.name in whole,
                _rows(row, before),
            )
        )
    return result


def check(sizes: Sequence[Size], batch: int) -> None:
    """Refuse a network that needs more than a usual machine has.

    Args:
        sizes: The sizes of its layers.
        batch: Pictures of a training step.

    Raises:
        TooLargeError: It is too large; the message says how, and names the layer.
    """
    parameters = sum(size.parameters for size in sizes)
    if parameters > MOST_PARAMETERS:
        most = max(sizes, key=lambda size: size.parameters)
        raise TooLargeError(
            Message(
                "The network has {parameters:,} parameters, {most:,} of them in {layer}; at most {limit:,} are trained "
                "here: give it fewer filters or neurons, or pool before it.",
                parameters=parameters,
                most=most.parameters,
                layer=most.name,
                limit=MOST_PARAMETERS,
            )
        )
    needed = step_bytes(sizes, batch)
    if needed > MOST_BYTES:
        most = max(sizes, key=lambda size: size.values)
        raise TooLargeError(
            Message(
                "A training step with a batch of {batch} would need about {needed}, most of it for {layer}; at most "
                "{limit} are used here: pool earlier, use fewer filters, smaller pictures or smaller batches.",
                batch=batch,
                needed=memory(needed),
                layer=most.name,
                limit=memory(MOST_BYTES),
            )
        )


def step_bytes(sizes: Sequence[Size], batch: int) -> int:
    """Estimate the bytes of a training step: values, weights, the gradients of both, and optimiser state."""
    return 2 * batch * sum(size.bytes for size in sizes) + 4 * FLOAT * sum(size.parameters for size in sizes)


def amount(count: float) -> str:
    """Write a number of bytes, in steps of a thousand.

    >>> amount(999), amount(21632 * 4), amount(30_000 * 75 * 1024 * 1024 * 3)
    ('999 bytes', '86.5 kB', '7.08 TB')
    """
    return str(memory(count))


def memory(count: float) -> Message:
    """Return a number of bytes as `amount` writes it, in the language of whoever reads it."""
    if count < 999.5:
        return Message.plural("{n} byte", "{n} bytes", round(count))
    units = ("kB", "MB", "GB", "TB", "PB", "EB")
    place, count = 0, count / 1000
    while count >= 999.5 and place < len(units) - 1:
        count, place = count / 1000, place + 1
    return Message("{count:.3g} {unit}", count=count, unit=units[place])


def _field(row: Row, before: Shape, inputs: Sequence[Span | None]) -> Span | None:
    """Return the receptive fields of a layer's rows from those of its inputs; None where they are not known."""
    field = joined(inputs)
    if field is None or not _known(row):
        return None
    window = _window(row.arguments)
    return field.slid(window.size, window.stride, window.margins(before[0])[0])


def _known(row: Row) -> bool:
    """Return whether the row is a layer, not a whole trained network."""
    return not (row.inputs == (INPUT,) and row.parameters and not row.arguments)


def _window(arguments: dict[str, Any]) -> Window:
    """Return a layer's window; one of a single value where none slides."""
    size = arguments.get("kernel_size", arguments.get("pool_size", 1))
    stride = arguments.get("strides", arguments.get("pool_size", 1))
    return Window(size, stride, arguments.get("padding", "valid"))


def _rows(row: Row, before: Shape) -> str:
    """Write how the number of rows is computed."""
    if not {"kernel_size", "pool_size"} & set(row.arguments):
        return ""
    return _window(row.arguments).formula(before[0])


def _formula(row: Row, before: Shape) -> str:
    """Write how the number of parameters is computed."""
    bias = " + 1" * row.arguments.get("use_bias", True)
    if row.kind == "Conv2D":
        size = row.arguments["kernel_size"]
        return f"({size}·{size}·{before[-1]}{bias})·{row.arguments['filters']} = {row.parameters}"
    if row.kind == "Dense":
        return f"({before[0]}{bias})·{row.arguments['units']} = {row.parameters}"
    return f"4·{before[-1]} = {row.parameters}" if row.kind == "BatchNormalization" else ""


def _multiplications(row: Row, before: Shape) -> int | None:
    """Count how often a weight is multiplied with a value for one picture."""
    if not _known(row):
        return None
    if row.kind == "Conv2D":
        return prod(row.output_shape) * _window(row.arguments).size ** 2 * before[-1]
    if row.kind == "Dense":
        return before[0] * row.output_shape[0]
    return prod(row.output_shape) if row.kind == "BatchNormalization" else 0
