"""Does every recipe on a trained network train, and is the kept file the network that was trained?

With random weights, as the claim does not depend on what was learned before. Drawn pictures of a small size stand in
for photos, with one recipe on VGG16; every recipe on real photos at its own size takes many minutes:

    CNNVIZ_DATA_DIR=... pytest -m photos tests/whole/test_transfer_recipes.py --durations=0
"""

import os
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import datasets, networks, recipes
from cnnviz.datasets import Dataset
from cnnviz.recipes import Recipe, documents
from cnnviz.training.learning import train
from tests.training.learning.test_train import done

DOCUMENTS = [
    recipe for recipe in recipes.recipes().values() if documents.of(recipe.source) and networks.of(recipe).trained
]
SMALL, FEW = (96, 96, 3), 24
DATA_DIR = os.environ.get("CNNVIZ_DATA_DIR", "")


def some(data: Dataset, count: int) -> Dataset:
    """So many pictures of each split, from all over it."""
    train, test = (np.linspace(0, len(y) - 1, count).astype(int) for y in (data.y_train, data.y_test))
    fewer = replace(data, x_train=data.x_train[train], y_train=data.y_train[train], x_test=data.x_test[test])
    fewer = replace(fewer, y_test=data.y_test[test])
    if data.x_validation is None or data.y_validation is None:
        return fewer
    held = np.linspace(0, len(data.y_validation) - 1, count).astype(int)
    return replace(fewer, x_validation=data.x_validation[held], y_validation=data.y_validation[held])


def drawn(recipe: Recipe) -> Dataset:
    """Drawn pictures under as many names as the recipe's data set has."""
    labels = datasets.get(recipe.dataset).labels
    shapes = some(datasets.load("shapes", SMALL), FEW)
    return replace(shapes, labels=labels, y_train=shapes.y_train % len(labels), y_test=shapes.y_test % len(labels))


def prove(recipe: Recipe, data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Train one epoch, and compare the loaded file's predictions with the network's before it was saved."""
    predictions: list[NDArray[np.float32]] = []
    saved = train.save

    def save(path: Path, model: keras.Model) -> None:
        predictions.append(model.predict(data.x_test.astype("float32"), batch_size=8, verbose=0))
        saved(path, model)

    monkeypatch.setattr(datasets, "load", lambda *_: data)
    monkeypatch.setattr(train, "save", save)
    split = recipe.validation_split if data.x_validation is not None or recipe.validation_split else 0.25
    short = {"epochs": 1, "head_epochs": min(1, recipe.head_epochs), "validation_split": split}
    run = done(recipe.edited(weights="random", input_shape=data.x_train.shape[1:], **short))
    again = run.model().predict(data.x_test.astype("float32"), batch_size=8, verbose=0)
    assert np.isfinite(again).all()
    assert again.shape == (len(data.x_test), 1 if len(data.labels) == 2 else len(data.labels))
    assert np.abs(again - predictions[-1]).max() < 1e-5
    (record,) = run.epochs()
    assert np.isfinite(record["loss"])
    assert "val_loss" in record


def test_the_documents_have_these() -> None:
    assert {recipe.rung for recipe in DOCUMENTS} >= {"D3", "D4", "D5", "E1", "E2", "E3", "E4", "E5", "E6"}
    assert {networks.of(recipe).backbone for recipe in DOCUMENTS} == {"vgg16", "resnet50", "inception_resnet_v2"}


@pytest.mark.slow
def test_trained_saved_and_loaded_it_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    recipe = recipes.get("cats_and_dogs_vgg16_finetuned")
    prove(recipe, drawn(recipe), monkeypatch)


@pytest.mark.photos
@pytest.mark.parametrize("recipe", DOCUMENTS, ids=lambda recipe: recipe.name)
def test_on_real_photos_trained_saved_and_loaded_it_says_the_same(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("CNNVIZ_DATA_DIR", DATA_DIR)
    if not DATA_DIR or not datasets.get(recipe.dataset).present():
        pytest.skip(f"{recipe.dataset} is not on this machine: set CNNVIZ_DATA_DIR")
    prove(recipe, some(datasets.load(recipe.dataset, recipe.input_shape), 2 * FEW), monkeypatch)
