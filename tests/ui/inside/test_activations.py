"""The layers of a deep network are shown some at a time, with the chosen one among them."""

from typing import Any

from streamlit.testing.v1 import AppTest

from cnnviz.ui.inside.activations import AT_ONCE
from tests.pages.pages import field


def page() -> None:
    """Offer thirty layers, and write which are shown."""
    from types import SimpleNamespace

    import streamlit as st

    from cnnviz.ui.inside import activations

    maps: Any = SimpleNamespace(
        network=SimpleNamespace(run=SimpleNamespace(name="deep")),
        shapes={f"layer{number}": (2, 2, 3) for number in range(30)},
    )
    layer = activations.choose(maps).layer
    st.write(", ".join(activations._choose_part("deep", list(maps.shapes), layer)))


def test_the_chosen_layer_is_among_those_shown() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert app.markdown[0].value.split(", ") == [f"layer{number}" for number in range(AT_ONCE)]
    field(app.selectbox, "layer").select("layer25").run()
    assert "layer25" in app.markdown[0].value.split(", ")
    field(app.selectbox, "layers").select(1).run()
    assert app.markdown[0].value.split(", ")[0] == f"layer{AT_ONCE}"
    assert "".join(app.query_params["layers"]) == "1"


def test_a_link_to_a_layer_opens_where_it_is() -> None:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["layer"] = "layer13"
    app.run()
    assert "layer13" in app.markdown[0].value.split(", ")
