"""A photo knows what it is, and is decoded no sooner than its pixels are needed."""

import io
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.images import PictureError, png
from cnnviz.locale import Message, speaking
from cnnviz.ui.choices.photo import Photo, digest

GREY = np.full((4, 6, 3), 90, np.uint8)


def test_the_same_pixels_have_the_same_key() -> None:
    photo = Photo.of(GREY, "a grey wall")
    assert (photo.name, photo.caption) == ("a grey wall", "a grey wall")
    assert photo.key == Photo.of(GREY.copy(), "another wall").key
    assert photo.key != Photo.of(GREY.reshape(6, 4, 3), "a grey wall").key
    assert digest(GREY) != digest(GREY + 1)


def test_a_change_is_named_and_made_when_the_pixels_are_read() -> None:
    reads = []

    def read() -> np.ndarray[Any, np.dtype[np.uint8]]:
        reads.append(1)
        return GREY

    photo = Photo("7", "wall.png", "your picture wall.png", read, photographed=True)
    inverted = photo.changed("inverted", lambda pixels: 255 - pixels)
    assert (inverted.name, inverted.caption) == ("wall.png, inverted", "your picture wall.png, inverted")
    assert inverted.key != photo.key
    assert inverted.photographed
    assert not reads
    assert inverted.read().max() == 255 - 90


def test_a_reduced_photo_keeps_its_caption() -> None:
    photo = Photo.of(np.zeros((40, 80, 3), np.uint8), "a dark wall").reduced(20)
    assert photo.read().shape == (10, 20, 3)
    assert photo.caption == "a dark wall"


class File(io.BytesIO):
    """A file as Streamlit's upload field gives it."""

    file_id, name = "abc", "wall.png"


def page() -> None:
    """Keep an uploaded photo, and forget its file."""
    import streamlit as st

    from cnnviz.images import png
    from cnnviz.ui.choices import photo
    from cnnviz.ui.parts.state import session
    from tests.ui.choices.test_photo import GREY, File

    file: Any = File(png(GREY))
    first = photo.keep(photo.uploaded(file))
    file.close()
    assert session().photo is first
    assert photo.uploaded(file) is first
    assert photo.keep(photo.uploaded(file)) is first
    assert (first.read() == GREY).all()
    st.write(f"{first.key} {first.name} {first.caption} {first.photographed}")


def test_the_kept_photo_outlives_its_file() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception, app.exception[0].message
    assert app.markdown[0].value == "abc wall.png your picture wall.png True"


def test_a_damaged_file_is_found_out_when_it_is_read() -> None:
    file: Any = File(png(GREY)[:40])
    from cnnviz.ui.choices import photo

    damaged = photo.uploaded(file)
    with pytest.raises(PictureError, match="wall"):
        damaged.read()


def test_a_kept_photo_is_called_as_its_reader_says() -> None:
    photo = Photo("7", Message("your photo"), Message("your picture {name}", name="wall.png"), lambda: GREY)
    assert (photo.name, photo.caption) == ("your photo", "your picture wall.png")
    inverted = photo.changed(Message("inverted"), lambda pixels: 255 - pixels)
    with speaking("es"):
        assert (photo.name, inverted.caption) == ("foto propia", "imagen propia wall.png, invertida")
        assert inverted.key == photo.changed(Message("inverted"), lambda pixels: 255 - pixels).key
