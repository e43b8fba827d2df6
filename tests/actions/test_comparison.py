"""Are runs compared by the figures that they wrote, each in its place?"""

import csv
import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from cnnviz import recipes
from cnnviz.actions import comparison
from cnnviz.actions.comparison import History
from cnnviz.training.runs import Run, RunError, Status, checkpoints

EPOCHS = [
    {"epoch": 1, "step": 10, "loss": 2.0, "accuracy": 0.2, "val_loss": 1.8, "val_accuracy": 0.3, "seconds": 4.0},
    {"epoch": 2, "step": 20, "loss": 1.0, "accuracy": 0.6, "val_loss": 1.2, "val_accuracy": 0.5, "seconds": 2.0},
    {"epoch": 3, "step": 30, "loss": 0.5, "accuracy": 0.8, "val_loss": 1.6, "val_accuracy": 0.4, "seconds": 2.5},
]
VALIDATED = History("first", recipes.get("tiny"), Status("done"), EPOCHS, {"test_loss": 1.3, "test_accuracy": 0.45})
BARE = History(
    "second",
    recipes.get("mnist"),
    Status("running"),
    [{key: value for key, value in record.items() if not key.startswith("val_")} for record in EPOCHS[:2]],
)
EMPTY = History("third", recipes.get("tiny"), Status("queued"), [])


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_smoothing_is_the_documents_moving_average() -> None:
    def smooth_curve(points: list[float], factor: float = 0.8) -> list[float]:
        smoothed_points: list[float] = []
        for point in points:
            if smoothed_points:
                smoothed_points.append(smoothed_points[-1] * factor + point * (1 - factor))
            else:
                smoothed_points.append(point)
        return smoothed_points

    values = np.random.default_rng(0).random(50).tolist()
    assert comparison.smoothed(values) == smooth_curve(values)
    assert comparison.smoothed(values, 0.95) == smooth_curve(values, 0.95)
    assert comparison.smoothed(values, 0) == values
    assert comparison.smoothed([]) == []


def test_smoothing_by_hand() -> None:
    assert comparison.smoothed([1.0, 2.0, 2.0]) == pytest.approx([1.0, 1.2, 1.36])


def test_a_series_counts_epochs_or_adds_up_their_seconds() -> None:
    x, y = comparison.series(VALIDATED, "val_loss", "epochs")
    assert (x.tolist(), y.tolist()) == ([1, 2, 3], [1.8, 1.2, 1.6])
    x, y = comparison.series(VALIDATED, "accuracy", "seconds")
    assert (x.tolist(), y.tolist()) == ([4, 6, 8.5], [0.2, 0.6, 0.8])


def test_a_series_of_what_was_not_measured_is_empty() -> None:
    for run in (BARE, EMPTY):
        x, y = comparison.series(run, "val_loss", "seconds")
        assert x.shape == y.shape == (0,)


def test_seconds_pass_in_epochs_without_the_metric_too() -> None:
    late = replace(VALIDATED, epochs=[BARE.epochs[0], *EPOCHS[1:]])
    assert comparison.series(late, "val_loss", "seconds")[0].tolist() == [6, 8.5]


def test_the_best_epoch_is_the_lowest_loss_or_the_highest_accuracy() -> None:
    assert comparison.best(VALIDATED, "val_loss") == (2, 1.2)
    assert comparison.best(VALIDATED, "loss") == (3, 0.5)
    assert comparison.best(VALIDATED, "val_accuracy") == (2, 0.5)
    assert comparison.best(BARE, "val_loss") is None


def test_an_epoch_whose_loss_is_no_number_is_not_the_best() -> None:
    diverged = replace(VALIDATED, epochs=[EPOCHS[0], {**EPOCHS[1], "val_loss": float("nan")}])
    assert comparison.best(diverged, "val_loss") == (1, 1.8)


@pytest.mark.parametrize(("shown", "kinds"), [("validation", {True}), ("training", {False}), ("both", {True, False})])
def test_the_curves_that_are_asked_for(shown: comparison.Shown, kinds: set[bool]) -> None:
    curves = comparison.curves(VALIDATED, "A run", 4, shown, "epochs", 0.5)
    assert {curve.validation for curve in curves} == kinds
    assert {curve.metric for curve in curves} == {"accuracy", "loss"}
    assert {(curve.run, curve.number) for curve in curves} == {("A run", 4)}
    for curve in curves:
        assert curve.smoothed.tolist() == comparison.smoothed(curve.measured, 0.5)
        assert curve.epochs.tolist() == [1, 2, 3]
        assert curve.best == (2 if curve.validation else None)


@pytest.mark.parametrize("shown", ["validation", "training", "both"])
def test_a_run_without_validation_shows_its_training(shown: comparison.Shown) -> None:
    curves = comparison.curves(BARE, "A run", 0, shown, "seconds", 0)
    assert [(curve.metric, curve.validation) for curve in curves] == [("accuracy", False), ("loss", False)]
    assert comparison.curves(EMPTY, "A run", 0, shown, "seconds", 0) == []


def test_the_table_has_a_row_a_run() -> None:
    first, second, third = comparison.table([VALIDATED, BARE, EMPTY])
    assert first["run"] == "first"
    assert (first["network"], first["data set"]) == (VALIDATED.recipe.network, VALIDATED.recipe.dataset)
    assert (first["best validation accuracy"], first["at epoch"]) == (0.5, 2)
    assert (first["test accuracy"], first["test loss"]) == (0.45, 1.3)
    assert (first["epochs"], first["training seconds"], first["state"]) == (3, 8.5, "done")
    assert second["parameters"] == 93322
    assert second["best validation accuracy"] is second["test accuracy"] is second["test loss"] is None
    assert (third["epochs"], third["training seconds"], third["at epoch"]) == (0, 0, None)


def test_a_run_whose_data_set_is_gone_has_no_count_of_parameters() -> None:
    gone = replace(VALIDATED, recipe=replace(VALIDATED.recipe, dataset="gone"))
    assert comparison.table([gone])[0]["parameters"] is None


def test_the_csv_has_every_epoch_of_every_run() -> None:
    rows = read(comparison.csv_text([BARE, EMPTY, VALIDATED]))
    assert list(rows[0]) == ["run", "epoch", "step", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"]
    epochs = [("second", "1"), ("second", "2"), ("first", "1"), ("first", "2"), ("first", "3")]
    assert [(row["run"], row["epoch"]) for row in rows] == epochs
    assert rows[0]["val_loss"] == ""
    assert [float(row["val_loss"]) for row in rows[2:]] == [1.8, 1.2, 1.6]


def test_without_runs_the_csv_is_empty() -> None:
    assert comparison.csv_text([]) == comparison.csv_text([EMPTY]) == comparison.table_csv([]) == ""


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@sum", "\tx"])
def test_no_cell_of_text_is_a_formula(name: str) -> None:
    for text in (
        comparison.csv_text([replace(VALIDATED, name=name)]),
        comparison.table_csv([replace(EMPTY, name=name)]),
    ):
        assert read(text)[0]["run"] == f"'{name}"


def test_names_with_commas_and_quotes_come_back_whole() -> None:
    name = 'a "run", my second'
    assert read(comparison.table_csv([replace(VALIDATED, name=name)]))[0]["run"] == name


@pytest.mark.parametrize("run", checkpoints(), ids=lambda run: run.name)
def test_a_shipped_run_is_read_whole(run: Run) -> None:
    read_now = comparison.history(run)
    assert len(read_now.epochs) == read_now.status.epoch > 0
    assert read_now.recipe == run.recipe()
    assert comparison.history(run, read_now.epochs) == read_now


def test_a_damaged_recipe_says_so() -> None:
    run = Run.create(recipes.get("tiny"))
    (run.path / "recipe.json").write_text("{broken")
    with pytest.raises(RunError, match="not valid JSON"):
        comparison.history(run)


def test_comparing_loads_neither_streamlit_nor_tensorflow() -> None:
    heavy = "[m for m in ('keras', 'streamlit', 'tensorflow') if m in sys.modules]"
    program = f"import sys, cnnviz.actions.comparison; print({heavy})"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
