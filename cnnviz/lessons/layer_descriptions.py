"""A sentence on each kind of layer without a kernel that Activations shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.base.dimensions import dimensions
from cnnviz.locale import N_, _

if TYPE_CHECKING:
    import keras

RELU = N_("It learns nothing: what is below zero becomes zero, the rest stays as it is.")
CAPPED = N_(
    "It learns nothing: what is below zero becomes zero, what is above {most:g} becomes {most:g}, "
    "the rest stays as it is."
)
LEAKY = N_("It learns nothing: what is below zero is multiplied by {slope:g}, the rest stays as it is.")
LEAKY_CAPPED = N_(
    "It learns nothing: what is below zero is multiplied by {slope:g}, and what is above {most:g} becomes {most:g}."
)
LATER = N_("It learns nothing: what is below {threshold:g} becomes zero, the rest stays as it is.")
ELU = N_(
    "It learns nothing: what is below zero is bent, so that it never falls below −{alpha:g}; the rest stays as it is."
)
SOFTMAX = N_("It learns nothing: at each place the values of all channels become shares that add up to 1.")
OTHER_SOFTMAX = N_("It learns nothing: the values along its axis become shares that add up to 1.")
SOFT = N_("It learns nothing: what is far below zero becomes zero, softly, and what is far above stays as it is.")
ACTIVATIONS = {
    "relu": RELU,
    "relu6": CAPPED,
    "leaky_relu": LEAKY,
    "elu": ELU,
    "selu": N_(
        "It learns nothing: what is below zero is bent and the rest stretched a little, so that mean and spread stay "
        "alike."
    ),
    "gelu": SOFT,
    "silu": N_(
        "It learns nothing: each value is multiplied by its own sigmoid, so what is far below zero becomes zero, "
        "softly."
    ),
    "sigmoid": N_("It learns nothing: each value is squeezed between 0 and 1."),
    "hard_silu": N_(
        "It learns nothing: what is far below zero becomes zero, along straight lines and a bend between them."
    ),
    "mish": SOFT,
    "hard_sigmoid": N_("It learns nothing: each value is squeezed between 0 and 1, along three straight lines."),
    "tanh": N_("It learns nothing: each value is squeezed between −1 and 1."),
    "softplus": N_("It learns nothing: a ReLU with a soft bend at zero."),
    "softmax": SOFTMAX,
    "linear": N_("It learns nothing and changes nothing: every value passes as it is."),
}
USUAL = {"most": 6.0, "slope": 0.2, "alpha": 1.0}
"""The values with which Keras makes an activation from its name."""
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
LARGEST = N_("It learns nothing: of each {window} window of the layer before it keeps the largest value.")
MEAN = N_("It learns nothing: of each {window} window of the layer before it takes the mean.")
SLOPES = N_("It learns no kernel, but by how much it multiplies what is below zero; the rest stays as it is.")
UNKNOWN = N_("It learns no kernel: it computes its values from the layer before by a fixed rule.")


def without_kernel(layer: keras.Layer) -> str:
    """Return a sentence on what a layer without a kernel computes, in the language that is spoken."""
    kind = type(layer).__name__
    if kind == "MaxPooling2D":
        return _(LARGEST, window=dimensions(layer.pool_size))
    if kind == "AveragePooling2D":
        return _(MEAN, window=dimensions(layer.pool_size))
    if kind == "Activation":
        name = getattr(layer.activation, "__name__", "")
        return _(ACTIVATIONS.get(name, UNKNOWN), **USUAL)
    if kind == "ReLU":
        return _relu(float(layer.negative_slope or 0), layer.max_value, float(layer.threshold or 0))
    if kind in ("LeakyReLU", "LeakyRelu"):
        return _(LEAKY, slope=float(layer.negative_slope))
    if kind == "ELU":
        return _(ELU, alpha=float(layer.alpha))
    if kind == "Softmax":
        return _(SOFTMAX if layer.axis in (-1, 3) else OTHER_SOFTMAX)
    return _(SLOPES if kind == "PReLU" else ACTIVATIONS.get(OPERATIONS.get(kind, ""), UNKNOWN), **USUAL)


def _relu(slope: float, most: float | None, threshold: float) -> str:
    if threshold:
        return _(UNKNOWN) if slope or most is not None else _(LATER, threshold=threshold)
    if most is not None:
        return _(LEAKY_CAPPED if slope else CAPPED, slope=slope, most=float(most))
    return _(LEAKY, slope=slope) if slope else _(RELU)
