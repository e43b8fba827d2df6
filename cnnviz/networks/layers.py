"""The layers of a network as values that know their output shape, parameters and Keras arguments.

Shapes and parameters follow from the formulas of document 003, without TensorFlow, so that a page can show the table of
a network that is still being edited. Tests compare both with Keras.
"""

from dataclasses import dataclass
from math import prod
from typing import Any

from cnnviz.locale import Message
from cnnviz.networks.layer import Layer, NetworkError, PlainLayer, Shape, changed, picture_shape, regularizer, slide

__all__ = [
    "Add",
    "BatchNorm",
    "Conv",
    "Crop",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAverage",
    "Layer",
    "NetworkError",
    "Part",
    "Pool",
    "Relu",
    "Residual",
    "Scale",
    "Shape",
    "slide",
]


@dataclass(frozen=True)
class Conv:
    """Convolution: ``filters`` kernels of kernel × kernel slide over all channels of the layer before.

    Attributes:
        filters: Number of kernels.
        kernel: Rows and columns of a kernel.
        stride: Pixels from one position of the kernel to the next.
        padding: ``valid`` (inside the picture only) or ``same`` (zeros around it).
        activation: Name of the activation function, or None.
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
        optional = changed(
            activation=(self.activation, None),
            strides=(self.stride, 1),
            padding=(self.padding, "valid"),
            use_bias=(self.bias, True),
            kernel_regularizer=(regularizer(self.l1, self.l2), None),
        )
        return {"filters": self.filters, "kernel_size": self.kernel, **optional}

    def output_shape(self, shape: Shape) -> Shape:
        """Return (rows, cols, filters): 28×28×1 under 32 kernels of 3×3 gives 26×26×32."""
        rows, cols, _ = picture_shape(shape)
        return (
            slide(rows, self.kernel, self.stride, self.padding),
            slide(cols, self.kernel, self.stride, self.padding),
            self.filters,
        )

    def parameters(self, shape: Shape) -> int:
        """Return outputs × (inputs × kernel area + 1)."""
        return self.filters * (picture_shape(shape)[2] * self.kernel**2 + self.bias)


@dataclass(frozen=True)
class Pool(PlainLayer):
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
        """Return the name of its class in `keras.layers`."""
        return "AveragePooling2D" if self.average else "MaxPooling2D"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"pool_size": self.size, **changed(strides=(self.stride, 0), padding=(self.padding, "valid"))}

    def output_shape(self, shape: Shape) -> Shape:
        """Return (rows, cols, channels): 26×26×32 pooled by 2 gives 13×13×32."""
        rows, cols, channels = picture_shape(shape)
        stride = self.stride or self.size
        return slide(rows, self.size, stride, self.padding), slide(cols, self.size, stride, self.padding), channels


@dataclass(frozen=True)
class Flatten(PlainLayer):
    """Flattens all feature maps into one row, for the dense layers."""

    kind = "Flatten"
    stem = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of values: 3×3×64 gives 576."""
        return (prod(shape),)


@dataclass(frozen=True)
class GlobalAverage(PlainLayer):
    """Keeps the mean of each feature map."""

    kind = "GlobalAveragePooling2D"
    stem = "average"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of channels."""
        return (picture_shape(shape)[2],)


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
        optional = changed(
            activation=(self.activation, None),
            use_bias=(self.bias, True),
            kernel_regularizer=(regularizer(self.l1, self.l2), None),
        )
        return {"units": self.units, **optional}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the number of neurons."""
        if len(shape) != 1:
            raise NetworkError(Message("it needs a row of values: put a Flatten layer before it"))
        return (self.units,)

    def parameters(self, shape: Shape) -> int:
        """Return outputs × (inputs + 1)."""
        return self.units * (shape[0] + self.bias)


@dataclass(frozen=True)
class BatchNorm(PlainLayer):
    """Brings each channel of a batch to mean 0 and deviation 1, then scales and shifts it by learned numbers."""

    kind = "BatchNormalization"
    stem = "norm"

    def parameters(self, shape: Shape) -> int:
        """Return 4 for each channel: scale and shift are learned, mean and variance are stored."""
        return 4 * shape[-1]


@dataclass(frozen=True)
class Relu(PlainLayer):
    """Keeps values above zero and sets the others to zero."""

    kind = "ReLU"
    stem = "relu"


@dataclass(frozen=True)
class Dropout(PlainLayer):
    """Sets a random share of the values to zero in training, so that the network does not rely on a few of them."""

    rate: float = 0.5
    kind = "Dropout"
    stem = "dropout"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"rate": self.rate}


@dataclass(frozen=True)
class Scale(PlainLayer):
    """Multiplies each value by a number; a smaller input makes the next layer learn in smaller steps.

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
class Crop(PlainLayer):
    """Cuts off the last row and the last column."""

    kind = "Cropping2D"
    stem = "crop"

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {"cropping": ((0, 1), (0, 1))}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape with one row and one column fewer."""
        rows, cols, channels = picture_shape(shape)
        return rows - 1, cols - 1, channels


@dataclass(frozen=True)
class Add(PlainLayer):
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
        bias: Whether the convolutions have a bias.
        project: Whether the shortcut is a convolution of 1×1 even for a stride of 1, because the channels grow.
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
        """Return the layers on the shortcut; none where it passes its input on unchanged."""
        if self.stride == 1 and not self.project:
            return []
        crop: list[Layer] = [Crop()] if self.stride > 1 and self.padding == "valid" else []
        return [Conv(self.filters, 1, self.stride, "valid", None, self.bias), *crop]


Part = Conv | Pool | Flatten | GlobalAverage | Dense | BatchNorm | Relu | Dropout | Scale | Residual
"""The parts of a network; a file holds each as its class name and its fields."""
