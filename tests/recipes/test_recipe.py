"""A recipe is a value that a file can hold, and an invalid one is refused in one sentence."""

import dataclasses
import json
from typing import Any

import pytest

from cnnviz import recipes
from cnnviz.base import typed
from cnnviz.recipes import Augmentation, EarlyStopping, Recipe, RecipeError, Reported

ALL = list(recipes.recipes().values())
TINY = recipes.get("tiny")


def refusal(text: str) -> str:
    """The sentence with which a recipe's text is refused."""
    with pytest.raises(RecipeError) as caught:
        Recipe.from_json(text)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def changed(**changes: Any) -> str:
    """The text of the tiny recipe with some of its fields changed by hand."""
    return json.dumps(json.loads(TINY.to_json()) | changes)


@pytest.mark.parametrize("recipe", ALL, ids=lambda recipe: recipe.name)
def test_a_recipe_comes_back_from_its_text(recipe: Recipe) -> None:
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_every_field_comes_back_from_its_text() -> None:
    recipe = TINY.edited(
        early_stopping=(EarlyStopping("val_loss", 3), EarlyStopping("val_accuracy", 4)),
        augmentation=Augmentation(0.1, 0.2, 30.0, 0.4, True),
        standardize=True,
        reported=Reported(0.5, 1.5, "validation"),
        notes="“ñ”",
    )
    again = Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert hash(again) == hash(recipe)


def test_a_recipe_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        TINY.epochs = 3  # type: ignore[misc]


@pytest.mark.parametrize("recipe", [r for r in ALL if r.reported], ids=lambda recipe: recipe.name)
def test_reported_figures_survive_another_seed_only(recipe: Recipe) -> None:
    assert recipe.edited().reported == recipe.reported
    assert recipe.edited(seed=7).reported == recipe.reported
    assert recipe.edited(epochs=recipe.epochs).reported == recipe.reported
    assert recipe.edited(epochs=recipe.epochs + 1).reported is None
    assert recipe.edited(seed=7, dataset="digits").reported is None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("optimizer", "magic", "one of sgd, rmsprop, adam"),
        ("learning_rate", 0, "above 0 and at most 10"),
        ("learning_rate", float("nan"), "above 0 and at most 10"),
        ("learning_rate", 11, "above 0 and at most 10"),
        ("batch_size", 0, "between 1 and 4096"),
        ("batch_size", "32", "a whole number"),
        ("epochs", 0, "between 1 and 10000"),
        ("epochs", 2.5, "a whole number"),
        ("validation_split", 0.6, "between 0 and 0.5"),
        ("seed", -1, "between 0 and 2147483647"),
        ("seed", 0.5, "a whole number"),
        ("input_shape", [16, 16], "rows, columns and 1 or 3 channels"),
        ("input_shape", [16, 16, 2], "rows, columns and 1 or 3 channels"),
        ("early_stopping", [{"monitor": "loss", "patience": 1}], "on val_loss or val_accuracy"),
        ("early_stopping", [{"monitor": "val_loss", "patience": 0}], "a patience of at least 1 epoch"),
        ("schedule", "magic", "one of constant, cosine"),
        ("weight_decay", -0.1, "between 0 and 1"),
        ("mixup", 1.1, "between 0 and 1"),
        ("label_smoothing", 0.6, "between 0 and 0.5"),
        ("averaging", 1, "at least 0 and below 1"),
        ("layers", [3], "a list with one object for each layer"),
    ],
)
def test_a_value_that_no_training_could_have_is_named(field: str, value: Any, says: str) -> None:
    sentence = refusal(changed(**{field: value}))
    assert f"'tiny': {field} must be" in sentence
    assert says in sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not valid JSON"),
        ('{"name": ', "not valid JSON (line 1)"),
        ("[1, 2]", "must be a JSON object"),
        ("{}", "cannot be read"),
        (changed(colour="red"), "does not know, 'colour': open it with the newer version"),
        (changed(epoch=3), "does not know, 'epoch': perhaps epochs is meant."),
        (changed(augmentation={"spin": 3}), "does not know, 'augmentation.spin'"),
        (changed(augmentation={"zoom": 5}), "augmentation must be with zoom between 0 and 0.5"),
        (changed(augmentation={"zoom": "x"}), "augmentation.zoom must be a number, not 'x'."),
        (changed(augmentation=None), "augmentation must be an object with shift, zoom, "),
        (changed(early_stopping=[3]), "early_stopping must be a list of objects with monitor and patience, not [3]."),
        (changed(early_stopping=[{"monitor": "val_loss"}]), "early_stopping.patience is missing"),
        (changed(input_shape="sixteen"), "input_shape must be rows, columns and 1 or 3 channels, not 'sixteen'."),
        (changed(input_shape=[16, True, 1]), "input_shape must be rows, columns"),
        (changed(reported={"accuracy": float("nan")}), "reported must be an accuracy between 0 and 1"),
        (changed(epochs=True), "epochs must be a whole number, not True."),
        (changed(learning_rate=10**400), "learning_rate must be a number of at most 1e308"),
        (changed(title=None), "title must be a text, not nothing."),
    ],
)
def test_a_text_that_is_no_recipe_is_refused_in_one_sentence(text: str, says: str) -> None:
    assert says in refusal(text)


def test_another_optimiser_comes_without_momentum() -> None:
    sgd = recipes.get("basenet")
    assert sgd.momentum == 0.9
    assert sgd.edited(optimizer="adam").momentum == 0
    with pytest.raises(RecipeError, match="momentum must be 0"):
        sgd.edited(optimizer="adam", momentum=0.9)


def test_only_squares_can_be_turned() -> None:
    assert recipes.get("tiny").edited(turns=True).turns
    with pytest.raises(RecipeError, match="turns must be false where pictures are not square"):
        recipes.get("tiny").edited(turns=True, input_shape=(8, 9, 1))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("field", [name for name, kind in typed.hints(Recipe).items() if kind is float])
def test_no_number_of_a_recipe_is_none_or_without_end(field: str, value: float) -> None:
    assert f"{field} must be" in refusal(changed(**{field: value}))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1])
@pytest.mark.parametrize("field", [name for name, kind in typed.hints(Augmentation).items() if kind is float])
def test_no_number_of_an_augmentation_is_none_or_without_end(field: str, value: float) -> None:
    assert f"augmentation must be with {field} between" in refusal(changed(augmentation={field: value}))


def test_each_wrong_field_of_a_file_has_its_sentence() -> None:
    assert refusal('{"network": "x", "epochs": -5, "seed": "a", "turns": 1, "batchsize": 3}') == (
        "The recipe cannot be read: "
        "It has a field that this version does not know, 'batchsize': perhaps batch_size is meant. "
        "name is missing: it must be a text. title is missing: it must be a text. "
        "source is missing: it must be a text. "
        "dataset is missing: it must be a text. "
        "input_shape is missing: it must be rows, columns and 1 or 3 channels. seed must be a whole number, not 'a'. "
        "turns must be true or false, not 1. epochs must be between 1 and 10000, not -5."
    )
