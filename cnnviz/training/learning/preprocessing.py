"""Scaling, standardisation and augmentation inside the model: Recipe -> Keras layers."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.networks.input_layers import EDGES, Step, augmentation_steps, steps
from cnnviz.recipes import Augmentation, Recipe
from cnnviz.training.learning.random_affine import RandomAffine, kinds

SEEDS = {"rotate": 0, "shift": 1, "shear": 2, "zoom": 3, "flip": 4, "erase": 5}
"""Offsets added to the recipe's seed, so that no two random layers draw the same numbers."""


def preprocessing(recipe: Recipe, x_train: NDArray[np.uint8]) -> list[keras.Layer]:
    """Return the layers that turn raw pixels into what the network learns from.

    They are part of the model, so that what was trained is what classifies. Augmentation acts in training only.

    Args:
        recipe: Says whether to standardise and what to augment.
        x_train: Training pictures, shape (n, rows, cols, channels), 0..255; standardisation is fitted on them.
    """
    return [_layer(step, recipe.seed, x_train) for step in steps(recipe)]


def augmentation_layers(augmentation: Augmentation, seed: int) -> list[keras.Layer]:
    """Return the random layers that training pictures go through; several changes that move pixels are one layer.

    Edges are filled with their nearest pixel.
    """
    layers = [_layer(step, seed) for step in augmentation_steps(augmentation)]
    moving = len(kinds(augmentation))
    return [RandomAffine(augmentation, seed, EDGES), *layers[moving:]] if moving > 1 else layers


def learner(model: keras.Model, recipe: Recipe) -> keras.Model:
    """Return the model to train: the model itself, or its layers behind random ones that resample a picture only once.

    Args:
        model: The network with the recipe's preprocessing, from raw pixels; its layers are shared.
        recipe: Says what to augment.
    """
    if len(kinds(recipe.augmentation)) < 2:
        return model
    last = model.get_layer(augmentation_steps(recipe.augmentation)[-1].name)
    pixels = keras.Input(recipe.input_shape)
    changed = pixels
    for layer in augmentation_layers(recipe.augmentation, recipe.seed):
        changed = layer(changed)
    return keras.Model(pixels, keras.Model(last.output, model.outputs[0], name=model.name)(changed))


def _layer(step: Step, seed: int, x_train: NDArray[np.uint8] | None = None) -> keras.Layer:
    extra: dict[str, Any] = {}
    if step.name in SEEDS:
        extra = {"seed": seed + SEEDS[step.name]}
    elif step.kind == "Normalization" and x_train is not None:
        pixels = x_train.reshape(-1, x_train.shape[-1]).astype("float64")
        extra = {"mean": pixels.mean(0), "variance": pixels.var(0)}
    return getattr(keras.layers, step.kind)(**step.arguments, **extra, name=step.name)
