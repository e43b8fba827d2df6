"""What a step's lesson and notes claim about results is true of those that came with the app."""

import json

import pytest

from cnnviz import networks, recipes
from cnnviz.base.intervals import within_chance
from cnnviz.base.settings import CHECKPOINTS

IMAGES = 2500
CHANCE = [
    # Step, the one before it, and whether chance may explain the difference: in the report, and here.
    ("basenet_standardized", "basenet", True, True),
    ("basenet_augmented", "basenet_batchnorm", True, False),
    ("basenet_adam_40", "basenet_adam_20", False, True),
    ("basenet_adam_standardized", "basenet_adam_40", True, False),
    ("deeper_basenet", "basenet_adam_augmented", True, True),
    ("deeper_batchnorm_after", "deeper_batchnorm_before", True, True),
    ("deeper_stopped_at_21", "deeper_batchnorm_after", True, True),
]
POINTS = [
    # Step, the one before it, and the points of accuracy that the lesson names: in the report, and here; None for none.
    ("basenet_augmented", "basenet_batchnorm", None, 4),
    ("basenet_adam_40", "basenet_adam_20", 3, None),
    ("basenet_adam_standardized", "basenet_adam_40", None, -4),
    ("deeper_basenet", "basenet_adam_augmented", -3, 2),
    ("deeper_stopped_at_21", "deeper_batchnorm_after", 1, -2),
    ("cats_and_dogs_vgg16", "cats_and_dogs_augmented", 8, None),
]


def reported(name: str) -> float:
    results = recipes.get(name).reported
    assert results
    return results.accuracy


def measured(name: str, key: str = "test_accuracy") -> float:
    value: float = json.loads((CHECKPOINTS / name / "evaluation.json").read_text())[key]
    return value


@pytest.mark.parametrize(("step", "before", "in_report", "here"), CHANCE)
def test_what_chance_may_explain(step: str, before: str, in_report: bool, here: bool) -> None:
    assert within_chance(reported(step), IMAGES, reported(before), IMAGES) is in_report
    assert within_chance(measured(step), IMAGES, measured(before), IMAGES) is here


@pytest.mark.parametrize(("step", "before", "in_report", "here"), POINTS)
def test_the_points_that_are_named(step: str, before: str, in_report: int | None, here: int | None) -> None:
    if in_report is not None:
        assert round(100 * (reported(step) - reported(before))) == in_report
    if here is not None:
        assert round(100 * (measured(step) - measured(before))) == here


def test_losses_and_orders_that_are_named() -> None:
    assert measured("basenet_adam_20") > measured("basenet_sgd_40")
    assert reported("basenet_adam_20") > reported("basenet_sgd_40")
    assert measured("basenet_adam_40", "test_loss") > measured("basenet_adam_20", "test_loss")
    lesson = recipes.get("basenet_adam_standardized").lesson
    for name in ("basenet_adam_40", "basenet_adam_standardized"):
        assert f"{measured(name, 'test_loss'):.2f}" in lesson
        assert f"{recipes.get(name).reported.loss:.2f}" in lesson  # type: ignore[union-attr]
    birds = [f"birds_mobilenet{end}" for end in ("", "_finetuned", "_finetuned_augmented")]
    first, *tuned = ((measured(name), measured(name, "test_loss")) for name in birds)
    assert all(accuracy > first[0] and loss > first[1] for accuracy, loss in tuned)


REMARKS = {
    "momentum": (
        "basenet_standardized",
        "basenet_batchnorm",
        "basenet_augmented",
        "improved_basenet",
        "birds_features",
        "birds_two_dense",
        "birds_convolution",
        "birds_finetuned",
    ),
    "validation pictures are augmented": (
        "basenet_augmented",
        "improved_basenet",
        "basenet_adam_augmented",
        "deeper_basenet",
        "deeper_batchnorm_before",
        "deeper_batchnorm_after",
        "deeper_stopped_at_21",
        "deeper_early_stopping",
    ),
    "by 255": ("cats_and_dogs_vgg16", "cats_and_dogs_vgg16_augmented", "cats_and_dogs_vgg16_finetuned"),
    "does not restore the best weights": ("mini_resnet",),
    "patience of 5 epochs, its code 10": ("mini_resnet",),
    "lacks the stride": ("mini_resnet",),
    "0.2 degrees": ("mini_resnet", "cats_and_dogs_augmented"),
    "Restauramos los pesos": ("basenet_adam_standardized",),
    "0.8404 (loss 0.816)": ("flowers_frozen_700",),
    "0.8238 (loss 0.671)": ("flowers_frozen_700",),
    "not four times the photos": ("flowers_frozen_700",),
    "label smoothing": ("birds_mobilenet_finetuned", "birds_mobilenet_finetuned_augmented"),
}
"""What the remarks on a recipe tell of its differences from the document, or of its results."""


@pytest.mark.parametrize(("words", "name"), [(words, name) for words, names in REMARKS.items() for name in names])
def test_a_difference_from_the_document_is_told(words: str, name: str) -> None:
    assert words in recipes.get(name).notes


def test_mini_resnet_has_as_many_convolutions_and_parameters_as_its_lesson_says() -> None:
    recipe = recipes.get("mini_resnet")
    rows = networks.of(recipe).table(recipe.input_shape, 2)
    assert f"{sum(row.kind == 'Conv2D' for row in rows)} convolutions" in recipe.lesson
    assert f"{sum(row.parameters for row in rows):,} parameters" in recipe.lesson
