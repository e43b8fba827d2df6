"""What happens to raw pixels before the first convolution?  Recipe -> Keras layers inside the model."""

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.recipes import Augmentation, Recipe


def preprocessing(recipe: Recipe, x_train: NDArray[np.uint8]) -> list[keras.Layer]:
    """Return the layers that turn raw pixels into what the network learns from.

    They are part of the model, so that what was trained is what classifies. Augmentation acts in training only.

    Args:
        recipe: Says whether to standardise and what to augment.
        x_train: Training pictures, shape (n, rows, cols, channels), 0..255; standardisation is fitted on them.
    """
    layers: list[keras.Layer] = augmentation_layers(recipe.augmentation, recipe.seed)
    if recipe.standardize:
        pixels = x_train.reshape(-1, x_train.shape[-1]).astype("float64")
        return [*layers, keras.layers.Normalization(mean=pixels.mean(0), variance=pixels.var(0), name="standardize")]
    return [*layers, keras.layers.Rescaling(1 / 255, name="scale")]


def augmentation_layers(augmentation: Augmentation, seed: int) -> list[keras.Layer]:
    """Return one random layer for each change that is not zero; edges are filled with their nearest pixel."""
    shift, zoom, rotation, shear = augmentation.shift, augmentation.zoom, augmentation.rotation, augmentation.shear
    made, edges = keras.layers, "nearest"
    candidates = (
        (rotation, made.RandomRotation(rotation / 360, edges, seed=seed, name="rotate")),
        (shift, made.RandomTranslation(shift, shift, edges, seed=seed + 1, name="shift")),
        # Keras draws the sign itself, and refuses to load a layer again that was given a single number.
        (shear, made.RandomShear((0.0, shear), (0.0, shear), fill_mode=edges, seed=seed + 2, name="shear")),
        (zoom, made.RandomZoom((-zoom, zoom), (-zoom, zoom), edges, seed=seed + 3, name="zoom")),
        (augmentation.flip, made.RandomFlip("horizontal", seed=seed + 4, name="flip")),
    )
    return [layer for amount, layer in candidates if amount]
