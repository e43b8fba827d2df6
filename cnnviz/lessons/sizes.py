"""How large is a network, and why?  A table of layers -> shapes, parameters, multiplications, memory, receptive fields.

Everything is worked out from the table by formulas that are written out, without TensorFlow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from cnnviz.base.errors import CnnvizError
from cnnviz.explore.convolution.stepping import Window
from cnnviz.networks.layers import Shape
from cnnviz.networks.stack import INPUT, Row

FLOAT = 4
"""Bytes of a value, as networks compute with: float32."""
MOST_PARAMETERS = 30_000_000
MOST_BYTES = 2_000_000_000
"""Of a training step, which keeps each value of each picture of a batch, and its gradient."""


class TooLargeError(CnnvizError):
    """A network that this app does not train: the text says what is too much, and what to make smaller."""


@dataclass(frozen=True)
class Size:
    """What one layer costs, for one picture.

    Attributes:
        name: The layer's name.
        kind: Its Keras class.
        shape: What comes out.
        parameters: Number of weights that are kept.
        formula: How that number comes about, empty where there is none.
        multiplications: Of weights with values; None inside a trained network, whose layers are not listed.
        field: Rows and columns of the picture that one value has seen; None for all of it, or where it is not known.
        whole: Whether one value has seen the whole picture.
        rows: How the number of rows comes about, empty where no window slides.
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
        """Number of values that come out, which many call neurons."""
        return prod(self.shape)

    @property
    def bytes(self) -> int:
        """Memory of what comes out, in bytes."""
        return self.values * FLOAT


@dataclass(frozen=True)
class _Seen:
    """What one value of a layer knows of the picture: rows and columns, and pixels from one value to the next."""

    field: int | None = 1
    jump: int = 1
    whole: bool = False


def sizes(rows: Sequence[Row], input_shape: Shape) -> list[Size]:
    """Work out what each layer costs.

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
    shapes, seen, found = {INPUT: input_shape}, {INPUT: _Seen()}, []
    for row in rows:
        before = shapes[row.inputs[0]]
        shapes[row.name] = row.output_shape
        seen[row.name] = sees = _sees(row, [seen[name] for name in row.inputs])
        found.append(
            Size(
                row.name,
                row.kind,
                row.output_shape,
                row.parameters,
                _formula(row, before),
                _multiplications(row, before),
                None if sees.whole else sees.field,
                sees.whole,
                _rows(row, before),
            )
        )
    return found


def check(sizes: Sequence[Size], batch: int) -> None:
    """Refuse a network that would ask for more than a usual machine has.

    Args:
        sizes: What its layers cost.
        batch: Pictures of a training step.

    Raises:
        TooLargeError: It is too large; the message says by what, and names the layer.
    """
    parameters = sum(size.parameters for size in sizes)
    if parameters > MOST_PARAMETERS:
        most = max(sizes, key=lambda size: size.parameters)
        raise TooLargeError(
            f"The network has {parameters:,} parameters, {most.parameters:,} of them in {most.name}; at most "
            f"{MOST_PARAMETERS:,} are trained here: give it fewer kernels or neurons, or pool before it."
        )
    needed = step_bytes(sizes, batch)
    if needed > MOST_BYTES:
        most = max(sizes, key=lambda size: size.values)
        raise TooLargeError(
            f"A training step over {batch} pictures would need about {amount(needed)}, most of it for {most.name}; at most "
            f"{amount(MOST_BYTES)} are used here: pool earlier, use fewer kernels, smaller pictures or smaller batches."
        )


def step_bytes(sizes: Sequence[Size], batch: int) -> int:
    """Estimate the memory of a training step: every value and its gradient, every weight, its gradient and its optimiser's."""
    return 2 * batch * sum(size.bytes for size in sizes) + 4 * FLOAT * sum(size.parameters for size in sizes)


def amount(count: float) -> str:
    """Write a number of bytes, in steps of a thousand.

    >>> amount(999), amount(21632 * 4), amount(30_000 * 75 * 1024 * 1024 * 3)
    ('999 bytes', '86.5 kB', '7.08 TB')
    """
    units = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
    place = 0
    while count >= 999.5 and place < len(units) - 1:
        count, place = count / 1000, place + 1
    return f"{count:.3g} {units[place]}"


def _sees(row: Row, before: Sequence[_Seen]) -> _Seen:
    """Work out what a layer sees from what those before it see."""
    if any(each.whole for each in before) or row.kind in ("Dense", "GlobalAveragePooling2D"):
        return _Seen(None, 1, whole=True)
    if any(each.field is None for each in before) or not _known(row):
        return _Seen(None)
    widest = max(before, key=lambda each: each.field or 0)
    window, stride = _window(row.arguments)
    return _Seen((widest.field or 1) + (window - 1) * widest.jump, widest.jump * stride)


def _known(row: Row) -> bool:
    """Return whether the row is a layer, not a whole trained network."""
    return not (row.inputs == (INPUT,) and row.parameters and not row.arguments)


def _window(arguments: dict[str, Any]) -> tuple[int, int]:
    """Return rows of the layer's window, and its stride."""
    window = arguments.get("kernel_size", arguments.get("pool_size", 1))
    return window, arguments.get("strides", arguments.get("pool_size", 1))


def _rows(row: Row, before: Shape) -> str:
    """Write how the number of rows comes about."""
    if not {"kernel_size", "pool_size"} & set(row.arguments):
        return ""
    return Window(*_window(row.arguments), row.arguments.get("padding", "valid")).formula(before[0])


def _formula(row: Row, before: Shape) -> str:
    """Write how the number of parameters comes about."""
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
        return prod(row.output_shape) * _window(row.arguments)[0] ** 2 * before[-1]
    if row.kind == "Dense":
        return before[0] * row.output_shape[0]
    return prod(row.output_shape) if row.kind == "BatchNormalization" else 0
