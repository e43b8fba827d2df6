"""Can every hyperparameter be edited, is an impossible network refused, is an own recipe kept?"""

import json
import time

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, NumberInput

from cnnviz import recipes
from cnnviz.recipes import saved
from cnnviz.training import runs
from tests.pages.test_pages import opened, words

FOLDS = ("stopping", "pictures", "steps", "layers", "files")


def train_page(network: str) -> AppTest:
    """The page with all folds open."""
    app = opened("train.py")
    for fold in FOLDS:
        app.session_state[f"fold_{fold}"] = True
    app.selectbox(key="network").select(network).run()
    return app


def train_button(app: AppTest) -> Button:
    return next(button for button in app.button if button.label == "Train")


def test_an_impossible_network_is_refused_with_the_layer_and_can_be_mended() -> None:
    app = train_page("tiny")
    app.number_input(key="tiny_digits_0_Conv_kernel").set_value(17).run()
    assert app.error[0].value == (
        "Layer conv1 (Conv2D) cannot follow 16×16×1: its 17×17 window does not fit into 16 rows or columns."
    )
    assert train_button(app).disabled
    app.number_input(key="tiny_digits_0_Conv_kernel").set_value(5).run()
    assert not app.error
    assert not train_button(app).disabled


def test_the_table_and_the_number_of_parameters_follow_an_edit() -> None:
    app = train_page("tiny")
    before = app.header[0].value
    app.number_input(key="tiny_digits_0_Conv_filters").set_value(3).run()
    assert app.header[0].value != before
    assert app.dataframe[-1].value["output"][0] == "14×14×3"
    next(button for button in app.button if button.label == "Undo all changes of layers").click().run()
    assert app.header[0].value == before


def test_layers_can_be_added_and_removed() -> None:
    app = train_page("tiny")
    kinds = list(app.dataframe[-1].value["kind"])
    next(button for button in app.button if button.label == "Add dropout after it").click().run()
    assert list(app.dataframe[-1].value["kind"]) == [kinds[0], "Dropout", *kinds[1:]]
    app.selectbox(key="tiny_digits_layer").select(1).run()
    next(button for button in app.button if button.label == "Remove this layer").click().run()
    assert list(app.dataframe[-1].value["kind"]) == kinds


def test_what_is_edited_is_what_is_trained() -> None:
    app = train_page("tiny")
    key = "tiny_digits"
    app.selectbox(key=f"opt_{key}").select("rmsprop")
    app.multiselect(key=f"monitors_{key}").select("val_loss").run()
    app.number_input(key=f"patience_{key}").set_value(3)
    app.slider(key=f"zoom_{key}").set_value(0.2)
    app.slider(key=f"rotation_{key}").set_value(15.0)
    app.checkbox(key=f"standardize_{key}").check()
    app.selectbox(key=f"schedule_{key}").select("cosine")
    app.number_input(key=f"{key}_0_Conv_l2").set_value(0.01)
    app.run()
    train_button(app).click().run()
    recipe = runs()[0].recipe()
    assert (recipe.optimizer, recipe.schedule, recipe.standardize) == ("rmsprop", "cosine", True)
    assert [(rule.monitor, rule.patience) for rule in recipe.early_stopping] == [("val_loss", 3)]
    assert (recipe.augmentation.zoom, recipe.augmentation.rotation) == (0.2, 15)
    assert recipe.layers[0]["l2"] == 0.01


def test_what_was_edited_stays_when_its_fold_is_closed() -> None:
    app = train_page("tiny")
    app.multiselect(key="monitors_tiny_digits").select("val_loss").run()
    app.number_input(key="patience_tiny_digits").set_value(3)
    app.slider(key="zoom_tiny_digits").set_value(0.2)
    app.number_input(key="decay_tiny_digits").set_value(0.01)
    app.number_input(key="tiny_digits_0_Conv_l2").set_value(0.02).run()
    for fold in FOLDS:
        app.session_state[f"fold_{fold}"] = False
    app.run()
    assert not app.slider(key="share_tiny_digits").disabled
    assert not [slider for slider in app.slider if slider.key == "zoom_tiny_digits"]
    app.run()
    for fold in FOLDS:
        app.session_state[f"fold_{fold}"] = True
    app.run()
    assert not app.exception
    assert app.slider(key="zoom_tiny_digits").value == 0.2
    app.session_state["fold_pictures"] = False
    train_button(app).click().run()
    recipe = runs()[0].recipe()
    assert (recipe.early_stopping[0].patience, recipe.weight_decay) == (3, 0.01)
    assert (recipe.augmentation.zoom, recipe.layers[0]["l2"]) == (0.2, 0.02)


def test_a_link_names_the_recipe_and_follows_it() -> None:
    app = opened("train.py", recipe="basenet_adam_augmented")
    assert app.selectbox(key="network").value == "basenet"
    assert app.selectbox(key="recipe_basenet").value == "basenet_adam_augmented"
    app.selectbox(key="network").select("mini_resnet").run()
    assert not app.exception
    assert "mini_resnet" in app.query_params["recipe"]


def test_what_of_a_trained_network_is_frozen_can_be_chosen() -> None:
    app = opened("train.py", recipe="flowers_mobilenet_finetuned")
    app.session_state["fold_transfer"] = True
    app.run()
    assert "1\u2009663\u2009360 of MobileNetV2" in words(app)
    assert "9.4 MB will be downloaded" in words(app)
    app.select_slider(key="frozen_flowers_mobilenet_finetuned_shapes").set_value(154).run()
    assert "0 of MobileNetV2" in words(app)
    app.selectbox(key="weights_flowers_mobilenet_finetuned_shapes").select("random").run()
    assert "Its weights are not here" not in words(app)
    train_button(app).click().run()
    recipe = runs()[0].recipe()
    assert (recipe.weights, recipe.frozen, recipe.head_epochs) == ("random", 154, 10)


def test_untouched_the_form_is_the_documents_recipe() -> None:
    app = train_page("basenet")
    app.selectbox(key="recipe_basenet").select("basenet_adam_augmented").run()
    app.selectbox(key="dataset_basenet").select("cifar100_25").run()
    assert "no longer applies" not in words(app)
    assert json.loads(recipe_text(app))["augmentation"]["zoom"] == 0.2
    assert recipes.Recipe.from_json(recipe_text(app)) == recipes.get("basenet_adam_augmented")


def recipe_text(app: AppTest) -> str:
    """What the form would save, read back from the file that Save writes."""
    next(button for button in app.button if button.label == "Save").click().run()
    path = next(iter(saved.saved().values()))
    own = json.loads(path.read_text())
    named = recipes.get(own["name"])
    return json.dumps(
        own | {"title": named.title, "reported": vars(named.reported) if named.reported else None, "notes": named.notes}
    )


def test_a_saved_recipe_is_opened_again() -> None:
    app = train_page("tiny")
    app.number_input(key="epochs_tiny_digits").set_value(7)
    app.text_input(key="recipe_name").set_value("seven").run()
    next(button for button in app.button if button.label == "Save").click().run()
    assert list(saved.saved()) == ["seven"]
    again = train_page("mnist")
    next(button for button in again.button if button.label == "Open").click().run()
    assert "Editing your recipe **seven**" in words(again)
    assert next(box for box in again.number_input if box.label == "Epochs").value == 7
    next(button for button in again.button if button.label == "Back to the documents' recipes").click().run()
    assert "Editing your recipe" not in words(again)


@pytest.mark.slow
def test_the_time_is_estimated_and_holds_for_more_epochs_but_not_for_another_batch() -> None:
    def field(label: str) -> NumberInput:
        return next(field for field in app.number_input if field.label == label)

    app = train_page("tiny")
    next(button for button in app.button if button.label == "Estimate the time").click().run()
    until = time.monotonic() + 120
    while "an epoch**" not in words(app) and time.monotonic() < until:
        time.sleep(2)
        app.run()
    assert f"in all for {field('Epochs').value} epochs at most" in words(app)
    field("Epochs").set_value(7).run()
    assert "in all for 7 epochs at most" in words(app)
    field("Batch size").set_value(7).run()
    assert "an epoch**" not in words(app)
    assert any(button.label == "Estimate the time" for button in app.button)
