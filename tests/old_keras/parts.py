"""What networks are built of: Keras of any version from 2.15 on, the pictures, and the last layers."""

import numpy as np

try:
    import keras

    if keras.__version__ < "3":
        raise ImportError
    ops, VERSION = keras.ops, keras.__version__
except ImportError:  # The Keras 2 of TensorFlow up to 2.15.
    from tensorflow import keras

    ops, VERSION = None, getattr(keras, "__version__", "2")

L = keras.layers
if not hasattr(L, "Rescaling"):  # Up to TensorFlow 2.5 they were an experiment.
    for name in dir(L.experimental.preprocessing):
        setattr(L, name, getattr(L.experimental.preprocessing, name))
SHAPE = (24, 20, 3)


def pictures(shape=SHAPE):
    """Return four pictures of 0..255, the same in every process."""
    return np.random.default_rng(1).integers(0, 256, (4, *shape)).astype("float32")


def end(values):
    """Return three probabilities of feature maps."""
    return L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(values))
