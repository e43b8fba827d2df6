"""Pictures on the page, pixel for pixel: left to itself, Streamlit makes JPEGs of them."""

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
    """Show a picture unchanged.

    Args:
        picture: Grey or RGB, 0..255, shape (rows, cols) or (rows, cols, 1 or 3); or a PNG or JPEG file.
        alt: What it shows, for those who cannot see it.
        caption: Line below it.
        width: As for ``st.image``.
        place: Where it is shown; by default where this is called.
    """
    file = picture if isinstance(picture, bytes) else images.png(picture)
    kind: Literal["PNG", "JPEG"] = "PNG" if file.startswith(PNG) else "JPEG"
    (place or st).image(file, caption, width, output_format=kind, alt=alt)
