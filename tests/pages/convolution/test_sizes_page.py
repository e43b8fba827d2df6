"""Does the page show the documents' chain and terabytes, follow the link, and refuse what does not fit?"""

from streamlit.testing.v1 import AppTest

from tests.pages.pages import opened, text, words


def shown(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_the_documents_chain_and_their_terabytes() -> None:
    app = opened("sizes.py")
    table = app.dataframe[0].value
    assert list(table["output"])[:2] == ["26×26×32", "13×13×32"]
    assert list(table["values"])[:2] == ["21\u2009632", "5\u2009408"]
    assert table["parameters"][0] == "(3·3·1 + 1)·32 = 320"
    assert shown(app)["Parameters"] == "93\u2009322"
    assert shown(app)["Memory"] == "7.08 TB"
    assert shown(app)["… for an hour and a half"] == "38.2 PB"


def test_a_link_names_the_recipe_and_the_size_can_be_changed() -> None:
    app = opened("sizes.py", recipe="basenet")
    assert app.selectbox(key="sizes_recipe").value == "basenet"
    assert shown(app)["Parameters"] == "24\u2009197"
    app.number_input(key="sizes_rows_basenet").set_value(64).run()
    assert app.dataframe[0].value["output"][0] == "60×60×6"
    app.number_input(key="sizes_rows_basenet").set_value(8).run()
    assert not app.exception
    assert text(app.error[0]).startswith("Layer conv2 (Conv2D) cannot follow 2×2×6: its 5×5 window does not fit")
    assert "How much is a tensor?" in [header.value for header in app.header]


def test_a_trained_network_says_what_is_not_listed() -> None:
    app = opened("sizes.py", recipe="birds_features")
    assert app.dataframe[0].value["multiplications"][0] == "inside"
    assert "… after the trained network" in shown(app)


def test_every_tensor_can_be_tried_out() -> None:
    app = opened("sizes.py")
    for title in app.selectbox(key="tensor").options:
        app.selectbox(key="tensor").select(title).run()
        assert not app.exception
        assert len(app.slider) == int(title[0])
    app.selectbox(key="tensor").select("0-D: a number").run()
    assert shown(app)["Memory"] == "1 bytes"


def test_the_questions_can_be_answered() -> None:
    app = opened("sizes.py")
    app.session_state["fold_questions_sizes"] = True
    app.run()
    app.radio[0].set_value("21632").run()
    assert "26×26×32 = 21632" in words(app)
    assert app.success
