"""Does a shipped run predict what the trained one did, in half the space?"""

import json
import shutil
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from cnnviz import datasets, recipes
from cnnviz.actions import shipping
from cnnviz.actions.shipping import half_precision, ship
from cnnviz.training.learning import calibration, film
from cnnviz.training.runs import Run, RunError, checkpoints


def test_half_precision_halves_the_file_and_widens_again(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(400), keras.layers.BatchNormalization()])
    model.save(tmp_path / "whole.keras")
    (tmp_path / "half.keras").write_bytes(half_precision((tmp_path / "whole.keras").read_bytes()))
    assert (tmp_path / "half.keras").stat().st_size < 0.75 * (tmp_path / "whole.keras").stat().st_size
    again = keras.saving.load_model(tmp_path / "half.keras")
    for ours, theirs in zip(again.get_weights(), model.get_weights(), strict=True):
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs.astype("float16").astype("float32"))


def test_a_shipped_run_names_the_same_classes(trained: Run, tmp_path: Path) -> None:
    shipped = ship(trained, "tiny", folder=tmp_path)
    recipe = trained.recipe()
    pictures = datasets.load(recipe.dataset, recipe.input_shape).x_test
    predicted = [run.model().predict(pictures, verbose=0).argmax(1) for run in (trained, shipped)]
    assert np.array_equal(*predicted)
    assert shipped.epochs() == trained.epochs()
    assert (shipped.evaluation() or {})["weights"] in ("half precision", "single precision")
    kept = {"recipe.json", "metrics.jsonl", "status.json", "evaluation.json", "log.txt", "model.keras"}
    calibration = {"calibration.npz", "calibration.json"}
    assert {path.name for path in shipped.path.iterdir()} == kept | calibration | {"film"}


def test_a_film_goes_along_where_it_is_small(trained: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = film.frames(trained.path)
    shipped = ship(trained, "tiny", folder=tmp_path)
    assert list(film.frames(shipped.path)) == list(frames)
    assert film.frames(ship(trained, "tiny", keep="nothing", folder=tmp_path).path) == {}
    monkeypatch.setattr(shipping, "FILM_BYTES", sum(frame.stat().st_size for frame in frames.values()) - 1)
    assert film.frames(ship(trained, "tiny", folder=tmp_path).path) == {}


def test_figures_can_be_shipped_alone(trained: Run, tmp_path: Path) -> None:
    shipped = ship(trained, "tiny", keep="nothing", folder=tmp_path)
    assert shipped.weights is None
    assert json.loads((shipped.path / "evaluation.json").read_text()) == trained.evaluation()


def test_of_weights_that_must_not_be_given_away_only_the_results_are_shipped(trained: Run, tmp_path: Path) -> None:
    run = Run(tmp_path / "run")
    shutil.copytree(trained.path, run.path)
    (run.path / "recipe.json").write_text(recipes.get("birds_v15_features").to_json())
    with pytest.raises(RunError, match=r"the weights of ResNet50 v1\.5 \(Uber\), which must not be given away"):
        ship(run, "birds", folder=tmp_path)
    shipped = ship(run, "birds", keep="nothing", folder=tmp_path)
    assert shipped.weights is None
    assert (shipped.evaluation() or {})["weights_of"] == "ResNet50 v1.5 (Uber)"
    assert "Non-Commercial" in (shipped.evaluation() or {})["terms"]


def test_a_run_that_is_not_done_is_not_shipped(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="only a run that is done can be shipped"):
        ship(Run.create(recipes.get("tiny")), "tiny", folder=tmp_path)


def test_the_optimiser_stays_behind(trained: Run, tmp_path: Path) -> None:
    shipped = ship(trained, "tiny", folder=tmp_path)
    for run in (trained, shipped):
        with zipfile.ZipFile(run.path / "model.keras") as kept, h5py.File(kept.open("model.weights.h5")) as weights:
            assert set(weights) == {"layers", "vars"}


def test_what_was_measured_of_a_shipped_calibration_comes_with_the_calibration() -> None:
    calibrated = [run for run in checkpoints() if (run.path / calibration.FIGURES).exists()]
    assert calibrated
    assert [run.name for run in calibrated if not calibration.load(run)] == []
