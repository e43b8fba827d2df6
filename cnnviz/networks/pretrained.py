"""Backbones as Keras models: those of `keras.applications`, and ResNet50 version 1.5, which it lacks.

In version 1.5 a stage shrinks its maps in a 3×3 convolution, not in a 1×1. Layers have the names of
`keras.applications.ResNet50`, and as many weights. Three more layers pad with zeros: where such a convolution moves by
two, it pads by one on every side, as PyTorch does and padding "same" would not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import keras

    from cnnviz.networks.backbones import Backbone

STAGES = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))
"""Filters, blocks and stride of each stage."""
EPSILON = 1.001e-5
CLASSES = 1000
SPREAD = 64.0
"""About the deviation of an input value, which is -124 to 151; a power of two, so that nothing is rounded."""


def build(backbone: Backbone, include_top: bool, input_tensor: keras.KerasTensor) -> keras.Model:
    """Return a backbone with random weights.

    Args:
        backbone: Which one.
        include_top: With or without the layers that name ImageNet's 1000 classes.
        input_tensor: Scaled pictures, of shape (batch, rows, cols, 3).
    """
    import keras

    if backbone.like:
        return resnet50_v15(include_top, input_tensor)
    made: keras.Model = getattr(keras.applications, backbone.application)(
        include_top=include_top, weights=None, input_tensor=input_tensor
    )
    return made


def resnet50_v15(include_top: bool, input_tensor: keras.KerasTensor) -> keras.Model:
    """Return ResNet50 version 1.5 with random weights.

    Args:
        include_top: With the mean of each feature map and the layer over ImageNet's 1000 classes, or without both.
        input_tensor: Pictures of shape (batch, rows, cols, 3) as `keras.applications.resnet.preprocess_input` gives
            them.
    """
    import keras
    from keras import layers

    values = layers.ZeroPadding2D(3, name="conv1_pad")(input_tensor)
    values = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(values)
    values = layers.BatchNormalization(epsilon=EPSILON, name="conv1_bn")(values)
    values = layers.Activation("relu", name="conv1_relu")(values)
    values = layers.ZeroPadding2D(1, name="pool1_pad")(values)
    values = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(values)
    for stage, (filters, blocks, stride) in enumerate(STAGES, 2):
        for block in range(1, blocks + 1):
            first = block == 1
            values = _block(values, f"conv{stage}_block{block}", filters, stride if first else 1, project=first)
    if include_top:
        values = layers.GlobalAveragePooling2D(name="avg_pool")(values)
        values = layers.Dense(CLASSES, activation="softmax", name="predictions")(values)
    return keras.Model(keras.utils.get_source_inputs(input_tensor), values, name="resnet50_v15")


def balance(layers: Iterable[keras.Layer]) -> None:
    """Write the first convolution of version 1.5 so that it can be fine-tuned; what the network gives stays the same.

    Uber's network takes small values. In our file the scaling of larger ones is part of the first kernels, which are as
    much smaller as their gradients are larger: one step at a usual learning rate would destroy them. So the kernels
    are multiplied, and what follows them is divided. That is BatchNorm, of mean 0, which stays as it was trained.

    Args:
        layers: Those of ResNet50 v1.5, with the weights of the file.
    """
    named = {layer.name: layer for layer in layers}
    convolution, norm = named["conv1_conv"], named["conv1_bn"]
    convolution.set_weights([array * SPREAD for array in convolution.get_weights()])
    gamma, beta, mean, variance = norm.get_weights()
    norm.set_weights([gamma / SPREAD, beta, mean * SPREAD, variance])


def _block(values: keras.KerasTensor, name: str, filters: int, stride: int, project: bool) -> keras.KerasTensor:
    """Return what a residual block makes of the values: 1×1, 3×3 and 1×1, added to a shortcut."""
    from keras import layers

    def normed(values: keras.KerasTensor, number: int, relu: bool = True) -> keras.KerasTensor:
        values = layers.BatchNormalization(epsilon=EPSILON, name=f"{name}_{number}_bn")(values)
        return layers.Activation("relu", name=f"{name}_{number}_relu")(values) if relu else values

    shortcut = values
    if project:
        shortcut = normed(layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(values), 0, relu=False)
    values = normed(layers.Conv2D(filters, 1, name=f"{name}_1_conv")(values), 1)
    if stride > 1:
        values = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(values)
    padding = "valid" if stride > 1 else "same"
    values = normed(layers.Conv2D(filters, 3, strides=stride, padding=padding, name=f"{name}_2_conv")(values), 2)
    values = normed(layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(values), 3, relu=False)
    return layers.Activation("relu", name=f"{name}_out")(layers.Add(name=f"{name}_add")([shortcut, values]))
