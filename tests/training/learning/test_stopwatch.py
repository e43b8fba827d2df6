"""Is what a few steps foretell near what the training takes?"""

from pathlib import Path

import pytest

from cnnviz import datasets, recipes
from cnnviz.recipes import Recipe
from cnnviz.training.learning.stopwatch import measure
from cnnviz.training.transfer import frozen_features
from tests.training.learning.test_train import done
from tests.training.transfer.test_frozen_features import MOBILENET, RECIPE

LOOSE = 4.0
"""How far off the seconds may be on a machine that does other things too."""


@pytest.mark.slow
@pytest.mark.parametrize("recipe", [recipes.get("tiny").edited(epochs=2)], ids=lambda recipe: recipe.name)
def test_an_epoch_takes_about_what_was_foretold(recipe: Recipe) -> None:
    cost = measure(recipe, "here")
    took = done(recipe).epochs()[-1]["seconds"]
    assert took / LOOSE < cost.seconds_an_epoch < took * LOOSE
    assert (cost.seconds_once, cost.learns, cost.measured_on) == (0, 1_898, "here")


@pytest.mark.slow
def test_what_is_frozen_costs_once_and_nothing_where_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    first = measure(RECIPE, "here")
    assert first.seconds_once > 0
    assert first.learns == (1280 + 1) * len(datasets.get("shapes").labels)
    assert first.seconds_an_epoch < first.seconds_once
    frozen_features.folder().mkdir(parents=True)
    for name in ("a.npy", "b.npy"):
        (frozen_features.folder() / name).touch()
    frozen_features._note(RECIPE, MOBILENET).write_text('["a.npy", "b.npy"]')
    assert measure(RECIPE, "here").seconds_once == 0
    frozen_features.forget(RECIPE, MOBILENET)
    assert list(frozen_features.folder().iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("frozen", [116, 154])
def test_new_layers_that_learn_alone_first_cost_once(
    frozen: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    recipe = RECIPE.edited(frozen=frozen, head_epochs=50)
    frozen_features.folder().mkdir(parents=True)
    (frozen_features.folder() / "a.npy").touch()
    frozen_features._note(recipe, MOBILENET).write_text('["a.npy"]')  # So that only what comes after it costs.
    assert measure(recipe, "here").seconds_once > 0
