"""Photos of ink on paper are inverted where the visitor wants it, and other pictures left alone."""

import numpy as np
from streamlit.testing.v1 import AppTest

PAPER = np.full((20, 20, 3), 220, np.uint8)


def page() -> None:
    """Adapt a photo of paper, a dark photo and a bright drawing for a network."""
    from dataclasses import replace
    from types import SimpleNamespace
    from typing import Any

    import streamlit as st

    from cnnviz.ui.choices.photo import Photo
    from cnnviz.ui.use.ink_on_paper import adapted
    from tests.ui.use.test_ink_on_paper import PAPER

    shape, labels = st.session_state["network"]
    network: Any = SimpleNamespace(recipe=SimpleNamespace(input_shape=shape), labels=labels)
    drawing = Photo.of(PAPER, "drawing")
    paper = replace(drawing, origin="paper", photographed=True)
    dark = replace(Photo.of(255 - PAPER, "dark"), photographed=True)
    for photos in ([paper, dark] if not st.session_state["drawn"] else [drawing],):
        st.write("; ".join(f"{photo.caption} {photo.read().max()}" for photo in adapted(photos, network)))


def opened(channels: int, labels: tuple[str, ...] = ("a", "b"), drawn: bool = False) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["network"], app.session_state["drawn"] = ((20, 20, channels), labels), drawn
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def test_a_grey_network_is_offered_inverted_photos() -> None:
    app = opened(1)
    assert app.markdown[0].value == "paper 220; dark 35"
    app.toggle(key="invert").set_value(True).run()
    assert app.markdown[0].value == "paper, inverted 35; dark, inverted 35"


def test_a_network_of_digits_gets_them_as_its_digits_are_at_once() -> None:
    app = opened(1, tuple("0123456789"))
    assert app.toggle(key="from_paper").value
    assert app.markdown[0].value.startswith("paper, converted to the form of MNIST’s digits")


def test_a_network_of_colours_and_a_drawing_are_left_alone() -> None:
    for app in (opened(3), opened(1, drawn=True)):
        assert not app.toggle
