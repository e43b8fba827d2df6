"""What is a network made of?  Layers as values: each knows its output shape, its parameters, its Keras twin.

Shapes and parameters are worked out by the formulas of document 003, without TensorFlow, so that a page can show the
table of a network that is still being edited. Tests hold both against Keras.
"""

from dataclasses import dataclass
from math import ceil, prod
from typing import Any, Protocol

from cnnviz.base.errors import CnnvizError

Shape = tuple[int, ...]


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


def slide(size: int, window: int, stride: int, padding: str) -> int:
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


class _Plain:
    """A layer without arguments and weights that keeps the shape, except where a subclass says otherwise."""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out when ``shape`` goes in."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return 0: nothing is learned."""
        return 0


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
            slide(rows, self.kernel, self.stride, self.padding),
            slide(cols, self.kernel, self.stride, self.padding),
            self.filters,
        )

    def parameters(self, shape: Shape) -> int:
        """Return outputs × (inputs × kernel area + 1)."""
        return self.filters * (_picture(shape)[2] * self.kernel**2 + self.bias)


@dataclass(frozen=True)
class Pool(_Plain):
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
        return slide(rows, self.size, stride, self.padding), slide(cols, self.size, stride, self.padding), channels


@dataclass(frozen=True)
class Flatten(_Plain):
    """Lays all feature maps out in one row, for the dense layers."""

    kind = "Flatten"
    stem = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of values: 3×3×64 gives 576."""
        return (prod(shape),)


@dataclass(frozen=True)
class GlobalAverage(_Plain):
    """Keeps the mean of each feature map."""

    kind = "GlobalAveragePooling2D"
    stem = "average"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of channels."""
        return (_picture(shape)[2],)


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
class BatchNorm(_Plain):
    """Brings each channel to mean 0 and deviation 1 within a batch, then lets it be scaled and shifted as is learned."""

    kind = "BatchNormalization"
    stem = "norm"

    def parameters(self, shape: Shape) -> int:
        """Return 4 a channel: scale and shift are learned, mean and variance are kept."""
        return 4 * shape[-1]


@dataclass(frozen=True)
class Relu(_Plain):
    """Keeps what is above zero, makes the rest zero."""

    kind = "ReLU"
    stem = "relu"


@dataclass(frozen=True)
class Dropout(_Plain):
    """Silences a share of the values at random while training, so that the network does not lean on a few of them."""

    rate: float = 0.5
    kind = "Dropout"
    stem = "dropout"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"rate": self.rate}


@dataclass(frozen=True)
class Scale(_Plain):
    """Multiplies each value by a number; made smaller, a layer's input has it learn in smaller steps.

    Attributes:
        factor: The number, above 0.
    """

    factor: float = 1.0
    kind = "Rescaling"
    stem = "rescale"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"scale": self.factor}


@dataclass(frozen=True)
class Crop(_Plain):
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


@dataclass(frozen=True)
class Add(_Plain):
    """Adds two layers' feature maps, value by value: the end of a shortcut."""

    kind = "Add"
    stem = "add"


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


Part = Conv | Pool | Flatten | GlobalAverage | Dense | BatchNorm | Relu | Dropout | Scale | Residual
"""What a network is written in; a file holds each as its class name and its fields."""
