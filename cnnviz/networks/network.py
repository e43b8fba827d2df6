"""What is a network before it is built?  A name, layers, and the pictures it takes; its last layer waits for classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnnviz.networks.stack import Dense, Layer, Row, Shape, describe, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras


@dataclass(frozen=True)
class Network:
    """A plain stack of layers, closed by a softmax over the classes of whichever data set it meets.

    Attributes:
        name: Short name, also the word for it in a recipe.
        title: One line for people.
        summary: One sentence for people.
        input_shape: (rows, cols, channels) that the source document gives it.
        layers: All layers but the last.
    """

    name: str
    title: str
    summary: str
    input_shape: tuple[int, int, int]
    layers: tuple[Layer, ...]

    def stack(self, classes: int) -> tuple[Layer, ...]:
        """Return all layers for that many classes."""
        return (*self.layers, Dense(classes, activation="softmax"))

    def table(self, input_shape: Shape, classes: int) -> list[Row]:
        """Return the table of layers, shapes and parameters, without building anything.

        Raises:
            NetworkError: The pictures are too small for it; the message names the layer.
        """
        return describe(self.stack(classes), input_shape)

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
        stack = self.stack(classes)
        layers = [
            getattr(keras.layers, layer.kind)(**layer.arguments(), name=name)
            for name, layer in zip(names(stack), stack, strict=True)
        ]
        return keras.Sequential([keras.Input(input_shape, name="pixels"), *preprocessing, *layers], name=self.name)
