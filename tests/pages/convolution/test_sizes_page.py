"""The page Sizes and parameters: the documents' chain and terabytes, the link, and what does not fit."""

from streamlit.testing.v1 import AppTest

from cnnviz.locale import speaking
from tests.pages.pages import field, opened, text, words


def shown(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_the_documents_chain_and_their_terabytes() -> None:
    app = opened("sizes.py")
    table = app.dataframe[0].value
    assert list(table["output"])[:2] == ["26×26×32", "13×13×32"]
    assert list(table["values"])[:2] == ["21\u202f632", "5\u202f408"]
    assert table["parameters"][0] == "(3·3·1 + 1)·32 = 320"
    assert shown(app)["Parameters"] == "93\u202f322"
    assert shown(app)["Memory"] == "7.08 TB"
    assert shown(app)["… for 90 minutes of video"] == "38.2 PB"


def test_a_link_names_the_recipe_and_the_size_can_be_changed() -> None:
    app = opened("sizes.py", recipe="basenet")
    assert field(app.selectbox, "recipe").value == "basenet"
    assert "".join(app.query_params["recipe"]) == "basenet"
    assert shown(app)["Parameters"] == "24\u202f197"
    app.number_input(key="sizes_rows_basenet").set_value(64).run()
    assert app.dataframe[0].value["output"][0] == "60×60×6"
    app.number_input(key="sizes_rows_basenet").set_value(8).run()
    assert not app.exception
    assert text(app.error[0]).startswith("Layer conv2 (Conv2D) cannot follow 2×2×6: its 5×5 window does not fit")
    assert "How much memory does a tensor take?" in [header.value for header in app.header]


def test_a_trained_network_says_what_is_not_listed() -> None:
    app = opened("sizes.py", recipe="birds_features")
    assert app.dataframe[0].value["multiplications"][0] == "inside"
    assert "… after the pretrained network" in shown(app)


def test_every_tensor_can_be_tried_out() -> None:
    app = opened("sizes.py")
    for axes, title in enumerate(app.selectbox(key="tensor").options):
        app.selectbox(key="tensor").select(axes).run()
        assert not app.exception
        assert len(app.slider) == axes == int(title[0])
    app.selectbox(key="tensor").select(0).run()
    assert shown(app)["Memory"] == "1 byte"


def test_a_link_of_before_names_a_tensor_by_its_title() -> None:
    app = opened("sizes.py", tensor="3-D: time series", type="float64")
    assert (app.selectbox(key="tensor").value, len(app.slider)) == (3, 3)
    assert "".join(app.query_params["tensor"]) == "3"
    assert shown(app)["Memory"] == "15.6 MB"


def test_what_is_chosen_stays_while_another_page_is_looked_at() -> None:
    app = opened("sizes.py", recipe="basenet")
    app.number_input(key="sizes_rows_basenet").set_value(64).run()
    app.switch_page("pages/steps.py").run()
    app.switch_page("pages/sizes.py").run()
    assert field(app.selectbox, "recipe").value == "basenet"
    assert app.number_input(key="sizes_rows_basenet").value == 64


def test_a_link_to_a_recipe_that_does_not_exist_says_so() -> None:
    app = opened("sizes.py", recipe="nonesuch")
    assert "The link asks for “nonesuch” under “Recipe”" in text(app.warning[0])
    assert field(app.selectbox, "recipe").value == "mnist"


def test_the_questions_can_be_answered() -> None:
    app = opened("sizes.py")
    app.session_state["fold_questions_sizes"] = True
    app.run()
    app.radio[0].set_value("21\u202f632").run()
    assert "26×26×32 = 21\u202f632" in words(app)
    assert app.success


def test_in_spanish_amounts_have_a_comma() -> None:
    with speaking("es"):
        app = opened("sizes.py", lang="es")
        assert app.title[0].value == "Tamaños y parámetros"
        assert "7,08 TB" in shown(app).values()
