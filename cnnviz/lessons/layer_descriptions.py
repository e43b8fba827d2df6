"""A sentence on each kind of layer without a kernel that Activations shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.base.dimensions import dimensions

if TYPE_CHECKING:
    import keras

RELU = "It learns nothing: what is below zero becomes zero, the rest stays as it is."
CAPPED = (
    "It learns nothing: what is below zero becomes zero, what is above {most:g} becomes {most:g}, "
    "the rest stays as it is."
)
LEAKY = "It learns nothing: what is below zero is multiplied by {slope:g}, the rest stays as it is."
LEAKY_CAPPED = (
    "It learns nothing: what is below zero is multiplied by {slope:g}, and what is above {most:g} becomes {most:g}."
)
LATER = "It learns nothing: what is below {threshold:g} becomes zero, the rest stays as it is."
ELU = "It learns nothing: what is below zero is bent, so that it never falls below −{alpha:g}; the rest stays as it is."
SOFTMAX = "It learns nothing: at each place the values of all channels become shares that add up to 1."
OTHER_SOFTMAX = "It learns nothing: the values along its axis become shares that add up to 1."
ACTIVATIONS = {
    "relu": RELU,
    "relu6": CAPPED.format(most=6),
    "leaky_relu": LEAKY.format(slope=0.2),
    "elu": ELU.format(alpha=1),
    "selu": "It learns nothing: what is below zero is bent and the rest stretched a little, so that mean and "
    "spread stay alike.",
    "gelu": "It learns nothing: what is far below zero becomes zero, softly, and what is far above stays as it is.",
    "silu": "It learns nothing: each value is multiplied by its own sigmoid, so what is far below zero becomes zero, "
    "softly.",
    "sigmoid": "It learns nothing: each value is squeezed between 0 and 1.",
    "hard_silu": "It learns nothing: what is far below zero becomes zero, along straight lines and a bend between "
    "them.",
    "mish": "It learns nothing: what is far below zero becomes zero, softly, and what is far above stays as it is.",
    "hard_sigmoid": "It learns nothing: each value is squeezed between 0 and 1, along three straight lines.",
    "tanh": "It learns nothing: each value is squeezed between −1 and 1.",
    "softplus": "It learns nothing: a ReLU with a soft bend at zero.",
    "softmax": SOFTMAX,
    "linear": "It learns nothing and changes nothing: every value passes as it is.",
}
OPERATIONS = {
    "Relu": "relu",
    "Relu6": "relu6",
    "Elu": "elu",
    "Selu": "selu",
    "Silu": "silu",
    "Gelu": "gelu",
    "HardSilu": "hard_silu",
    "HardSigmoid": "hard_sigmoid",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softplus": "softplus",
}
"""Operations of keras.ops, and the name of each as an activation."""
LARGEST = "It learns nothing: of each {window} window of the layer before it keeps the largest value."
MEAN = "It learns nothing: of each {window} window of the layer before it takes the mean."
SLOPES = "It learns no kernel, but by how much it multiplies what is below zero; the rest stays as it is."
UNKNOWN = "It learns no kernel: it works its values out from the layer before by a fixed rule."


def without_kernel(layer: keras.Layer) -> str:
    """Return a sentence on what a layer without a kernel computes."""
    kind = type(layer).__name__
    if kind == "MaxPooling2D":
        return LARGEST.format(window=dimensions(layer.pool_size))
    if kind == "AveragePooling2D":
        return MEAN.format(window=dimensions(layer.pool_size))
    if kind == "Activation":
        name = getattr(layer.activation, "__name__", "")
        return ACTIVATIONS.get(name, UNKNOWN)
    if kind == "ReLU":
        return _relu(float(layer.negative_slope or 0), layer.max_value, float(layer.threshold or 0))
    if kind in ("LeakyReLU", "LeakyRelu"):
        return LEAKY.format(slope=float(layer.negative_slope))
    if kind == "ELU":
        return ELU.format(alpha=float(layer.alpha))
    if kind == "Softmax":
        return SOFTMAX if layer.axis in (-1, 3) else OTHER_SOFTMAX
    return SLOPES if kind == "PReLU" else ACTIVATIONS.get(OPERATIONS.get(kind, ""), UNKNOWN)


def _relu(slope: float, most: float | None, threshold: float) -> str:
    if threshold:
        return UNKNOWN if slope or most is not None else LATER.format(threshold=threshold)
    if most is not None:
        return (LEAKY_CAPPED if slope else CAPPED).format(slope=slope, most=float(most))
    return LEAKY.format(slope=slope) if slope else RELU
