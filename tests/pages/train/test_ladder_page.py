"""The page Ladders: reported and measured figures stand side by side and are never mixed."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.actions import catalogue
from cnnviz.training.runs import Run
from tests.pages.pages import opened, words


def test_every_ladder_is_shown_with_each_rung() -> None:
    app = opened("ladder.py")
    for name, ladder in recipes.ladders().items():
        app.selectbox(key="ladder").select(name).run()
        assert not app.exception
        table = app.dataframe[0].value
        assert list(table["rung"]) == [recipe.rung for recipe in ladder.recipes]
        assert not (table.isna() | (table == "None")).any().any()
        for recipe in ladder.recipes:
            assert recipe.lesson in words(app)


def test_a_rung_of_ones_own_is_measured_beside_what_is_reported(
    trained: Run, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladder = recipes.get_ladder("cats_and_dogs_003")
    recipe = dataclasses.replace(ladder.recipes[0], seed=5)
    shutil.copytree(trained.path, runs / "mine")
    (runs / "mine" / "recipe.json").write_text(recipe.to_json())
    monkeypatch.setattr(catalogue, "records", list)
    app = opened("ladder.py")
    app.selectbox(key="ladder").select(ladder.name).run()
    row = app.dataframe[0].value.iloc[0]
    figures = json.loads((trained.path / "evaluation.json").read_text())
    assert row["reported"] == "0.7200"
    assert row["measured, test"] == f"{figures['test_accuracy']:.4f}"
    assert row["seed"] == "5"
    validated = trained.epochs()[figures["epoch"] - 1]["val_accuracy"]
    above = "above" if validated >= 0.72 else "below"
    assert f"Measured {validated:.4f} (validation), {abs(validated - 0.72):.4f} {above} the 0.7200" in words(app)


def test_a_rung_whose_weights_are_not_here_says_that_it_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(catalogue, "records", list)
    app = opened("ladder.py", ladder="Birds with ResNet50 · Document 000")
    table = app.dataframe[0].value
    assert set(table["measured, test"]) == set(table["training"]) == {"not measured here"}
    assert "Not measured here: ResNet50’s weights are not on this machine" in words(app)
    app.selectbox(key="ladder").select("cats_and_dogs_002").run()
    assert set(app.dataframe[0].value["measured, test"]) == {"not trained here yet"}
