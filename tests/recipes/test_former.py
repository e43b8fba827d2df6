"""Is a recipe of an earlier version described as now, and has each difference from a document its note?"""

import dataclasses
import json
import math
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.actions.catalogue import measured, validation_images
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.recipes import saved
from cnnviz.recipes.former import FORMER
from cnnviz.training.runs import Run, titles

BEFORE = {"source": "Document 000, “Red más profunda”", "lesson": "", "notes": "Old."}


@pytest.mark.parametrize("name", FORMER)
def test_a_run_of_before_is_shown_with_the_current_title(name: str, tmp_path: Path) -> None:
    recipe = recipes.get(name)
    old = dataclasses.replace(recipe, title=FORMER[name], **BEFORE)
    assert saved.read(old.to_json().encode()) == recipe
    run = Run.create(old, tmp_path / "run")
    assert run.recipe() == recipe
    assert titles.described(run.recipe()) == titles.described(recipe)


def test_a_title_of_ones_own_stays() -> None:
    own = dataclasses.replace(recipes.get("basenet"), title="Mine", **BEFORE)
    assert saved.read(own.to_json().encode()) == own


def test_a_recipe_that_trains_otherwise_has_no_reported_result_of_the_document() -> None:
    kept = json.loads(dataclasses.replace(recipes.get("mini_resnet"), title=FORMER["mini_resnet"]).to_json())
    kept["augmentation"]["shear"] = 0.2
    again = saved.read(json.dumps(kept).encode())
    assert again.title == recipes.get("mini_resnet").title
    assert again.reported is None
    assert saved.read(dataclasses.replace(recipes.get("mnist"), seed=3).to_json().encode()).reported


def test_every_recipe_of_before_still_opens() -> None:
    for file in CHECKPOINTS.glob("*/recipe.json"):
        assert saved.read(file.read_bytes()).title == recipes.get(file.parent.name).title


def test_mini_resnet_shears_as_keras_reads_its_notebook() -> None:
    assert recipes.get("mini_resnet").augmentation.shear == pytest.approx(math.tan(math.radians(0.2)), abs=1e-4)
    assert recipes.get("cats_and_dogs_augmented").augmentation.shear == pytest.approx(math.tan(0.2), abs=0.003)


def test_each_reported_value_names_its_split() -> None:
    splits = {recipe.name: recipe.reported.split for recipe in recipes.recipes().values() if recipe.reported}
    validation = {name for name, split in splits.items() if split == "validation"}
    assert set(splits.values()) == {"test", "validation"}
    assert validation == {
        "cats_and_dogs",
        "cats_and_dogs_augmented",
        "cats_and_dogs_vgg16",
        "cats_and_dogs_vgg16_augmented",
        "cats_and_dogs_vgg16_finetuned",
        "mini_resnet",
        "flowers_frozen_750",
        "flowers_frozen_500",
    }


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("basenet", "basenet_standardized", "basenet_batchnorm", "basenet_augmented", "improved_basenet"), "omentum"),
        (("basenet_augmented", "improved_basenet", "deeper_basenet", "deeper_early_stopping"), "here they are not"),
        (("cats_and_dogs_vgg16", "cats_and_dogs_vgg16_augmented", "cats_and_dogs_vgg16_finetuned"), "by 255"),
        (("mini_resnet",), "does not restore the best weights"),
        (("mini_resnet",), "lacks the stride"),
        (("flowers_frozen_700",), "rotated views of test photos are among its training pictures"),
        (("flowers_frozen_700",), "0.8238 (loss 0.671)"),
        (("birds_mobilenet_finetuned", "birds_mobilenet_finetuned_augmented"), "with label smoothing"),
    ],
)
def test_a_difference_from_the_document_has_a_note(names: tuple[str, ...], words: str) -> None:
    for name in names:
        assert words in recipes.get(name).notes, name


@pytest.mark.parametrize(
    ("name", "tested", "images"),
    [
        ("basenet", 2500, 1250),
        ("cats_and_dogs", 1000, 1000),
        ("mini_resnet", 2000, 2000),
        ("flowers_mobilenet", 367, 331),
        ("mnist", 10_000, 0),
    ],
)
def test_the_number_of_validation_pictures_is_known(name: str, tested: int, images: int) -> None:
    assert validation_images(recipes.get(name), tested) == images
    result = measured(Run(CHECKPOINTS / name))
    assert result is not None
    assert (result.images, result.validation_images) == (tested, images)
