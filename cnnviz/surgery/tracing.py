"""Tracing of a symbolic tensor back to its activation and scores, or to the bounds of its values.

Follows a tensor back through the layers and operations that made it, as Keras records them.
"""

from __future__ import annotations

from math import prod
from typing import Any

import keras

from cnnviz.base.patches import linear_twin, origin
from cnnviz.surgery.graph import unwrapped

ACTIVATIONS = {
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
    "LogSigmoid": "log_sigmoid",
}
"""Layers and operations that turn scores into probabilities or their logarithms -> name of the activation."""
REARRANGING = frozenset(
    [
        "Flatten",
        "Reshape",
        "Permute",
        "Identity",
        "Cast",
        "Squeeze",
        "ExpandDims",
        "Transpose",
        "Ravel",
        "Moveaxis",
        "GetItem",
        "Dropout",
        "SpatialDropout2D",
        "GaussianNoise",
        "GaussianDropout",
        "AlphaDropout",
        "ActivityRegularization",
    ]
)
"""Layers and operations that give the same values, perhaps in another shape, where the network is at rest."""
POOLING = frozenset(
    [
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "AveragePooling1D",
        "AveragePooling2D",
        "Mean",
        "Sum",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "MaxPooling1D",
        "MaxPooling2D",
        "Max",
        "Min",
    ]
)
"""Those that leave the values as they are where there is only one place to pool."""
MEANS, EXTREMES = ("Average", "Mean"), ("Max", "Min")
"""Parts of the names of what takes the mean, the largest or the smallest."""
ARITHMETIC = ("Add", "Subtract", "Multiply", "TrueDivide", "Divide", "Concatenate")


def rearranged(tensor: Any) -> Any:
    """Return the tensor of which this one holds the same values in the same order; None where there is none."""
    operation, sources, _ = origin(tensor)
    kind = type(operation).__name__
    if len(sources) != 1:
        return None
    before, after = sources[0].shape[1:], tensor.shape[1:]
    known = None not in before and prod(before) == prod(after) and sum(side > 1 for side in before) <= 1
    if known and (kind in REARRANGING or kind in POOLING or (kind == "Activation" and _name(operation) == "linear")):
        return sources[0]
    return None


def _name(operation: Any) -> str:
    """Return the name of the activation that a layer or an operation is or ends with; ``linear`` where it has none."""
    if kind := ACTIVATIONS.get(type(operation).__name__):
        return kind
    function = getattr(unwrapped(operation), "activation", None)
    if function is None or isinstance(operation, keras.layers.RNN):  # Which uses it within, not at its end.
        return "linear"
    return ACTIVATIONS.get(type(function).__name__) or str(getattr(function, "__name__", "unknown"))


def activation(tensor: Any, count: int) -> tuple[str, Any]:
    """Return the activation that gives a tensor, and its input; ``linear`` and the tensor where none is known."""
    operation, sources, _ = origin(tensor)
    kind, name = type(operation).__name__, _name(operation)
    if (kind == "Exp" or name == "exponential") and len(sources) == 1:  # Of logarithms of probabilities.
        inner, scores = activation(rearranged(sources[0]) or sources[0], count)
        return (inner.removeprefix("log_"), scores) if inner.startswith("log_") else ("linear", tensor)
    if kind == "Log" and len(sources) == 1:
        inner, scores = activation(rearranged(sources[0]) or sources[0], count)
        return (f"log_{inner}", scores) if inner in ("softmax", "sigmoid") else ("linear", tensor)
    shares = kind in ("TrueDivide", "Divide") and len(sources) == 2 and _is_sum_of(sources[1], sources[0])
    if shares and _kind(sources[0]) == "Exp":  # Softmax written out.
        return "softmax", origin(sources[0]).inputs[0]
    if name not in ACTIVATIONS.values() or not sources:
        return "linear", tensor
    axis = getattr(operation, "axis", -1) if kind in ACTIVATIONS else -1
    if name.endswith("softmax") and (not isinstance(axis, int) or tensor.shape[axis] != count):
        return "linear", tensor  # It does not go over the classes.
    if kind in ACTIVATIONS or isinstance(operation, keras.layers.Activation):
        return name, sources[0]
    return name, before_activation(unwrapped(operation), sources[0] if len(sources) == 1 else sources)


def bounds(tensor: Any) -> tuple[float, float | None] | None:
    """Return how large a tensor's values can get and what they sum to over the last axis, if that is known.

    None where they may be below 0. So probabilities are recognised that are put together from others, as by averaging
    two networks.
    """
    operation, sources, arguments = origin(tensor)
    kind, numbers = type(operation).__name__, _numbers(arguments)
    name, last = _name(operation), len(tensor.shape) - 1
    if name == "softmax":
        return 1.0, 1.0 if getattr(operation, "axis", -1) in (-1, last) else None
    if name in ("sigmoid", "hard_sigmoid", "sparsemax") or kind == "HardSigmoid":
        return 1.0, None
    if kind in ("Exp", "Relu", "ReLU") or name in ("relu", "exponential", "softplus"):
        return float("inf"), None
    if kind in ("TrueDivide", "Divide") and len(sources) == 2 and _is_sum_of(sources[1], sources[0]):
        return (1.0, 1.0) if bounds(sources[0]) else None
    if kind == "Clip":  # Of the smallest and the largest probabilities, so that a logarithm is finite.
        return bounds(sources[0])
    means, extremes = (any(word in kind for word in words) for words in (MEANS, EXTREMES))
    if not (means or extremes or kind in REARRANGING or kind in ARITHMETIC):
        return None
    below = [bounds(source) for source in sources]
    if not below or None in below:
        return None
    known = [one for one in below if one is not None]
    most, totals = [one[0] for one in known], [one[1] for one in known]
    if kind == "Subtract":
        return (1.0, None) if numbers == [1] and arguments.args[0] == 1 and most[0] <= 1 else None
    if kind == "Add":
        return (sum(most), _sum(totals)) if not numbers else None
    if kind in ("Multiply", "TrueDivide", "Divide") and numbers:
        factor = numbers[0] if kind == "Multiply" else 1 / numbers[0] if numbers[0] else -1
        return (most[0] * factor, None if totals[0] is None else totals[0] * factor) if factor >= 0 else None
    if kind in ("TrueDivide", "Divide"):
        return None
    if kind == "Multiply":
        return prod(most), None
    if kind in REARRANGING or means:
        kept = sources[0].shape[-1] == tensor.shape[-1]
        total = _sum(totals)
        return sum(most) / len(most), total / len(totals) if kept and total is not None else None
    return max(most), None


def _sum(totals: list[float | None]) -> float | None:
    known = [total for total in totals if total is not None]
    return sum(known) if len(known) == len(totals) else None


def _numbers(arguments: Any) -> list[float]:
    """Return the plain numbers among what an operation was called with."""
    given = keras.tree.flatten(arguments.args) if arguments is not None else []
    return [float(one) for one in given if isinstance(one, int | float)]


def _is_sum_of(tensor: Any, source: Any) -> bool:
    whole = tensor.shape[-1] == 1 or len(tensor.shape) < len(source.shape)
    return _kind(tensor) == "Sum" and whole and _same(origin(tensor).inputs[0], source)


def _kind(tensor: Any) -> str:
    """Return the name of the class of the layer or operation that gives a tensor."""
    return type(origin(tensor).operation).__name__


def _same(one: Any, other: Any) -> bool:
    """Return whether two tensors are one, or the same function of one, such as two exponentials of it."""
    if one is other:
        return True
    return {_kind(one), _kind(other)} == {"Exp"} and origin(one).inputs[0] is origin(other).inputs[0]


def before_activation(layer: keras.Layer, source: Any) -> Any:
    """Return what a layer gives before the activation that it ends with, symbolic.

    Args:
        layer: One with an ``activation``, such as a convolution or a dense layer.
        source: What goes into it.
    """
    return _BeforeActivation(layer)(source)


class _BeforeActivation(keras.Layer):
    """What a layer gives before its activation, with the layer's own weights, whatever becomes of them."""

    def __init__(self, layer: keras.Layer) -> None:
        super().__init__(dtype=layer.dtype_policy)
        self.layer = layer

    def call(self, values: Any) -> Any:
        """Call the layer without its activation."""
        return linear_twin(self.layer).call(values)
