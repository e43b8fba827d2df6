"""What is a network made of?  Layers as values: each knows its output shape, its parameters, its Keras twin.

Shapes and parameters are worked out by the formulas of document 003, without TensorFlow, so that a page can show the
table of a network that is still being edited. Tests hold both against Keras.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from math import ceil, prod
from typing import Any, Protocol, get_args, get_type_hints

from cnnviz.errors import CnnvizError

Shape = tuple[int, ...]
PADDINGS = ("valid", "same")
ACTIVATIONS = ("relu", "elu", "gelu", "swish", "tanh", "sigmoid", "softmax")


class NetworkError(CnnvizError):
    """A network that cannot be: the text names the layer and the reason."""


class Layer(Protocol):
    """One layer."""

    @property
    def kind(self) -> str:
        """Return the class of `keras.layers` that it stands for."""

    @property
    def stem(self) -> str:
        """Return the start of the layer's name; a number follows."""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer; a regulariser is named, such as ``{"l2": 0.01}``."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out when ``shape`` goes in, without the batch."""

    def parameters(self, shape: Shape) -> int:
        """Return the number of weights that are kept with the network."""


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


def _changed(**values: tuple[Any, Any]) -> dict[str, Any]:
    """Return the values that differ from their default."""
    return {name: value for name, (value, default) in values.items() if value != default}


def _regularizer(l1: float, l2: float) -> dict[str, float] | None:
    """Return the penalty on large weights as a value, None without one."""
    return _changed(l1=(l1, 0.0), l2=(l2, 0.0)) or None


@dataclass(frozen=True)
class Conv:
    """Convolution: ``filters`` kernels of kernel × kernel slide over all channels of the layer before.

    Attributes:
        filters: Number of kernels.
        kernel: Rows and columns of a kernel.
        stride: Pixels from one place of the kernel to the next.
        padding: ``valid`` (inside the picture only) or ``same`` (zeros around it).
        activation: Name of the function after it, or None.
        bias: Whether each kernel adds a constant.
        l1: Penalty on the weights' absolute values, 0 for none.
        l2: Penalty on the weights' squares, 0 for none.
    """

    filters: int
    kernel: int = 3
    stride: int = 1
    padding: str = "valid"
    activation: str | None = "relu"
    bias: bool = True
    l1: float = 0.0
    l2: float = 0.0
    kind = "Conv2D"
    stem = "conv"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        optional = _changed(
            activation=(self.activation, None),
            strides=(self.stride, 1),
            padding=(self.padding, "valid"),
            use_bias=(self.bias, True),
            kernel_regularizer=(_regularizer(self.l1, self.l2), None),
        )
        return {"filters": self.filters, "kernel_size": self.kernel, **optional}

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
    """Pooling: keeps the largest (or the mean) value of each size × size block.

    Attributes:
        size: Rows and columns of a block.
        average: Whether the mean is kept instead of the largest.
        stride: Pixels from one block to the next; 0 means the size, so that blocks lie side by side.
        padding: ``valid`` or ``same``.
    """

    size: int = 2
    average: bool = False
    stride: int = 0
    padding: str = "valid"
    stem = "pool"

    @property
    def kind(self) -> str:
        """Return the class of `keras.layers` that it stands for."""
        return "AveragePooling2D" if self.average else "MaxPooling2D"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"pool_size": self.size, **_changed(strides=(self.stride, 0), padding=(self.padding, "valid"))}

    def output_shape(self, shape: Shape) -> Shape:
        """Return (rows, cols, channels): 26×26×32 pooled by 2 gives 13×13×32."""
        rows, cols, channels = _picture(shape)
        stride = self.stride or self.size
        return _slide(rows, self.size, stride, self.padding), _slide(cols, self.size, stride, self.padding), channels

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
class GlobalAverage:
    """Keeps the mean of each feature map."""

    kind = "GlobalAveragePooling2D"
    stem = "average"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of channels."""
        return (_picture(shape)[2],)

    def parameters(self, shape: Shape) -> int:
        """Return 0: a mean learns nothing."""
        return 0


@dataclass(frozen=True)
class Dense:
    """Fully connected layer of ``units`` neurons; the other attributes are those of `Conv`."""

    units: int
    activation: str | None = "relu"
    bias: bool = True
    l1: float = 0.0
    l2: float = 0.0
    kind = "Dense"
    stem = "dense"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        optional = _changed(
            activation=(self.activation, None),
            use_bias=(self.bias, True),
            kernel_regularizer=(_regularizer(self.l1, self.l2), None),
        )
        return {"units": self.units, **optional}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of neurons."""
        if len(shape) != 1:
            raise NetworkError("it needs a row of values: put a Flatten layer before it")
        return (self.units,)

    def parameters(self, shape: Shape) -> int:
        """Return outputs × (inputs + 1)."""
        return self.units * (shape[0] + self.bias)


@dataclass(frozen=True)
class BatchNorm:
    """Brings each channel to mean 0 and deviation 1 within a batch, then lets it be scaled and shifted as is learned."""

    kind = "BatchNormalization"
    stem = "norm"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return 4 a channel: scale and shift are learned, mean and variance are kept."""
        return 4 * shape[-1]


@dataclass(frozen=True)
class Relu:
    """Keeps what is above zero, makes the rest zero."""

    kind = "ReLU"
    stem = "relu"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return 0: an activation learns nothing."""
        return 0


@dataclass(frozen=True)
class Dropout:
    """Silences a share of the values at random while training, so that the network does not lean on a few of them."""

    rate: float = 0.5
    kind = "Dropout"
    stem = "dropout"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"rate": self.rate}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return 0: dropout learns nothing."""
        return 0


@dataclass(frozen=True)
class Crop:
    """Cuts the last row and the last column off."""

    kind = "Cropping2D"
    stem = "crop"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"cropping": ((0, 1), (0, 1))}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape with one row and one column less."""
        rows, cols, channels = _picture(shape)
        return rows - 1, cols - 1, channels

    def parameters(self, shape: Shape) -> int:
        """Return 0: cropping learns nothing."""
        return 0


@dataclass(frozen=True)
class Add:
    """Adds two layers' feature maps, value by value: the end of a shortcut."""

    kind = "Add"
    stem = "add"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return 0: a sum learns nothing."""
        return 0


@dataclass(frozen=True)
class Residual:
    """Two convolutions of 3×3 with BatchNorm, a shortcut around them, a ReLU after their sum (He et al., 2015).

    Attributes:
        filters: Kernels of each convolution.
        stride: Stride of the first convolution; above 1 the shortcut is a convolution of 1×1 with the same stride.
        padding: Of the first convolution where the stride is above 1; with ``valid`` the shortcut is cropped to fit.
        bias: Whether the convolutions have one.
        project: Whether the shortcut is a convolution of 1×1 although the stride is 1, because the channels grow.
    """

    filters: int
    stride: int = 1
    padding: str = "same"
    bias: bool = True
    project: bool = False

    def branch(self) -> list[Layer]:
        """Return the layers beside the shortcut."""
        padding = self.padding if self.stride > 1 else "same"
        return [
            Conv(self.filters, 3, self.stride, padding, None, self.bias),
            BatchNorm(),
            Relu(),
            Conv(self.filters, 3, 1, "same", None, self.bias),
            BatchNorm(),
        ]

    def shortcut(self) -> list[Layer]:
        """Return the layers on the shortcut; none where it carries its input as it is."""
        if self.stride == 1 and not self.project:
            return []
        crop: list[Layer] = [Crop()] if self.stride > 1 and self.padding == "valid" else []
        return [Conv(self.filters, 1, self.stride, "valid", None, self.bias), *crop]


Part = Conv | Pool | Flatten | GlobalAverage | Dense | BatchNorm | Relu | Dropout | Residual
"""What a network is written in; a file holds each as its class name and its fields."""

PARTS: dict[str, type[Part]] = {part.__name__: part for part in get_args(Part)}


def to_values(parts: Iterable[Part]) -> tuple[dict[str, Any], ...]:
    """Return the parts as plain values, for a file.

    >>> to_values([Pool(3)])
    ({'layer': 'Pool', 'size': 3, 'average': False, 'stride': 0, 'padding': 'valid'},)
    """
    return tuple({"layer": type(part).__name__, **asdict(part)} for part in parts)


def from_values(values: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Read what `to_values` wrote.

    Raises:
        NetworkError: A part is none; the message gives its place and what is wrong.
    """
    return tuple(_part(place, dict(value)) for place, value in enumerate(values, 1))


LIMITS = {"filters": (1, 2048), "units": (1, 16_384), "kernel": (1, 31), "size": (1, 64), "stride": (1, 16)}
"""Smallest and largest value of a field, so that a typing error does not ask for more memory than there is."""


def _part(place: int, value: dict[str, Any]) -> Part:
    kind = PARTS.get(str(value.pop("layer", None)))
    if kind is None:
        raise NetworkError(f"Layer {place} is of no known kind: use one of {', '.join(PARTS)}.")
    try:
        part = kind(**value)
    except TypeError:
        known = ", ".join(field.name for field in fields(kind)) or "no fields"
        raise NetworkError(f"Layer {place} ({kind.__name__}) takes {known}, not {', '.join(value)}.") from None
    hints = get_type_hints(kind)
    for field in fields(kind):
        given = getattr(part, field.name)
        if not (kind is Pool and field.name == "stride" and given == 0):  # 0 stands for the pool's size.
            _check(f"Layer {place} ({kind.__name__})", field.name, given, hints[field.name])
    return part


def _check(where: str, name: str, given: Any, hint: Any) -> None:
    wanted = (int, float) if hint is float else hint
    if not isinstance(given, wanted) or (isinstance(given, bool) and hint is not bool):
        raise NetworkError(f"{where}: {name} cannot be {given!r}.")
    low, high = LIMITS.get(name, (None, None))
    if low is not None and high is not None and not low <= given <= high:
        raise NetworkError(f"{where}: {name} must be between {low} and {high}, not {given}.")
    if name == "activation" and given not in (*ACTIVATIONS, None):
        raise NetworkError(f"{where}: activation must be one of {', '.join(ACTIVATIONS)}, not {given!r}.")
    if name == "padding" and given not in PADDINGS:
        raise NetworkError(f"{where}: padding must be {' or '.join(PADDINGS)}, not {given!r}.")
    if name == "rate" and not 0 <= given < 1:
        raise NetworkError(f"{where}: rate must be at least 0 and below 1, not {given}.")
    if name in ("l1", "l2") and not 0 <= given <= 1:
        raise NetworkError(f"{where}: {name} must be between 0 and 1, not {given}.")
