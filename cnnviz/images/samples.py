"""Example photos that come with scikit-image and scikit-learn: identifier -> picture, title and credit."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.images.decode import read
from cnnviz.locale import N_, Message, _

PHOTOS = {
    "chelsea.png": N_("Cat"),
    "chelsea_nose": N_("Cat, close"),
    "flower.jpg": N_("Flower"),
    "china.jpg": N_("Palace tower"),
    "astronaut.png": N_("Astronaut"),
    "coffee.png": N_("Coffee"),
    "clock_motion.png": N_("Clock"),
    "rocket.jpg": N_("Rocket"),
    "camera.png": N_("Photographer"),
    "coins.png": N_("Coins"),
    "brick.png": N_("Bricks"),
    "page.png": N_("Printed page"),
}
"""Title of each photo by its identifier, which is the name of its file, or of a part of one."""
CREDITS = {
    "chelsea.png": "Stefan van der Walt, CC0",
    "chelsea_nose": "Stefan van der Walt, CC0",
    "flower.jpg": "vultilion, CC BY 2.0",
    "china.jpg": "danielbuechele, CC BY 2.0",
    "astronaut.png": N_("NASA, public domain"),
    "coffee.png": "Rachel Michetti, CC0",
    "clock_motion.png": N_("Stefan van der Walt, public domain"),
    "rocket.jpg": N_("SpaceX, public domain"),
    "camera.png": "Lav Varshney, CC0",
    "coins.png": N_("Brooklyn Museum, no known copyright restrictions"),
    "brick.png": "CC0Textures, CC0",
    "page.png": N_("author and licence not stated"),
}
"""Author and licence of each photo, as the packages state them."""
PARTS = {"chelsea_nose": ("chelsea.png", (100, 80, 200)), "china.jpg": ("china.jpg", (0, 20, 427))}
"""Of some photos a square is shown: its file, and its top, left and side in pixels."""
SCIKIT_LEARN = ("flower.jpg", "china.jpg")
"""The files that scikit-learn brings; the others come with scikit-image."""
DEFAULT = "chelsea.png"
"""The photo that is shown first by default."""


def caption(file: str) -> str:
    """Return the title and credit of a photo, for a caption."""
    package = "scikit-learn" if file in SCIKIT_LEARN else "scikit-image"
    return _("photo “{title}” of {package} ({credit})", title=_(PHOTOS[file]), package=package, credit=_(CREDITS[file]))


def photo(file: str) -> NDArray[np.uint8]:
    """Return a photo, shape (rows, cols, 3), 0..255.

    Args:
        file: One of `PHOTOS`.

    Raises:
        CnnvizError: Its package is not installed, or came without its photos.
    """
    name, part = PARTS.get(file, (file, None))
    try:
        pixels = read((_folder(name) / name).read_bytes(), name)
    except OSError as error:
        raise CnnvizError(
            Message(
                "The photo {file} did not come with its package: run pip install -r requirements.txt, or upload a "
                "photo.",
                file=name,
            )
        ) from error
    if part is None:
        return pixels
    top, left, side = part
    return np.ascontiguousarray(pixels[top : top + side, left : left + side])


def _folder(name: str) -> Path:
    package, folder = (
        ("scikit-learn", "sklearn/datasets/images") if name in SCIKIT_LEARN else ("scikit-image", "skimage/data")
    )
    try:  # The file alone is read: to import scikit-learn takes two seconds.
        return Path(str(distribution(package).locate_file(folder)))
    except PackageNotFoundError as error:
        raise CnnvizError(
            Message(
                "The examples need {package}: run pip install -r requirements.txt, or upload a photo.", package=package
            )
        ) from error
