"""A page offers its sources of photos, old links lead to them, and a photo follows from page to page."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.images import png
from tests.pages.pages import field, opened, words

ALL = ["Examples", "Data set", "Upload", "Camera", "Draw"]
PHOTO = ("wall.png", png(np.full((30, 40, 3), 90, np.uint8)), "image/png")


def offered(app: AppTest, name: str) -> tuple[list[str], object]:
    """Return the labels of the sources, and the one that is chosen."""
    box = app.button_group(key=name)
    return list(box.options), box.value


@pytest.mark.parametrize(
    ("page", "name", "labels"),
    [
        ("kernels.py", "photo_from", ["Examples", "Upload", "Camera"]),
        ("activations.py", "picture", ALL),
        ("classify.py", "classify_from", ALL),
    ],
)
def test_a_link_by_label_or_identifier_chooses_the_source(page: str, name: str, labels: list[str]) -> None:
    assert offered(opened(page), name)[0] == labels
    for text in ("Upload", "upload"):
        app = opened(page, **{name: text})
        assert offered(app, name)[1] == "upload"
        assert app.file_uploader[0].label in ("A photo of yours", "Photos of yours")
        assert app.query_params[name] in ("upload", ["upload"])


def test_a_link_to_a_photo_of_the_gallery_shows_it() -> None:
    for text in ("Coffee", "coffee.png"):
        assert field(opened("kernels.py", gallery=text).selectbox, "gallery").value == "coffee.png"


def test_a_photo_follows_from_page_to_page_with_one_caption() -> None:
    app = opened("kernels.py", photo_from="upload")
    app.file_uploader[0].set_value(PHOTO).run()
    assert not app.exception, app.exception[0].message
    app.switch_page("pages/activations.py").run()
    app.button_group(key="picture").set_value("upload").run()
    assert not app.exception, app.exception[0].message
    assert "Your picture wall.png" in words(app)
    app.switch_page("pages/classify.py").run()
    app.button_group(key="classify_from").set_value("upload").run()
    assert not app.exception, app.exception[0].message
    assert "with probability" in words(app)
    assert app.session_state["session"].photo.caption == "your picture wall.png"


def test_a_file_that_is_no_photo_is_refused_with_a_sentence() -> None:
    for page, name in (("kernels.py", "photo_from"), ("activations.py", "picture")):
        app = opened(page, **{name: "upload"})
        app.file_uploader[0].set_value(("notes.png", b"hello", "image/png")).run()
        assert not app.exception, app.exception[0].message
        assert "notes.png is text" in words(app)
