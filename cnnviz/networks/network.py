"""A network as a value: its name, input shape and layers, from which the Keras model is built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cnnviz.networks import pretrained
from cnnviz.networks.backbones import BACKBONES, Backbone
from cnnviz.networks.layers import Dense, Part, Residual, Shape
from cnnviz.networks.stack import INPUT, Row, describe, nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras


@dataclass(frozen=True)
class Network:
    """A stack of layers; the last layer, over the classes of the data set, is added when it is built.

    Attributes:
        name: Short name, as recipes refer to it.
        title: One line for people.
        summary: One sentence for people.
        input_shape: (rows, cols, channels) in the source document.
        layers: All layers except the last.
        sigmoid: Whether one neuron with the probability of the second class replaces the softmax over two classes.
        backbone: Name of the pretrained network before the layers; empty if there is none.
    """

    name: str
    title: str
    summary: str
    input_shape: tuple[int, int, int]
    layers: tuple[Part, ...]
    sigmoid: bool = False
    backbone: str = ""

    @property
    def trained(self) -> Backbone | None:
        """The pretrained network before the layers, or None."""
        return BACKBONES[self.backbone] if self.backbone else None

    @property
    def plain(self) -> bool:
        """Whether the layers form a chain without shortcuts."""
        return not any(isinstance(part, Residual) for part in self.layers)

    def edited(self, layers: Sequence[Part]) -> Network:
        """Return the network with other layers, without the last one."""
        return replace(self, layers=tuple(layers))

    def stack(self, classes: int) -> tuple[Part, ...]:
        """Return all layers for that many classes."""
        last = Dense(1, activation="sigmoid") if self.sigmoid and classes == 2 else Dense(classes, activation="softmax")
        return (*self.layers, last)

    def table(self, input_shape: Shape, classes: int) -> list[Row]:
        """Return the table of layers, shapes and parameters, without building anything.

        Raises:
            NetworkError: The pictures are too small for it; the message names the layer.
        """
        if not self.trained:
            return describe(self.stack(classes), input_shape)
        shape, name = self.trained.output_shape(input_shape), self.trained.name
        first = Row(name, self.trained.application, shape, self.trained.parameters, {}, (INPUT,))
        head = describe(self.stack(classes), shape)
        return [
            first,
            *(replace(row, inputs=tuple(name if before == INPUT else before for before in row.inputs)) for row in head),
        ]

    def build(self, input_shape: Shape, classes: int, preprocessing: Sequence[keras.Layer] = ()) -> keras.Model:
        """Build the Keras model; its input is raw pixels, (batch, rows, cols, channels) in 0..255.

        Args:
            input_shape: (rows, cols, channels) of one picture.
            classes: Number of classes.
            preprocessing: Layers between the pixels and the network, such as scaling and augmentation.

        Raises:
            NetworkError: The pictures are too small for it; the message names the layer.
        """
        import keras

        self.table(input_shape, classes)
        laid = nodes(self.stack(classes))
        made = [
            getattr(keras.layers, node.layer.kind)(**_keras(node.layer.arguments()), name=node.name) for node in laid
        ]
        pixels = keras.Input(input_shape, name=INPUT)
        if self.plain and not self.trained:
            return keras.Sequential([pixels, *preprocessing, *made], name=self.name)
        values = pixels
        for layer in preprocessing:
            values = layer(values)
        if self.trained:
            # Not nested, so that every inner layer can be looked into.
            values = pretrained.build(self.trained, include_top=False, input_tensor=values).output
        outputs = {INPUT: values}
        for node, layer in zip(laid, made, strict=True):
            inputs = [outputs[name] for name in node.inputs]
            outputs[node.name] = layer(inputs[0] if len(inputs) == 1 else inputs)
        return keras.Model(pixels, outputs[laid[-1].name], name=self.name)


def _keras(arguments: dict[str, Any]) -> dict[str, Any]:
    """Replace regularisers that are given by value with Keras objects."""
    import keras

    return {
        name: keras.regularizers.L1L2(**value) if name == "kernel_regularizer" else value
        for name, value in arguments.items()
    }
