"""Are the layers of a deep network shown some at a time, and is the chosen one always among them?"""

from streamlit.testing.v1 import AppTest

from cnnviz.ui.activation_grids import AT_ONCE


def page() -> None:
    """Offer thirty layers, and say which are shown."""
    import streamlit as st

    from cnnviz.ui import activation_grids

    shapes = {f"layer{number}": (2, 2, 3) for number in range(30)}
    activation_grids.choose(shapes)
    st.write(", ".join(activation_grids._pick_part(list(shapes))))


def test_the_chosen_layer_is_among_those_shown() -> None:
    app = AppTest.from_function(page).run()
    assert app.markdown[0].value.split(", ") == [f"layer{number}" for number in range(AT_ONCE)]
    app.selectbox(key="layer").select("layer25").run()
    assert "layer25" in app.markdown[0].value.split(", ")
    app.selectbox(key="layers_part").select(1).run()
    assert app.markdown[0].value.split(", ")[0] == f"layer{AT_ONCE}"


def test_a_link_to_a_layer_opens_where_it_is() -> None:
    app = AppTest.from_function(page)
    app.query_params["layer"] = "layer13"
    app.run()
    assert "layer13" in app.markdown[0].value.split(", ")


def test_a_label_that_a_browser_kept_of_another_network_is_no_fault() -> None:
    app = AppTest.from_function(page)
    app.session_state["layers_part"] = "Conv1 to block_2_expand, part 1 of 8"
    app.run()
    assert not app.exception
    assert app.markdown[0].value.split(", ") == [f"layer{number}" for number in range(AT_ONCE)]
