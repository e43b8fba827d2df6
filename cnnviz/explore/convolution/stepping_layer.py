"""A layer that is stepped through: an input, a window and, for a convolution, kernels."""

from dataclasses import dataclass

from cnnviz.explore.convolution.stepping import Values, Walk, Window, convolve, pool, relu
from cnnviz.explore.convolution.stepping_examples import MEAN, RELU


@dataclass(frozen=True)
class Layer:
    """A layer, and the numbers that go into it.

    Attributes:
        values: Input, shape (rows, cols, channels).
        kind: One of `cnnviz.explore.convolution.stepping_examples.KINDS`.
        window: The window.
        kernels: Kernels as they are laid on, each (size, size, channels); none for pooling and ReLU.
        bias: The number that is added to each sum of a convolution.
    """

    values: Values
    kind: str
    window: Window
    kernels: tuple[Values, ...] = ()
    bias: float = 0.0

    @property
    def outputs(self) -> int:
        """Number of channels that come out."""
        return len(self.kernels) or self.values.shape[2]

    def walk(self, number: int) -> Walk:
        """Return the steps to one of the outputs."""
        if self.kernels:
            return convolve(self.values, self.kernels[number], self.window, self.bias)
        channel = self.values[..., number : number + 1]
        return relu(channel) if self.kind == RELU else pool(channel, self.window, self.kind == MEAN)
