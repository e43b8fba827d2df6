"""What becomes of a picture before the first layer that learned?  (model, picture) -> the values after each scaling layer."""

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

SCALING = (keras.layers.Rescaling, keras.layers.Normalization)


@dataclass(frozen=True, eq=False)
class Scaled:
    """What one layer makes of the picture.

    Attributes:
        layer: Class of the layer.
        values: Shape (rows, cols, channels), any range.
    """

    layer: str
    values: NDArray[np.float32]


def scaled(model: keras.Model, picture: NDArray[np.uint8]) -> list[Scaled]:
    """Return what the layers that the model begins with make of a picture; augmentation, which rests now, is left out.

    Args:
        model: Takes raw pixels.
        picture: Shape (rows, cols, channels), 0..255, of the network's own size.
    """
    found, values = [], picture[None].astype("float32")
    for layer in model.layers:
        if isinstance(layer, SCALING):
            values = keras.ops.convert_to_numpy(layer(values))
            found.append(Scaled(type(layer).__name__, values[0]))
        elif not isinstance(layer, keras.layers.InputLayer) and not type(layer).__name__.startswith("Random"):
            break
    return found
