"""A Keras layer that rotates, shifts, shears and zooms pictures at random, resampling each only once.

Keras' own layers resample the picture one after the other, and each time it grows softer than the pictures that the
network meets later; the documents' `ImageDataGenerator` multiplies the changes first, as is done here.
"""

from typing import Any

import keras
from keras import ops

from cnnviz.recipes import Augmentation

KINDS = ("rotation", "shift", "shear", "zoom")
"""Fields of an augmentation that move pixels."""


def kinds(augmentation: Augmentation) -> list[str]:
    """Return which of the changes move pixels.

    >>> kinds(Augmentation(zoom=0.2, flip=True))
    ['zoom']
    """
    return [field for field in KINDS if getattr(augmentation, field)]


class RandomAffine(keras.layers.Layer):
    """Moves the pixels of each training picture at random; edges are filled with their nearest pixel.

    It is used while a network learns. A saved model has Keras' own layers in its place, which are at rest then, so
    that the file opens without this app.

    Args:
        augmentation: How far, at most.
        seed: Seed of the random numbers.
        fill: How `keras.ops.image.affine_transform` fills edges.
        name: Name of the layer.
    """

    def __init__(self, augmentation: Augmentation, seed: int, fill: str, name: str = "affine") -> None:
        super().__init__(name=name)
        self.most, self.fill, self.dice = augmentation, fill, keras.random.SeedGenerator(seed)

    def call(self, pictures: Any, training: bool | None = None) -> Any:
        """Return the pictures, shape (batch, rows, cols, channels), each changed in its own way."""
        if not training:
            return pictures
        count, (rows, cols) = ops.shape(pictures)[0], pictures.shape[1:3]
        most = self.most

        def drawn(low: float, high: float, columns: int = 2) -> Any:
            return keras.random.uniform((count, columns), low, high, seed=self.dice)

        side = ops.where(drawn(0.0, 1.0, 1) > 0.5, 1.0, -1.0)
        transform = matrices(
            drawn(-most.rotation, most.rotation, 1)[:, 0],
            drawn(-most.shift, most.shift),
            drawn(0.0, most.shear) * side,
            1.0 + drawn(-most.zoom, most.zoom),
            (rows, cols),
        )
        return ops.image.affine_transform(pictures, transform, fill_mode=self.fill)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape that goes in."""
        return shape


def matrices(rotation: Any, shift: Any, shear: Any, zoom: Any, size: tuple[int, int]) -> Any:
    """Return where each pixel of a changed picture comes from, as `keras.ops.image.affine_transform` wants it.

    Args:
        rotation: Degrees, shape (n,).
        shift: Along columns and rows, as shares of the size, shape (n, 2).
        shear: Of columns with rows and of rows with columns, shape (n, 2).
        zoom: Of columns and of rows, 1 for none, above 1 for further off, shape (n, 2).
        size: (rows, cols).

    Returns:
        (a0, a1, a2, b0, b1, b2, 0, 0) of each picture, shape (n, 8): pixel (x, y) comes from (a0 x + a1 y + a2, b0 x +
        b1 y + b2). The middle stays where it is but for the shift.
    """
    rows, cols = size
    angle = rotation * (3.141592653589793 / 180)
    cosine, sine = ops.cos(angle), ops.sin(angle)
    # Turned (slanted (zoomed)): [[c, -s], [s, c]] [[1, kx], [ky, 1]] [[zx, 0], [0, zy]].
    a0, a1 = (cosine - sine * shear[:, 1]) * zoom[:, 0], (cosine * shear[:, 0] - sine) * zoom[:, 1]
    b0, b1 = (sine + cosine * shear[:, 1]) * zoom[:, 0], (sine * shear[:, 0] + cosine) * zoom[:, 1]
    x, y = (cols - 1) / 2, (rows - 1) / 2
    a2 = x - a0 * x - a1 * y + shift[:, 0] * cols
    b2 = y - b0 * x - b1 * y + shift[:, 1] * rows
    nothing = ops.zeros_like(a0)
    return ops.stack([a0, a1, a2, b0, b1, b2, nothing, nothing], axis=1)
