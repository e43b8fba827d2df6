"""Sanity check of heat maps: the layers of a network are randomised one after the other, and its heat maps compared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base.patches import flat_layers
from cnnviz.explore.attribution.faithfulness import likeness

Heat = NDArray[np.float32]
Build = Callable[[keras.Model], Callable[[NDArray[np.uint8], int], Heat]]
"""Makes an attribution method of a model."""


def randomised(model: keras.Model, seed: int = 0) -> Iterator[str]:
    """Randomise a model, a layer at a time from the last to the first, and yield the name of each layer.

    The weights of each layer are shuffled: what it learned is lost, their sizes are not.

    Args:
        model: Is changed: give a copy.
        seed: Seed of the random numbers.

    Reference: Adebayo et al., 2018, Sanity checks for saliency maps.
    """
    generator = np.random.default_rng(seed)
    for layer in reversed(_learned(model)):
        layer.set_weights([_shuffled(weights, generator) for weights in layer.get_weights()])
        yield layer.name


def _learned(model: keras.Model) -> list[keras.Layer]:
    """Return the layers that learned something, in order, those of nested models too."""
    flat = [layer for layer in flat_layers(model) if not isinstance(layer, keras.Model)]
    return [layer for layer in flat if not isinstance(layer, keras.layers.Normalization) and layer.get_weights()]


def _shuffled(weights: NDArray[np.floating], generator: np.random.Generator) -> NDArray[np.floating]:
    """Return the same numbers in another order."""
    return generator.permutation(weights.ravel()).reshape(weights.shape)


@dataclass(frozen=True, eq=False)
class Stage:
    """The heat maps of a network of which some layers are randomised.

    Attributes:
        layer: The layer that was randomised last; empty before the first.
        heats: Heat map of each method by its name.
        likeness: How alike each is to that of the network as it was trained, by the method's name.
    """

    layer: str
    heats: dict[str, Heat]
    likeness: dict[str, float]


def stages(
    model: keras.Model, builders: dict[str, Build], picture: NDArray[np.uint8], index: int, most: int = 8, seed: int = 0
) -> Iterator[Stage]:
    """Randomise a copy of a network from the last layer to the first, and run each method at some stages of it.

    A method whose map stays the same does not depend on what the network has learned.

    Args:
        model: Is left as it is.
        builders: What makes each method of a model, by its name.
        picture: Shape (rows, cols, channels), 0..255, of the network's own size.
        index: Number of the class.
        most: Stages at most, the trained network not counted.
        seed: Seed of the random numbers.

    Reference: Adebayo et al., 2018, Sanity checks for saliency maps.
    """
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    methods = {name: build(copy) for name, build in builders.items()}
    trained = {name: method(picture, index) for name, method in methods.items()}
    count = len(_learned(copy))
    shown = {round(number) for number in np.linspace(1, count, min(most, count))}
    yield Stage("", trained, dict.fromkeys(trained, 1.0))
    for number, layer in enumerate(randomised(copy, seed), start=1):
        if number in shown:
            heats = {name: method(picture, index) for name, method in methods.items()}
            yield Stage(layer, heats, {name: likeness(trained[name], heat) for name, heat in heats.items()})
