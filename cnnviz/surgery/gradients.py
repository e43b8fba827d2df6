"""Gradients: (pixels -> scores) -> compiled function that returns scores and their gradients.

The only module of the explorers that uses a backend: a Keras function has no portable gradient.
"""

from collections.abc import Callable
from typing import Any

import keras

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message


class BackendError(CnnvizError):
    """A Keras backend whose gradients are not supported."""


def with_gradient(score: Callable[..., Any]) -> Callable[..., tuple[Any, Any]]:
    """Return a compiled function: pixels -> (scores, gradient of the scores' sum at the pixels).

    Pictures of a batch do not meet in a network at rest, so each one's gradient is that of its own score.

    Args:
        score: Turns pixels, shape (n, rows, cols, channels), into scores, shape (n,). What else it is given is passed
            on to it.

    Raises:
        BackendError: Keras does not run on TensorFlow.
    """
    if keras.backend.backend() != "tensorflow":
        raise BackendError(
            Message("This needs gradients, which only TensorFlow computes here: set KERAS_BACKEND=tensorflow.")
        )
    import tensorflow

    @tensorflow.function(reduce_retracing=True)
    def both(pixels: Any, *others: Any) -> tuple[Any, Any]:
        with tensorflow.GradientTape() as tape:
            tape.watch(pixels)
            scores = score(pixels, *others)
        # Zero, not None, where nothing leads back, as through what rounds its values.
        return scores, tape.gradient(scores, pixels, unconnected_gradients="zero")

    return lambda *given: both(*map(tensorflow.convert_to_tensor, given))
