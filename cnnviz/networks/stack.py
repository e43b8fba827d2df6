"""What is a plain network made of?  Layers as values: each knows its output shape, its parameters, its Keras twin.

Shapes and parameters are worked out by the formulas of document 003, without TensorFlow, so that a page can show the
table of a network that is still being edited. Tests hold both against Keras.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, prod
from typing import Any, Protocol

from cnnviz.errors import CnnvizError

Shape = tuple[int, ...]


class NetworkError(CnnvizError):
    """A network that cannot be: the text names the layer and the reason."""


class Layer(Protocol):
    """One layer of a stack."""

    @property
    def kind(self) -> str:
        """Return the class of `keras.layers` that it stands for."""

    @property
    def stem(self) -> str:
        """Return the start of the layer's name; a number follows."""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out when ``shape`` goes in, without the batch."""

    def parameters(self, shape: Shape) -> int:
        """Return the number of weights that training adjusts."""


def _slide(size: int, window: int, stride: int, padding: str) -> int:
    """Return how many places a window has along one axis: n - m + 1 for stride 1 and no padding."""
    if padding == "same":
        return ceil(size / stride)
    if window > size:
        raise NetworkError(f"its {window}×{window} window does not fit into {size} rows or columns")
    return (size - window) // stride + 1


def _picture(shape: Shape) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise NetworkError("it needs feature maps, but the layers before have flattened them")
    rows, cols, channels = shape
    return rows, cols, channels


@dataclass(frozen=True)
class Conv:
    """Convolution: ``filters`` kernels of kernel × kernel slide over all channels of the layer before."""

    filters: int
    kernel: int = 3
    stride: int = 1
    padding: str = "valid"
    activation: str | None = "relu"
    bias: bool = True
    kind = "Conv2D"
    stem = "conv"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        optional = {"strides": (self.stride, 1), "padding": (self.padding, "valid"), "use_bias": (self.bias, True)}
        changed = {name: value for name, (value, default) in optional.items() if value != default}
        return {"filters": self.filters, "kernel_size": self.kernel, "activation": self.activation, **changed}

    def output_shape(self, shape: Shape) -> Shape:
        """Return (rows, cols, filters): 28×28×1 under 32 kernels of 3×3 gives 26×26×32."""
        rows, cols, _ = _picture(shape)
        return (
            _slide(rows, self.kernel, self.stride, self.padding),
            _slide(cols, self.kernel, self.stride, self.padding),
            self.filters,
        )

    def parameters(self, shape: Shape) -> int:
        """Return outputs × (inputs × kernel area + 1)."""
        return self.filters * (_picture(shape)[2] * self.kernel**2 + self.bias)


@dataclass(frozen=True)
class Pool:
    """Pooling: keeps the largest (or the mean) value of each size × size block."""

    size: int = 2
    average: bool = False
    stem = "pool"

    @property
    def kind(self) -> str:
        """Return the class of `keras.layers` that it stands for."""
        return "AveragePooling2D" if self.average else "MaxPooling2D"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"pool_size": self.size}

    def output_shape(self, shape: Shape) -> Shape:
        """Return (rows, cols, channels): 26×26×32 pooled by 2 gives 13×13×32."""
        rows, cols, channels = _picture(shape)
        return _slide(rows, self.size, self.size, "valid"), _slide(cols, self.size, self.size, "valid"), channels

    def parameters(self, shape: Shape) -> int:
        """Return 0: pooling learns nothing."""
        return 0


@dataclass(frozen=True)
class Flatten:
    """Lays all feature maps out in one row, for the dense layers."""

    kind = "Flatten"
    stem = "flatten"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of values: 3×3×64 gives 576."""
        return (prod(shape),)

    def parameters(self, shape: Shape) -> int:
        """Return 0: flattening learns nothing."""
        return 0


@dataclass(frozen=True)
class Dense:
    """Fully connected layer of ``units`` neurons."""

    units: int
    activation: str | None = "relu"
    bias: bool = True
    kind = "Dense"
    stem = "dense"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        extra = {} if self.bias else {"use_bias": False}
        return {"units": self.units, "activation": self.activation, **extra}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of neurons."""
        if len(shape) != 1:
            raise NetworkError("it needs a row of values: put a Flatten layer before it")
        return (self.units,)

    def parameters(self, shape: Shape) -> int:
        """Return outputs × (inputs + 1)."""
        return self.units * (shape[0] + self.bias)


@dataclass(frozen=True)
class Row:
    """One row of a network's table of layers."""

    name: str
    kind: str
    output_shape: Shape
    parameters: int
    arguments: dict[str, Any]


def describe(layers: Sequence[Layer], input_shape: Shape) -> list[Row]:
    """Work out the table of layers.

    Args:
        layers: The layers in order.
        input_shape: (rows, cols, channels) that goes in.

    Raises:
        NetworkError: A layer does not fit; the message says which and why.

    >>> [(row.name, row.output_shape, row.parameters) for row in describe([Conv(32), Pool()], (28, 28, 1))]
    [('conv1', (26, 26, 32), 320), ('pool1', (13, 13, 32), 0)]
    """
    rows, shape = [], input_shape
    for name, layer in zip(names(layers), layers, strict=True):
        try:
            before, shape = shape, layer.output_shape(shape)
        except NetworkError as reason:
            raise NetworkError(f"Layer {name} ({layer.kind}) cannot follow {_sizes(shape)}: {reason}.") from None
        rows.append(Row(name, layer.kind, shape, layer.parameters(before), layer.arguments()))
    return rows


def names(layers: Iterable[Layer]) -> list[str]:
    """Name the layers by kind and number, such as conv1, pool1, conv2: the same in every process."""
    counts: dict[str, int] = {}
    result = []
    for layer in layers:
        counts[layer.stem] = counts.get(layer.stem, 0) + 1
        result.append(f"{layer.stem}{counts[layer.stem]}")
    return result


def keras_code(rows: Sequence[Row], input_shape: Shape) -> str:
    """Write the few lines of plain Keras that build the same network for raw 0-255 pixels."""
    lines = [
        "from keras import Input, Sequential, layers",
        "",
        "model = Sequential([",
        f"    Input({input_shape}),",
        "    layers.Rescaling(1 / 255),",
    ]
    for row in rows:
        arguments = ", ".join(f"{name}={value!r}" for name, value in row.arguments.items())
        lines.append(f"    layers.{row.kind}({arguments}),")
    return "\n".join([*lines, "])"])


def _sizes(shape: Shape) -> str:
    return "×".join(map(str, shape))
