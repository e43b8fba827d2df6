"""A box whose labels are translated keeps what was chosen when the language changes."""

from streamlit.testing.v1 import AppTest


def test_a_box_speaks_another_language_and_keeps_what_was_chosen() -> None:
    page = AppTest.from_function(box).run()
    assert (page.selectbox[0].options, page.selectbox[0].value) == (["Convolution", "Pooling"], "Convolution")
    page.selectbox[0].select("Pooling").run()
    page.query_params["lang"] = "es"
    page.run()
    assert not page.exception
    assert page.selectbox[0].options == ["Convolución", "Agrupación (pooling)"]
    assert page.markdown[0].value == "Pooling"


def box() -> None:
    """Show a box whose labels are translated, and the identifier that is chosen."""
    import streamlit as st

    from cnnviz import locale
    from cnnviz.locale import _
    from cnnviz.ui.parts.fields import choose

    locale.bind(st.query_params.get("lang", "en"))
    st.markdown(choose("Kind", ["Convolution", "Pooling"], "kind", _))
