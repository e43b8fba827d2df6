"""A small convolutional network with random weights, for tests of several attribution methods."""

import keras
from keras import layers


def small() -> keras.Model:
    """Return a network of 12×12 colour pictures and four classes, the same each time."""
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Conv2D(8, 3),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(4, "softmax"),
        ]
    )
