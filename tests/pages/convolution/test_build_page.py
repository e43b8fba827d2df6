"""The page Build a network: blocks are added, moved, changed and removed, and what is built is trained."""

from streamlit.testing.v1 import AppTest

from cnnviz import networks
from cnnviz.locale import speaking
from cnnviz.recipes import saved
from cnnviz.training.runs import runs
from tests.pages.pages import opened, text, words


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def kinds(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["kind"])


def test_blocks_are_added_moved_changed_and_removed() -> None:
    app = opened("build.py")
    before = kinds(app)
    app.radio(key="build_place").set_value(0).run()
    app.selectbox(key="build_kind").select("BatchNorm").run()
    press(app, "Add after it")
    assert kinds(app) == [before[0], "BatchNormalization", *before[1:]]
    assert app.radio(key="build_place").value == 1
    press(app, "Down")
    assert kinds(app)[1:3] == ["MaxPooling2D", "BatchNormalization"]
    press(app, "Up")
    press(app, "Remove")
    assert kinds(app) == before
    next(field for field in app.number_input if field.label == "Filters").set_value(12).run()
    assert app.dataframe[0].value["parameters"][0] == "(3·3·1 + 1)·12 = 120"


def test_what_does_not_fit_is_refused_with_the_layer_and_can_be_mended() -> None:
    app = opened("build.py")
    app.radio(key="build_place").set_value(4).run()
    press(app, "Remove")
    assert text(app.error[0]) == (
        "Layer dense1 (Dense) cannot follow 5×5×16: it needs a row of values: put a Flatten layer before it."
    )
    assert all(button.disabled for button in app.button if button.label in ("Train it", "Save as a recipe"))
    app.selectbox(key="build_kind").select("Global average").run()
    press(app, "Add after it")
    assert not app.error
    assert "GlobalAveragePooling2D" in kinds(app)


def test_what_is_too_much_for_a_machine_is_refused() -> None:
    app = opened("build.py")
    app.radio(key="build_place").set_value(5).run()
    next(field for field in app.number_input if field.label == "Neurons").set_value(16_384).run()
    app.number_input(key="build_size").set_value(256).run()
    assert text(app.error[0]).startswith("The network has ")
    assert "of them in dense1; at most 30\u202f000\u202f000 are trained here" in text(app.error[0])


def test_any_plain_network_can_be_begun_with() -> None:
    app = opened("build.py")
    for name in app.selectbox(key="build_start").options[:3]:
        app.selectbox(key="build_start").select(name).run()
        press(app, "Use its blocks")
    network = networks.get(app.selectbox(key="build_start").value)
    assert len(app.radio(key="build_place").options) == len(network.layers)


def test_what_is_built_is_saved_taken_to_train_and_trained() -> None:
    app = opened("build.py")
    app.radio(key="build_place").set_value(5).run()
    press(app, "Remove")
    app.text_input(key="build_name").set_value("Mine").run()
    press(app, "Save as a recipe")
    assert list(saved.saved()) == ["Mine"]
    recipe = saved.read(saved.saved()["Mine"].read_bytes())
    assert [layer["layer"] for layer in recipe.layers] == ["Conv", "Pool", "Conv", "Pool", "Flatten"]
    press(app, "Train it")
    assert app.title[0].value == "Train"
    assert "Editing your recipe Mine" in words(app)
    press(app, "Train")
    assert runs()[0].recipe().trains_like(recipe)


def test_the_blocks_stay_while_another_page_is_looked_at() -> None:
    app = opened("build.py")
    press(app, "Remove")
    left = kinds(app)
    app.switch_page("pages/steps.py").run()
    app.switch_page("pages/build.py").run()
    assert kinds(app) == left


def test_residual_blocks_and_what_is_entered_stay() -> None:
    app = opened("build.py")
    app.radio(key="build_place").set_value(0).run()
    app.selectbox(key="build_kind").select("Residual block").run()
    press(app, "Add after it")
    app.selectbox(key="build_data").select("shapes")
    app.number_input(key="build_size").set_value(40).run()
    before = kinds(app)
    assert "Add" in before
    app.switch_page("pages/steps.py").run()
    app.switch_page("pages/build.py").run()
    assert not app.exception
    assert kinds(app) == before
    assert (app.selectbox(key="build_data").value, app.number_input(key="build_size").value) == ("shapes", 40)
    press(app, "Train it")
    assert "Add" in list(app.dataframe[-1].value["kind"])


def test_in_spanish_blocks_keep_their_identifiers() -> None:
    with speaking("es"):
        app = opened("build.py", lang="es")
        app.selectbox(key="build_kind").set_value("BatchNorm").run()
        press(app, "Añadir después")
        assert "BatchNormalization" in list(app.dataframe[0].value["tipo"])
        assert "conv1 · Convolución, 8 filtros de 3×3" in app.radio(key="build_place").options
