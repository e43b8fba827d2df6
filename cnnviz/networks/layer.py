"""The interface of a layer, and the parts that several layers share."""

from math import ceil
from typing import Any, Protocol

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message

Shape = tuple[int, ...]


class NetworkError(CnnvizError):
    """A network that cannot be built: the message names the layer and the reason."""


class Layer(Protocol):
    """One layer of a network."""

    @property
    def kind(self) -> str:
        """Return the name of its class in `keras.layers`."""

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
    """Return the number of positions of a window along one axis: n - m + 1 for stride 1 and no padding.

    Raises:
        NetworkError: The window is larger than the axis.
    """
    if padding == "same":
        return ceil(size / stride)
    if window > size:
        raise NetworkError(
            Message("its {window}×{window} window does not fit into {size} rows or columns", window=window, size=size)
        )
    return (size - window) // stride + 1


def picture_shape(shape: Shape) -> tuple[int, int, int]:
    """Return a shape as (rows, cols, channels).

    Raises:
        NetworkError: It has been flattened.
    """
    if len(shape) != 3:
        raise NetworkError(Message("it needs feature maps, but the layers before have flattened them"))
    rows, cols, channels = shape
    return rows, cols, channels


def changed(**values: tuple[Any, Any]) -> dict[str, Any]:
    """Return the values that differ from their default, from pairs of a value and its default."""
    return {name: value for name, (value, default) in values.items() if value != default}


def regularizer(l1: float, l2: float) -> dict[str, float] | None:
    """Return the penalty on large weights by its Keras names, or None without one."""
    return changed(l1=(l1, 0.0), l2=(l2, 0.0)) or None


class PlainLayer:
    """A layer without arguments and weights that keeps the shape; subclasses override what differs."""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the Keras layer."""
        return {}

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out when ``shape`` goes in."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return 0: nothing is learned."""
        return 0
