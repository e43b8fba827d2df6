"""Sample photos from scikit-image: file name -> picture, title and credit."""

from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.images.decode import read
from cnnviz.locale import N_, Message, _

PHOTOS = {
    "astronaut.png": N_("Astronaut"),
    "chelsea.png": N_("Cat"),
    "coffee.png": N_("Coffee"),
    "rocket.jpg": N_("Rocket"),
    "camera.png": N_("Photographer"),
    "coins.png": N_("Coins"),
    "brick.png": N_("Bricks"),
    "page.png": N_("Printed page"),
}
"""Title of each photo."""
CREDITS = {
    "astronaut.png": N_("NASA, public domain"),
    "chelsea.png": "Stefan van der Walt, CC0",
    "coffee.png": "Rachel Michetti, CC0",
    "rocket.jpg": N_("SpaceX, public domain"),
    "camera.png": "Lav Varshney, CC0",
    "coins.png": N_("Brooklyn Museum, no known copyright restrictions"),
    "brick.png": "CC0Textures, CC0",
    "page.png": N_("author and licence not stated"),
}
"""Author and licence of each photo, as scikit-image states them."""
DEFAULT = "chelsea.png"
"""The photo that is shown first by default."""


def suited(labels: Sequence[str]) -> list[str]:
    """Return the files, first those that show a class of the network.

    >>> suited(["dogs", "rockets"])[0], suited(["0", "1"])[0]
    ('rocket.jpg', 'chelsea.png')
    """
    known = {label.lower().removesuffix("s") for label in labels}
    return sorted(PHOTOS, key=lambda file: (PHOTOS[file].lower() not in known, file != DEFAULT))


def caption(file: str) -> str:
    """Return the title and credit of a photo, for a caption."""
    return _("photo “{title}” of scikit-image ({credit})", title=_(PHOTOS[file]), credit=_(CREDITS[file]))


def photo(file: str) -> NDArray[np.uint8]:
    """Return a photo of the gallery, shape (rows, cols, 3), 0..255.

    Args:
        file: One of `PHOTOS`.

    Raises:
        CnnvizError: scikit-image is not installed, or came without its photos.
    """
    try:
        return read(_folder().joinpath(file).read_bytes(), file)
    except OSError as error:
        raise CnnvizError(
            Message(
                "The photo {file} did not come with scikit-image: run pip install -r requirements.txt, or upload a "
                "photo.",
                file=file,
            )
        ) from error


def _folder() -> Traversable:
    try:
        return resources.files("skimage").joinpath("data")
    except ModuleNotFoundError as error:
        raise CnnvizError(
            Message("The gallery needs scikit-image: run pip install -r requirements.txt, or upload a photo.")
        ) from error
