"""Which photos are there to try things on?  name -> picture; scikit-image brings them along."""

from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.errors import CnnvizError

PHOTOS = {
    "astronaut.png": "Astronaut",
    "chelsea.png": "Cat",
    "coffee.png": "Coffee",
    "rocket.jpg": "Rocket",
    "camera.png": "Photographer",
    "coins.png": "Coins",
    "brick.png": "Bricks",
    "page.png": "Printed page",
}
"""What each file shows."""


def photo(file: str) -> NDArray[np.uint8]:
    """Return a photo of the gallery, shape (rows, cols, 3), 0..255.

    Args:
        file: One of `PHOTOS`.

    Raises:
        CnnvizError: scikit-image is not installed, or came without its photos.
    """
    try:
        return images.read(_folder().joinpath(file).read_bytes(), file)
    except OSError as error:
        raise CnnvizError(
            f"The photo {file} did not come with scikit-image: run pip install -r requirements.txt, or upload a photo."
        ) from error


def _folder() -> Traversable:
    try:
        return resources.files("skimage").joinpath("data")
    except ModuleNotFoundError as error:
        raise CnnvizError(
            "The gallery needs scikit-image: run pip install -r requirements.txt, or upload a photo of yours."
        ) from error
