"""Photos of dark shapes on light paper, inverted for networks that learned light shapes on a dark ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.images import mnist_frame
from cnnviz.locale import Message, _
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.choices.photo_sources import knows_digits

if TYPE_CHECKING:
    from cnnviz.actions import Opened

LOOKED_AT = 8
"""Photos that are decoded to find out whether one is bright."""


def adapted(photos: list[Photo], network: Opened) -> list[Photo]:
    """Return photos as the visitor wants a grey network to receive them; pictures of other kinds as they are."""
    grey = network.recipe.input_shape[2] == 1
    if not grey or not any(photo.photographed and bright(photo) for photo in photos[:LOOKED_AT]):
        return photos
    return _as_digits(photos) if knows_digits(network) else _inverted(photos)


def _as_digits(photos: list[Photo]) -> list[Photo]:
    """Offer to lay photos of digits on paper out as MNIST's digits are, and say how to take them."""
    if not st.toggle(
        _("Dark ink on light paper: convert it to the form of MNIST’s digits"),
        value=True,
        key="from_paper",
        help=_(
            "The network was trained on light digits on a dark ground, one in each picture, scaled and centred. So the "
            "paper is made dark and the ink light, and the digit is cut out, scaled and centred. It works best with "
            "one digit, written with a thick pen, and no edge of the paper in the photo."
        ),
    ):
        return photos
    return [as_digit(photo) for photo in photos]


def as_digit(photo: Photo) -> Photo:
    """Return a photo of a digit on paper laid out as MNIST's digits are; a dark picture as it is."""
    return photo.changed(Message("converted to the form of MNIST’s digits"), mnist_frame.as_ink)


def _inverted(photos: list[Photo]) -> list[Photo]:
    """Offer to invert bright photos."""
    if not st.toggle(
        _("Invert light and dark"),
        key="invert",
        help=_("A network that was trained on light shapes on a dark ground needs dark ink on white paper inverted."),
    ):
        return photos
    return [photo.changed(Message("inverted"), _inverse) for photo in photos]


def bright(photo: Photo) -> bool:
    """Return whether a photo is bright, as one of paper is; False for one that cannot be read."""
    try:
        return bool(np.median(photo.read()) > mnist_frame.BRIGHT)
    except CnnvizError:
        return False


def _inverse(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return 255 - pixels if np.median(pixels) > mnist_frame.BRIGHT else pixels
