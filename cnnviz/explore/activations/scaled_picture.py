"""A picture as the scaling layers at the start of a network change it: (model, picture) -> values after each."""

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

SCALING = (keras.layers.Rescaling, keras.layers.Normalization)


@dataclass(frozen=True, eq=False)
class Scaled:
    """The picture after one scaling layer.

    Attributes:
        layer: Class of the layer.
        values: Shape (rows, cols, channels), any range.
    """

    layer: str
    values: NDArray[np.float32]


def scaled(model: keras.Model, picture: NDArray[np.uint8]) -> list[Scaled]:
    """Return a picture after each scaling layer that the model begins with; augmentation, which is off, is left out.

    Args:
        model: Takes raw pixels.
        picture: Shape (rows, cols, channels), 0..255, of the network's own size.
    """
    stages, values = [], picture[None].astype("float32")
    for layer in model.layers:
        if isinstance(layer, SCALING):
            values = keras.ops.convert_to_numpy(layer(values))
            stages.append(Scaled(type(layer).__name__, values[0]))
        elif not isinstance(layer, keras.layers.InputLayer) and not type(layer).__name__.startswith("Random"):
            break
    return stages
