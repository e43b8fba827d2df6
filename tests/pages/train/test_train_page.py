"""The page Train: every hyperparameter can be edited, an impossible network is refused, a user's own recipe is kept."""

import json
import time
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, NumberInput

from cnnviz import networks, recipes
from cnnviz.networks.layers import Part
from cnnviz.recipes import saved
from cnnviz.training.runs import Run, runs
from cnnviz.training.runs import status as states
from cnnviz.ui.choices import layer_editor
from tests.pages.pages import field as linked_field
from tests.pages.pages import in_state, opened, text, words

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
    app.number_input(key="tiny_0_Conv_kernel").set_value(17).run()
    assert text(app.error[0]).replace("\\", "") == (
        "Layer conv1 (Conv2D) cannot follow 16×16×1: its 17×17 window does not fit into 16 rows or columns."
    )
    assert train_button(app).disabled
    app.number_input(key="tiny_0_Conv_kernel").set_value(5).run()
    assert not app.error
    assert not train_button(app).disabled


def test_the_table_and_the_number_of_parameters_follow_an_edit() -> None:
    app = train_page("tiny")
    before = app.header[0].value
    app.number_input(key="tiny_0_Conv_filters").set_value(3).run()
    assert app.header[0].value != before
    assert app.dataframe[-1].value["output"][0] == "14×14×3"
    next(button for button in app.button if button.label == "Undo all").click().run()
    assert app.header[0].value == before


def test_layers_can_be_added_and_removed() -> None:
    app = train_page("tiny")
    kinds = list(app.dataframe[-1].value["kind"])
    app.selectbox(key="tiny_kind").select("Dropout").run()
    next(button for button in app.button if button.label == "Add after it").click().run()
    assert list(app.dataframe[-1].value["kind"]) == [kinds[0], "Dropout", *kinds[1:]]
    app.selectbox(key="tiny_layer").select(1).run()
    next(button for button in app.button if button.label == "Remove").click().run()
    assert list(app.dataframe[-1].value["kind"]) == kinds


def test_what_is_edited_is_what_is_trained() -> None:
    app = train_page("tiny")
    key = "tiny"
    app.selectbox(key=f"opt:{key}").select("rmsprop")
    app.multiselect(key=f"monitors:{key}").select("val_loss").run()
    app.number_input(key=f"patience:{key}").set_value(3)
    app.slider(key=f"zoom:{key}").set_value(0.2)
    app.slider(key=f"rotation:{key}").set_value(15.0)
    app.checkbox(key=f"standardize:{key}").check()
    app.selectbox(key=f"schedule:{key}").select("cosine")
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
    app.multiselect(key="monitors:tiny").select("val_loss").run()
    app.number_input(key="patience:tiny").set_value(3)
    app.slider(key="zoom:tiny").set_value(0.2)
    app.number_input(key="decay:tiny").set_value(0.01)
    app.number_input(key="tiny_0_Conv_l2").set_value(0.02).run()
    for fold in FOLDS:
        app.session_state[f"fold_{fold}"] = False
    app.run()
    assert not app.slider(key="validation_split:tiny").disabled
    assert not [slider for slider in app.slider if slider.key == "zoom:tiny"]
    app.run()
    for fold in FOLDS:
        app.session_state[f"fold_{fold}"] = True
    app.run()
    assert not app.exception
    assert app.slider(key="zoom:tiny").value == 0.2
    app.session_state["fold_pictures"] = False
    train_button(app).click().run()
    recipe = runs()[0].recipe()
    assert (recipe.early_stopping[0].patience, recipe.weight_decay) == (3, 0.01)
    assert (recipe.augmentation.zoom, recipe.layers[0]["l2"]) == (0.2, 0.02)


def test_a_link_names_the_recipe_and_follows_it() -> None:
    app = opened("train.py", recipe="basenet_adam_augmented")
    assert app.selectbox(key="network").value == "basenet"
    assert linked_field(app.selectbox, "recipe").value == "basenet_adam_augmented"
    app.selectbox(key="network").select("mini_resnet").run()
    assert not app.exception
    assert "mini_resnet" in app.query_params["recipe"]


def test_what_of_a_trained_network_is_frozen_can_be_chosen() -> None:
    app = opened("train.py", recipe="flowers_mobilenet_finetuned")
    app.session_state["fold_transfer"] = True
    app.run()
    assert "1\u202f663\u202f360 of MobileNetV2" in words(app)
    assert "9.4 MB will be downloaded" in words(app)
    app.select_slider(key="frozen:flowers_mobilenet_finetuned").set_value(154).run()
    assert "0 of MobileNetV2" in words(app)
    app.selectbox(key="weights:flowers_mobilenet_finetuned").select("random").run()
    assert "weights are not here" not in words(app)
    train_button(app).click().run()
    recipe = runs()[0].recipe()
    assert (recipe.weights, recipe.frozen, recipe.head_epochs) == ("random", 154, 10)


def test_untouched_the_form_is_the_documents_recipe() -> None:
    app = train_page("basenet")
    linked_field(app.selectbox, "recipe").select("basenet_adam_augmented").run()
    app.selectbox(key="dataset:basenet:network").select("cifar100_25").run()
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


def test_a_measured_training_without_its_network_is_shown_in_the_readers_language() -> None:
    shown = words(opened("train.py", recipe="basenet_adam_20", lang="es"))
    assert "Exactitud de prueba 0,460 en 2\u202f500 imágenes." in shown
    assert "núcleos de procesador" in shown
    assert "la carpeta de datos, cifar100/cifar100_25.npz" in shown
    assert "CNNVIZ" not in shown


def test_why_a_loss_is_higher_stands_beside_it() -> None:
    shown = words(opened("train.py", recipe="birds_mobilenet_finetuned"))
    assert recipes.get("birds_mobilenet_finetuned").notes in shown


def test_a_saved_recipe_is_opened_again() -> None:
    app = train_page("tiny")
    app.number_input(key="epochs:tiny").set_value(7)
    app.text_input(key="recipe_name").set_value("seven").run()
    next(button for button in app.button if button.label == "Save").click().run()
    assert list(saved.saved()) == ["seven"]
    again = train_page("mnist")
    next(button for button in again.button if button.label == "Open").click().run()
    assert "Editing your recipe seven" in words(again)
    assert next(box for box in again.number_input if box.label == "Epochs").value == 7
    next(button for button in again.button if button.label == "Back to the ready-made recipes").click().run()
    assert "Editing your recipe" not in words(again)


@pytest.mark.slow
def test_the_time_is_estimated_and_holds_for_more_epochs_but_not_for_another_batch() -> None:
    app = train_page("tiny")
    next(button for button in app.button if button.label == "Estimate the time").click().run()
    until = time.monotonic() + 120
    while "per epoch**" not in words(app) and time.monotonic() < until:
        time.sleep(2)
        app.run()
    assert f"in all for {field(app, 'Epochs').value} epochs at most" in words(app)
    field(app, "Epochs").set_value(7).run()
    assert "in all for 7 epochs at most" in words(app)
    field(app, "Batch size").set_value(7).run()
    assert "per epoch**" not in words(app)
    assert any(button.label == "Estimate the time" for button in app.button)


def field(app: AppTest, label: str) -> NumberInput:
    return next(box for box in app.number_input if box.label == label)


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_edits_survive_another_page_and_other_pictures_and_can_be_taken_back() -> None:
    app = train_page("basenet")
    app.selectbox(key="opt:basenet").select("adam").run()
    app.number_input(key="epochs:basenet").set_value(7)
    app.slider(key="zoom:basenet").set_value(0.2)
    app.number_input(key="basenet_0_Conv_filters").set_value(5).run()
    for page in ("compare", "home", "train"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
    app.selectbox(key="dataset:basenet:network").select("shapes").run()
    assert "**Edited:** Adam 0.001 · 7 epochs · other layers · zoom 0.2" in words(app).replace("\\", "")
    assert app.selectbox(key="network").value == "basenet"
    train_button(app).click().run()
    recipe = runs()[0].recipe()
    assert (recipe.dataset, recipe.optimizer, recipe.learning_rate, recipe.epochs) == ("shapes", "adam", 0.001, 7)
    assert (recipe.augmentation.zoom, recipe.layers[0]["filters"]) == (0.2, 5)
    app.session_state["fold_layers"] = True
    press(app, "Reset to the recipe")
    assert "Edited" not in words(app)
    assert (field(app, "Epochs").value, field(app, "Filters").value) == (20, 6)
    assert app.selectbox(key="dataset:basenet:network").value == "digits"


def test_each_recipe_keeps_its_own_edits() -> None:
    app = train_page("tiny")
    app.number_input(key="epochs:tiny").set_value(7).run()
    app.selectbox(key="network").select("mnist").run()
    assert field(app, "Epochs").value == 5
    app.selectbox(key="network").select("tiny").run()
    assert field(app, "Epochs").value == 7


def test_what_changes_for_other_pictures_is_told() -> None:
    app = opened("train.py", recipe="basenet")
    sentences = words(app)
    assert "CIFAR-100, first 25 classes is not on this machine: other pictures stand in for it." in sentences
    assert "it begins with 20 epochs, not 100" in sentences
    assert "Set 100 epochs" in [button.label for button in app.button]
    assert "Edited" not in sentences
    assert not [button for button in app.button if button.label == "Reset to the recipe"]
    app.number_input(key="epochs:basenet").set_value(30).run()
    assert "it begins with 20 epochs" not in words(app)
    assert "**Edited:** 30 epochs" in words(app)


def test_the_epochs_of_the_recipe_can_be_had_on_other_pictures_too() -> None:
    app = opened("train.py", recipe="basenet")
    press(app, "Set 100 epochs")
    assert field(app, "Epochs").value == 100
    assert "it begins with 20 epochs" not in words(app)


def test_a_rate_far_from_the_usual_one_is_said_though_the_optimiser_is_the_recipes() -> None:
    app = opened("train.py", recipe="basenet_adam_20")
    assert "Usual for Adam" not in words(app)
    field(app, "Learning rate").set_value(0.01).run()
    assert "Usual for Adam is 0.001, not 0.01." in words(app)
    press(app, "Set 0.001")
    assert field(app, "Learning rate").value == 0.001
    assert "Usual for Adam" not in words(app)


def test_form_and_curves_speak_of_the_same_network() -> None:
    app = opened("train.py")
    assert (app.selectbox(key="network").value, app.selectbox(key="run").value) == ("mnist", "mnist")
    assert "Edited" not in words(app)
    app.selectbox(key="network").select("mini_resnet").run()
    assert app.selectbox(key="run").value == "mini_resnet"
    assert "used another recipe" not in words(app)
    app.selectbox(key="run").select("basenet").run()
    assert "The training below used another recipe" in words(app)
    app.selectbox(key="network").select("mnist").run()
    assert app.selectbox(key="run").value == "basenet"  # Picked by a person.
    linked = opened("train.py", run="beyond_cifar100_25")
    assert "".join(linked.query_params["recipe"]) == "beyond_cifar100_25"


def test_a_link_may_name_both_recipe_and_run() -> None:
    app = opened("train.py", recipe="basenet_adam_augmented", run="mini_resnet")
    assert (app.selectbox(key="network").value, app.selectbox(key="run").value) == ("basenet", "mini_resnet")
    assert linked_field(app.selectbox, "recipe").value == "basenet_adam_augmented"
    assert "The training below used another recipe" in words(app)


def test_each_network_remembers_its_recipe() -> None:
    app = opened("train.py", recipe="basenet_adam_augmented")
    for network in ("mini_resnet", "basenet"):
        app.selectbox(key="network").select(network).run()
    assert linked_field(app.selectbox, "recipe").value == "basenet_adam_augmented"
    for page in ("home", "train"):
        app.switch_page(f"pages/{page}.py").run()
    assert app.selectbox(key="network").value == "basenet"
    assert linked_field(app.selectbox, "recipe").value == "basenet_adam_augmented"


def test_a_recipe_that_does_not_exist_is_said_and_the_form_stands() -> None:
    app = opened("train.py", recipe="nothing_of_the_kind")
    assert "The link asks for “nothing_of_the_kind” under “Recipe”" in words(app)
    assert app.selectbox(key="network").value == "mnist"


def test_a_run_on_other_pictures_than_the_form_is_said() -> None:
    app = opened("train.py", recipe="mnist", run="mnist")
    app.selectbox(key="dataset:mnist:network").select("digits").run()
    assert "The training below used other pictures than the form" in words(app)
    app.selectbox(key="dataset:mnist:network").select("mnist").run()
    assert "other pictures than the form" not in words(app)


def test_a_users_own_run_decides_what_the_form_begins_with() -> None:
    run = Run.create(recipes.get("tiny"))
    app = opened("train.py")
    assert (app.selectbox(key="network").value, app.selectbox(key="run").value) == ("tiny", run.name)


@pytest.mark.parametrize("newer", ["queued", "running", "done"])
def test_the_training_that_is_watched_stays_when_a_newer_one_begins_and_when_it_is_stopped(newer: str) -> None:
    watched = in_state("running")
    app = opened("train.py", run=watched.name)
    in_state(newer)  # As of another visitor, or of My classes.
    app.run()
    assert app.selectbox(key="run").value == watched.name
    states.write(watched.path, replace(watched.status(), state="stopped", pid=None))
    app.run()
    assert app.selectbox(key="run").value == watched.name
    assert "Resume" in [button.label for button in app.button]


def test_an_optimiser_brings_its_usual_rate() -> None:
    app = opened("train.py", recipe="basenet")
    assert field(app, "Learning rate").value == 0.01
    app.selectbox(key="opt:basenet").select("adam").run()
    assert field(app, "Learning rate").value == 0.001
    assert "0.001 is usual for Adam; the recipe has 0.01, for SGD." in words(app)
    field(app, "Learning rate").set_value(0.05).run()
    assert "Usual for Adam is 0.001, not 0.05." in words(app)
    press(app, "Set 0.001")
    assert field(app, "Learning rate").value == 0.001
    app.selectbox(key="opt:basenet").select("sgd").run()
    assert field(app, "Learning rate").value == 0.01
    assert "usual for" not in words(app)


@pytest.mark.parametrize("name", networks.networks())
def test_every_layer_of_every_network_can_be_shown_and_added(name: str) -> None:
    for part in networks.get(name).layers:
        assert type(part) in {type(block) for block in layer_editor.BLOCKS.values()}
        assert layer_editor.described(part)
        assert {each.name for each in fields(part)} <= set(layer_editor.LABELS)


def test_every_kind_of_part_can_be_added() -> None:
    assert {type(block) for block in layer_editor.BLOCKS.values()} == set(get_args(Part))


def test_batchnorm_and_a_residual_block_are_added_under_layers() -> None:
    app = train_page("tiny")
    for kind in ("Residual block", "BatchNorm"):
        app.selectbox(key="tiny_kind").select(kind).run()
        press(app, "Add after it")
    assert app.selectbox(key="tiny_layer").value == 2
    kinds = list(app.dataframe[-1].value["kind"])
    assert kinds[:1] == ["Conv2D"]
    assert kinds.count("BatchNormalization") == 3
    press(app, "Undo all")
    assert "BatchNormalization" not in list(app.dataframe[-1].value["kind"])


def test_a_network_with_shortcuts_can_be_edited() -> None:
    app = train_page("beyond_cifar100_25" if "beyond_cifar100_25" in networks.networks() else "mini_resnet")
    assert "cannot be edited one by one" not in words(app)
    assert [box for box in app.selectbox if box.label == "Layer"]


@pytest.mark.parametrize(
    "changes",
    [{"epochs": 10_000}, {"learning_rate": 1e-9}, {"momentum": 0.999}, {"averaging": 0.99999, "early_stopping": ()}],
)
def test_whatever_a_recipe_may_hold_the_form_can_show(changes: dict[str, Any]) -> None:
    app = opened("train.py")
    app.session_state["session"].recipe = recipes.get("basenet").edited(dataset="digits", title="Mine", **changes)
    for fold in FOLDS:
        app.session_state[f"fold_{fold}"] = True
    app.run()
    assert not app.exception
    train_button(app).click().run()
    assert {name: getattr(runs()[0].recipe(), name) for name in changes} == changes


def test_the_split_is_named_and_only_the_same_split_is_compared() -> None:
    """D6 reports accuracy and loss on validation pictures, C1 on test pictures."""
    app = opened("train.py", run="mini_resnet")
    accuracies = {metric.label: metric.value for metric in app.metric}
    assert list(accuracies) == [
        *("Validation accuracy, measured", "Validation accuracy, reported", "Test accuracy, measured")
    ]
    assert accuracies["Validation accuracy, reported"] == "0.855"
    losses = next(caption.value for caption in app.caption if "Test loss" in caption.value).split(" · ")
    assert losses[:2] == ["Test loss 0.374", "Validation loss 0.374, reported 0.338"]
    app = opened("train.py", run="basenet")
    assert [metric.label for metric in app.metric] == ["Test accuracy, measured", "Test accuracy, reported"]
    assert ", reported 2.017" in next(caption.value for caption in app.caption if "Test loss" in caption.value)


def test_the_source_of_a_recipe_and_its_differences_from_it_are_told() -> None:
    recipe = recipes.get("mini_resnet")
    assert recipe.notes in words(opened("train.py", run="mini_resnet"))
    app = opened("train.py", recipe="mini_resnet")
    app.session_state["fold_origin"] = True
    app.run()
    assert not app.exception
    for sentence in (recipe.source, recipe.lesson, recipe.notes, "Reported validation accuracy 0.8550"):
        assert sentence in words(app)


def test_it_is_explained_why_validation_may_lie_above_training() -> None:
    sentences = words(opened("train.py"))
    assert "Validation may be *better* than training: its accuracy above, its loss below" in sentences
    assert "measured with dropout and augmentation" in sentences
    assert "memorises its training pictures instead of generalising" in sentences
