"""How does a picture reach the browser?  Pixel for pixel: left to itself, Streamlit makes a JPEG of it."""

from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from cnnviz import images

PNG = b"\x89PNG"


def show(
    picture: NDArray[np.uint8] | bytes,
    alt: str,
    caption: str | None = None,
    width: int | Literal["stretch", "content"] = "content",
    place: DeltaGenerator | None = None,
) -> None:
    """Show a picture as it is.

    Args:
        picture: Grey or RGB, 0..255, shape (rows, cols) or (rows, cols, 1 or 3); or a PNG or JPEG file.
        alt: What it shows, for those who cannot see it.
        caption: Line below it.
        width: As Streamlit has it.
        place: Where, if not here.
    """
    file = picture if isinstance(picture, bytes) else images.png(picture)
    kind: Literal["PNG", "JPEG"] = "PNG" if file.startswith(PNG) else "JPEG"
    (place or st).image(file, caption, width, output_format=kind, alt=alt)
