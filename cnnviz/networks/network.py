"""What is a network before it is built?  A name, layers, and the pictures it takes; its last layer waits for classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cnnviz.networks.backbones import BACKBONES, Backbone
from cnnviz.networks.layers import Dense, Part, Residual, Shape
from cnnviz.networks.stack import INPUT, Row, describe, nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras


@dataclass(frozen=True)
class Network:
    """A stack of layers, closed by one over the classes of whichever data set it meets.

    Attributes:
        name: Short name, also the word for it in a recipe.
        title: One line for people.
        summary: One sentence for people.
        input_shape: (rows, cols, channels) that the source document gives it.
        layers: All parts but the last.
        sigmoid: Whether two classes are told apart by one neuron, the probability of the second, instead of a softmax.
        backbone: Name of the trained network that comes before the layers; empty for a network that begins with them.
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
        """The trained network that comes before the layers, if there is one."""
        return BACKBONES[self.backbone] if self.backbone else None

    @property
    def plain(self) -> bool:
        """Whether every layer follows the one before, without shortcuts."""
        return not any(isinstance(part, Residual) for part in self.layers)

    def edited(self, layers: Sequence[Part]) -> Network:
        """Return the network with other layers, the last one still left out."""
        return replace(self, layers=tuple(layers))

    def stack(self, classes: int) -> tuple[Part, ...]:
        """Return all parts for that many classes."""
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
            *(replace(row, inputs=tuple(name if one == INPUT else one for one in row.inputs)) for row in head),
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
            # Laid out flat, so that every inner layer can be looked into.
            application = getattr(keras.applications, self.trained.application)
            values = application(include_top=False, weights=None, input_tensor=values).output
        outputs = {INPUT: values}
        for node, layer in zip(laid, made, strict=True):
            inputs = [outputs[name] for name in node.inputs]
            outputs[node.name] = layer(inputs[0] if len(inputs) == 1 else inputs)
        return keras.Model(pixels, outputs[laid[-1].name], name=self.name)


def _keras(arguments: dict[str, Any]) -> dict[str, Any]:
    """Turn the arguments that are named by value into Keras' objects."""
    import keras

    return {
        name: keras.regularizers.L1L2(**value) if name == "kernel_regularizer" else value
        for name, value in arguments.items()
    }
