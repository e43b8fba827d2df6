"""Comparison of runs: smoothed curves, one table and CSV files; trains nothing and loads no TensorFlow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz.actions.catalogue import parameters
from cnnviz.base import csv_files
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.base.intervals import wilson
from cnnviz.figures.comparison import PANELS, Curve
from cnnviz.locale import N_, _, ngettext, speaking
from cnnviz.locale.language import ENGLISH
from cnnviz.recipes import Recipe
from cnnviz.recipes.differences import augmentation, stopping
from cnnviz.training.learning.early_stopping import best_epoch
from cnnviz.training.runs import Run, Status
from cnnviz.training.runs.titles import title

Axis = Literal["epochs", "seconds"]
Shown = Literal["validation", "training", "both"]
Metrics = dict[str, float]
OTHERS = {
    "epochs": N_("epochs at most"),
    "input_shape": N_("pixels"),
    "weights": N_("weights"),
    "frozen": N_("frozen layers"),
    "head_epochs": N_("epochs of the new layers alone"),
    "layers": N_("layers"),
    "turns": N_("rotated by quarter turns"),
    "mirrors": N_("mirrored too"),
    "mixup": N_("mixup"),
    "validation_split": N_("validation share"),
    "momentum": N_("momentum"),
    "schedule": N_("schedule"),
    "weight_decay": N_("weight decay"),
    "label_smoothing": N_("label smoothing"),
    "averaging": N_("averaging"),
}
"""Fields of a recipe that have a column where the compared runs differ in them; files have the English headings."""


@dataclass(frozen=True)
class History:
    """The content of a run's directory at one moment.

    Attributes:
        name: The run's name.
        recipe: What it trains.
        status: Its state.
        epochs: The record of each finished epoch.
        evaluation: Its test figures, or None while there are none.
        title: Its title for people.
    """

    name: str
    recipe: Recipe
    status: Status
    epochs: Sequence[Metrics]
    evaluation: Mapping[str, Any] | None = None
    title: str = ""


def history(run: Run, epochs: Sequence[Metrics] | None = None) -> History:
    """Read what the comparison needs of a run.

    Args:
        run: The run.
        epochs: Its finished epochs if they are known already: reading them takes the longest.

    Raises:
        CnnvizError: Its recipe cannot be read.
    """
    ended = run.epochs() if epochs is None else epochs
    return History(run.name, run.recipe(), run.status(), ended, run.evaluation(), title(run))


def smoothed(values: Iterable[float], factor: float = 0.8) -> list[float]:
    """Smooth a curve exponentially: each point is ``factor`` times the one before and the rest of the new value.

    Args:
        values: One a point of the curve.
        factor: 0 leaves the values as they are, near 1 hardly follows them.

    Reference: Chollet, 2018, Deep Learning with Python, smooth_curve, whose ``smoothed_points`` the cats and dogs
    document shows.

    >>> smoothed([1.0, 0.0, 0.0], factor=0.5)
    [1.0, 0.5, 0.25]
    """
    return list(accumulate(values, lambda before, value: before * factor + value * (1 - factor)))


def series(run: History, metric: str, axis: Axis) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return one curve.

    Args:
        run: The run.
        metric: Such as ``"loss"`` or ``"val_accuracy"``.
        axis: Whether x counts epochs or seconds since the first epoch began, without pauses.

    Returns:
        x and y of the epochs that have the metric, each of shape (n,).
    """
    seconds = accumulate(record["seconds"] for record in run.epochs)
    points = [
        (record["epoch"] if axis == "epochs" else passed, record[metric])
        for record, passed in zip(run.epochs, seconds, strict=True)
        if metric in record
    ]
    x, y = np.array(points, float).reshape(-1, 2).T
    return x, y


def best(run: History, metric: str) -> tuple[int, float] | None:
    """Return the number of the best epoch by a metric, and its value; None where no epoch has a number for it."""
    measured = [record for record in run.epochs if isfinite(record.get(metric, np.nan))]
    if not measured:
        return None
    record = measured[best_epoch(measured, metric)]
    return int(record["epoch"]), record[metric]


def curves(run: History, label: str, number: int, shown: Shown, axis: Axis, factor: float) -> list[Curve]:
    """Return the curves of a run; the training curves where it has no validation pictures.

    Args:
        run: The run.
        label: What the legend calls it.
        number: Its place among the runs compared, from 0.
        shown: Which curves to return.
        axis: What x is.
        factor: How strongly the curves are smoothed, 0 for not at all.
    """
    kinds = [True, False] if shown == "both" else [shown == "validation"]
    available = [kind for kind in kinds if not kind or validated(run)] or [False]
    drawn_curves = []
    for metric in PANELS:
        for validation in available:
            key = f"val_{metric}" if validation else metric
            x, y = series(run, key, axis)
            if len(x):
                epochs = series(run, key, "epochs")[0].astype(int)
                mark = best(run, key) if validation else None
                drawn = np.array(smoothed(y, factor)) if factor else y
                drawn_curves.append(Curve(label, number, metric, validation, x, epochs, y, drawn, mark and mark[0]))
    return drawn_curves


def validated(run: History) -> bool:
    """Return whether an epoch was measured on validation pictures."""
    return any("val_loss" in record for record in run.epochs)


def table(runs: Sequence[History]) -> list[dict[str, Any]]:
    """Return one row a run: its recipe, its best epoch, its test figures; None where there is no figure.

    What else differs between the recipes has columns of its own. Keys are English, words among the values are in the
    language that is spoken.
    """
    others = [field for field in OTHERS if len({str(getattr(run.recipe, field)) for run in runs}) > 1]
    return [_row(run) | {OTHERS[field]: _written(getattr(run.recipe, field)) for field in others} for run in runs]


def _written(value: Any) -> Any:
    """Return a recipe's value as it is written in a table."""
    if isinstance(value, tuple):
        return dimensions(value) if all(isinstance(one, int) for one in value) and value else _layers(value)
    return value


def _layers(layers: tuple[Mapping[str, Any], ...]) -> str:
    return ngettext("{n} of its own", "{n} of its own", len(layers)) if layers else _("the network’s")


def _row(run: History) -> dict[str, Any]:
    recipe, test = run.recipe, run.evaluation or {}
    epoch, accuracy = best(run, "val_accuracy") or (None, None)
    low, high = interval(run) or (None, None)
    return {
        "run": run.name,
        "title": run.title,
        "network": recipe.network,
        "data set": recipe.dataset,
        "optimiser": recipe.optimizer,
        "learning rate": recipe.learning_rate,
        "batch": recipe.batch_size,
        "standardised": recipe.standardize,
        "augmentation": augmentation(recipe) or _("none"),
        "early stopping": stopping(recipe) or _("none"),
        "epochs": len(run.epochs),
        "best validation accuracy": accuracy,
        "at epoch": epoch,
        "test accuracy": test.get("test_accuracy"),
        "test accuracy low": low,
        "test accuracy high": high,
        "test pictures": test.get("images"),
        "test loss": test.get("test_loss"),
        "parameters": _parameters(recipe),
        "training seconds": round(sum(record["seconds"] for record in run.epochs), 1),
        "seed": recipe.seed,
        "state": run.status.state,
    }


def interval(run: History) -> tuple[float, float] | None:
    """Return the 95 % interval of a run's test accuracy; None while it has not been measured."""
    test = run.evaluation or {}
    return wilson(test["test_accuracy"], int(test["images"])) if test.get("images") else None


def _parameters(recipe: Recipe) -> int | None:
    """Return the weights of the recipe's network; None where this version no longer knows its network or classes."""
    try:
        return parameters(recipe)
    except CnnvizError:
        return None


def points(runs: Sequence[History]) -> list[dict[str, Any]]:
    """Return one row an epoch of each run: run, epoch, step, all metrics, seconds; None where a metric is missing."""
    first, last = ("epoch", "step"), ("seconds",)
    keys = dict.fromkeys(key for run in runs for record in run.epochs for key in record)
    order = [*first, *(key for key in keys if key not in (*first, *last)), *last]
    return [{"run": run.name, **{key: record.get(key) for key in order}} for run in runs for record in run.epochs]


def csv_text(runs: Sequence[History]) -> str:
    """Return every finished epoch of every run as CSV, one line an epoch."""
    return _csv(points(runs))


def table_csv(runs: Sequence[History]) -> str:
    """Return the table as CSV, one line a run; in English, as every file."""
    with speaking(ENGLISH):
        return _csv(table(runs))


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    return csv_files.text(rows, list(rows[0]), "\n") if rows else ""
