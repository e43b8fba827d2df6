"""Figures write numbers as the language of their reader does, which is that in which they are made."""

import numpy as np
import plotly.graph_objects as go
import pytest

from cnnviz import figures
from cnnviz.figures.kernels import response
from cnnviz.locale import speaking


@pytest.mark.parametrize(("code", "signs"), [("en", ".\u202f"), ("es", ",\u202f")])
def test_plotly_takes_the_decimal_sign_of_the_language(code: str, signs: str) -> None:
    with speaking(code):
        assert figures.dressed(go.Figure()).layout.separators == signs
        assert figures.grid(np.zeros((1, 2, 2), np.uint8), ["one"])["layout"]["separators"] == signs


def test_words_and_written_numbers_are_those_of_the_language() -> None:
    with speaking("es"):
        (bars,) = figures.bars(["gato", "perro"], [0.726, 0.274]).data
        (heat,) = response(np.ones((3, 3))).data
    assert list(bars.text) == ["0,726", "0,274"]
    assert heat.hovertemplate.startswith("en horizontal %{x:.2f}")
