"""The page of improvements: reported and measured results side by side, and what chance may explain of them."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.actions import catalogue
from cnnviz.base.intervals import wilson
from cnnviz.recipes.differences import differences
from cnnviz.training.runs import Run
from tests.pages.pages import opened, words


def test_every_row_is_shown_with_each_step_and_all_that_it_changes() -> None:
    app = opened("ladder.py")
    for name, ladder in recipes.ladders().items():
        app.selectbox(key="ladder").select(name).run()
        assert not app.exception
        table = app.dataframe[0].value
        places = enumerate(ladder.recipes, 1)
        assert list(table["step"]) == [recipe.rung or str(place) for place, recipe in places]
        assert not (table.isna() | (table == "None")).any().any()
        shown = words(app)
        for recipe in ladder.recipes:
            assert recipe.lesson in shown
            before = ladder.before(recipe)
            changed = differences(recipe, before, but=("network", "dataset")) if before else {}
            assert all(phrase in shown for phrase in changed.values())


def test_each_measured_accuracy_has_its_interval() -> None:
    app = opened("ladder.py")
    row = app.dataframe[0].value.iloc[0]
    low, high = wilson(float(row["test"]), 2500)
    assert row["test_interval"] == f"{low:.3f} to {high:.3f}"
    low, high = wilson(float(row["validation"]), 1250)
    assert row["validation_interval"] == f"{low:.3f} to {high:.3f}"
    point = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][-1]
    assert point["name"] == "Measured, with its 95 % interval"
    assert all(point["error_x"]["array"])


def test_a_difference_within_chance_is_called_no_more_than_that() -> None:
    shown = words(opened("ladder.py", ladder="basenet_001"))
    assert "The author reports 0.5756: a difference that chance may explain." in shown
    assert "Test accuracy against C14: −0.021, which chance may explain" in shown
    assert "Test accuracy against C12: +0.079, more than chance explains" in shown
    for word in (" better ", " worse ", " gains "):
        assert word not in shown


def test_a_step_of_ones_own_is_measured_beside_what_is_reported(
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
    assert row["test"] == f"{figures['test_accuracy']:.4f}"
    assert row["seed"] == "5"
    validated = trained.epochs()[figures["epoch"] - 1]["val_accuracy"]
    assert f"validation pictures: {validated:.4f}" in words(app)
    assert "the 0.7200 that the author reports" in words(app)
    assert app.dataframe[0].value.iloc[0]["reported_on"] == "validation pictures"


def test_a_step_whose_weights_are_not_here_says_that_it_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(catalogue, "records", list)
    app = opened("ladder.py", ladder="birds_000")
    table = app.dataframe[0].value
    assert set(table["test"]) == set(table["seconds"]) == {"not measured here"}
    assert "Not measured here: ResNet50’s weights are not on this machine" in words(app)
    app.selectbox(key="ladder").select("cats_and_dogs_002").run()
    assert set(app.dataframe[0].value["test"]) == {"not trained here yet"}


def test_the_page_can_be_read_in_spanish() -> None:
    app = opened("ladder.py", ladder="cats_and_dogs_002", lang="es")
    assert app.title[0].value == "Mejoras, paso a paso"
    shown = words(app)
    assert "**Cambios respecto a D6:** cizalla 0,2" in shown
    assert "apartado «Entrenamiento del modelo»" in shown
    assert "2 núcleos de procesador · TensorFlow" in shown
    assert "Medida con 2\u202f000 imágenes de validación: 0,8345, intervalo del 95\u00a0% de 0,818" in shown.replace(
        "95 %", "95\u00a0%"
    )


def test_what_was_measured_with_other_weights_names_them_and_their_terms() -> None:
    app = opened("ladder.py")
    app.selectbox(key="ladder").select("birds_000").run()
    table = app.dataframe[0].value
    assert set(table["weights"][table["seed"] == "0"]) == {"ResNet50 v1.5 (Uber)"}
    assert "Measured with the weights of ResNet50 v1.5 (Uber)." in words(app)
    assert "commercial use is not" in words(app)
    app.selectbox(key="ladder").select("basenet_000").run()
    assert "weights" not in app.dataframe[0].value
