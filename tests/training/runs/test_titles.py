"""Is a run called by what differs from its recipe, and by the name that its person gave it?"""

import dataclasses
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.locale import speaking
from cnnviz.recipes import Augmentation, EarlyStopping, Recipe
from cnnviz.recipes.differences import PHRASES, differences
from cnnviz.recipes.recipe import DESCRIPTIONS
from cnnviz.training.runs import Run, RunError, checkpoints, find, records, titles
from cnnviz.ui.parts.words import run_titles

BASENET = recipes.get("basenet").edited(early_stopping=())
EDITS = {
    "dataset": "digits",
    "input_shape": (64, 64, 3),
    "learning_rate": 0.5,
    "batch_size": 7,
    "epochs": 1,
    "validation_split": 0.25,
    "early_stopping": (EarlyStopping("val_loss", 3),),
    "standardize": True,
    "augmentation": Augmentation(zoom=0.2, flip=True),
    "seed": 9,
    "momentum": 0.5,
    "schedule": "cosine",
    "weight_decay": 0.01,
    "label_smoothing": 0.1,
    "mixup": 0.2,
    "averaging": 0.9,
    "weights": "random",
    "frozen": 3,
    "head_epochs": 2,
    "turns": True,
    "mirrors": True,
    "layers": ({"layer": "Flatten"},),
}


def test_every_field_that_decides_a_training_has_a_phrase() -> None:
    fields = {field.name for field in dataclasses.fields(Recipe)}
    assert set(PHRASES) == fields - set(DESCRIPTIONS) == {"network", "optimizer", *EDITS}


def other(recipe: Recipe, field: str) -> Recipe:
    return recipe.edited(optimizer="adam") if field == "optimizer" else recipe.edited(**{field: EDITS[field]})


@pytest.mark.parametrize("field", ["optimizer", *EDITS])
def test_no_two_edits_of_a_field_alone_have_the_title_of_the_recipe(field: str) -> None:
    edited = other(BASENET, field)
    assert titles.described(edited) != titles.described(BASENET)
    assert list(differences(edited, BASENET)) == list(differences(BASENET, edited)) == [field]


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "BaseNet"),
        ({"early_stopping": ()}, "BaseNet · no early stopping"),
        ({"optimizer": "adam", "learning_rate": 0.001, "epochs": 7}, "BaseNet · Adam 0.001 · 7 epochs"),
        ({"dataset": "digits", "standardize": True}, "BaseNet · Scanned digits · standardised"),
        ({"augmentation": Augmentation(zoom=0.2, flip=True)}, "BaseNet · flip; zoom 0.2"),
        ({"early_stopping": (EarlyStopping("val_loss", 3),)}, "BaseNet · early stopping (loss 3)"),
        (
            {"epochs": 1, "batch_size": 8, "seed": 2, "mixup": 0.2, "momentum": 0.0, "schedule": "cosine"},
            "BaseNet · 1 epoch · batch 8 · mixup 0.2 · momentum 0 · 2 more",
        ),
        ({"title": "Mine", "layers": ({"layer": "Flatten"},), "epochs": 3}, "Mine · 3 epochs"),
        ({"dataset": "own-faces-1", "title": "Faces"}, "Faces"),
        ({"dataset": "own-faces-1"}, "BaseNet · own photos"),
    ],
)
def test_a_title_says_what_differs(changes: dict[str, object], title: str) -> None:
    edited = recipes.get("basenet").edited(**changes)
    assert titles.described(edited) == title


def test_a_recipe_of_another_name_keeps_its_title() -> None:
    augmented = recipes.get("basenet_adam_augmented")
    assert titles.described(augmented) == "25 classes: BaseNet, Adam, augmented"
    elsewhere = "BaseNet · Adam 0.001 · 30 epochs · Scanned digits · batch 32 · 3 more"
    assert titles.described(augmented.edited(dataset="digits")) == elsewhere
    edited = "BaseNet · Adam 0.001 · 7 epochs · batch 32 · standardised · 2 more"
    assert titles.described(augmented.edited(epochs=7)) == edited
    assert titles.described(BASENET.then("nowhere", "Of another version")) == "Of another version"


def test_a_run_can_be_renamed_and_gets_its_own_name_back() -> None:
    run = Run.create(recipes.get("tiny").edited(epochs=2))
    assert titles.title(run) == "Tiny network · 2 epochs"
    titles.rename(run, "  Ana’s\n first\u200b  ")
    assert titles.title(Run(run.path)) == "Ana’s first"
    titles.rename(run, "x" * 500)
    assert titles.title(run) == "x" * titles.LONGEST
    titles.rename(run, " ")
    assert titles.title(run) == "Tiny network · 2 epochs"


def test_a_damaged_title_is_none(runs: Path) -> None:
    run = Run.create(recipes.get("tiny"))
    (run.path / titles.FILE).write_bytes(b"\xff\xfe\x00")
    assert titles.title(run) == "Tiny network"


def test_a_title_names_no_pictures_but_those_that_were_learned_from() -> None:
    for recipe in recipes.recipes().values():
        if recipe.dataset != "shapes":
            title = titles.described(recipe.edited(dataset="shapes"))
            assert "Shapes" in title
            assert ": " not in title
    fine_tuned = recipes.get("cats_and_dogs_mobilenet_finetuned").edited(dataset="digits")
    assert titles.described(fine_tuned) == "MobileNetV2 fine-tuned · Scanned digits"
    best = recipes.get("beyond_cifar100_25").edited(dataset="digits")
    assert titles.described(best) == "Small residual network · Scanned digits"


def test_trainings_of_one_moment_that_differ_in_a_field_each_have_a_name_of_their_own(runs: Path) -> None:
    changes: tuple[dict[str, object], ...] = (
        {},
        {"optimizer": "adam", "learning_rate": 0.001},
        {"standardize": True},
        {"epochs": 7},
    )
    trained = [Run.create(recipes.get("basenet").edited(**each)) for each in changes]
    names = ["BaseNet", "BaseNet · Adam 0.001", "BaseNet · standardised", "BaseNet · 7 epochs"]
    assert list(map(titles.title, trained)) == names
    assert list(run_titles(trained).values()) == names


def test_a_ready_made_network_is_called_by_what_it_knows_and_how_often_it_is_right() -> None:
    run = find("cats_and_dogs_mobilenet_finetuned_augmented")
    assert titles.title(run) == "Cats and dogs · MobileNetV2 fine-tuned, augmented · 98\u202f%"
    with speaking("es"):
        assert titles.title(run).startswith("Gatos y perros · MobileNetV2 ")
    every = [titles.title(each) for each in records()]
    assert len(set(every)) == len(every) > 40
    assert not [title for title in every if "100" in title]  # No network is called faultless.


def test_every_ready_made_network_has_a_subject() -> None:
    assert {run.recipe().dataset for run in records()} == set(titles.SUBJECTS)


def test_what_came_with_the_app_keeps_its_name() -> None:
    with pytest.raises(RunError, match="keeps its name"):
        titles.rename(checkpoints()[0], "Mine")


def test_a_title_is_in_the_language_of_its_reader(runs: Path) -> None:
    run = Run.create(recipes.get("tiny").edited(dataset="shapes"))
    with speaking("es"):
        assert titles.title(run).startswith("Red diminuta · ")
        assert titles.pictures("shapes") == "Formas"
        titles.rename(run, "Digit network")
        assert titles.title(run) == "Digit network"
