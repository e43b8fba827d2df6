"""Calibration of a run's network: (run, network, pictures) -> calibration.npz, and its figures in calibration.json.

It is calibrated with pictures that it has not learned from: those that it was validated on, or, where it was not, every
second test picture; then its false alarms are counted on the others. Where what it finds does not tell strangers, it is
shown training pictures of some kinds of them; each kind is then tested with what was learned from the others alone.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from zipfile import BadZipFile

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets
from cnnviz.base import files
from cnnviz.datasets import Dataset
from cnnviz.datasets.fetching.progress import reporter
from cnnviz.locale import N_, Message
from cnnviz.recipes import Recipe
from cnnviz.surgery.features import Outputs, map_statistics, outputs, with_features
from cnnviz.training.learning import evidence
from cnnviz.training.learning.batches import Pair, parts
from cnnviz.training.learning.evidence import Calibration, CalibrationError, auroc, least
from cnnviz.training.runs.contents.provenance import provenance
from cnnviz.training.runs.contents.reading import json_object
from cnnviz.training.runs.run import Run

FILE, FIGURES = "calibration.npz", "calibration.json"
MEASURED = ("calibrated_on", "temperature", "threshold", "false_alarms", "strangers")
MOST = 2000
"""Most pictures of one kind that are used."""
STRANGERS = ("cats_and_dogs", "flowers", "birds")
"""Data sets whose test pictures stand for what a network has never seen."""
WORTH = 0.90
"""Least AUROC, where strangers were tried, with which a network may say that a picture is none of its classes."""
SHOWN = 1000
"""Training pictures of a kind of strangers that a network is shown where it cannot tell them by itself."""


class Own(NamedTuple):
    """Outputs for pictures of the network's own classes: learned from, calibrated with, and others."""

    learned: Outputs
    validation: Outputs
    test: Outputs


class Strangers(NamedTuple):
    """Pictures of one kind of strangers: to be tested with, and to learn from where that is needed."""

    tested: NDArray[np.uint8]
    shown: NDArray[np.uint8]


def load(run: Run) -> Calibration | None:
    """Return the run's calibration; None while it has none that can be read."""
    try:
        calibration = Calibration.load(run.path / FILE)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    return replace(calibration, tells=tells(figures(run)))


def figures(run: Run) -> dict[str, Any] | None:
    """Return the figures that were measured with the calibration; None while there are none."""
    measured = json_object(run.path / FIGURES)
    return measured if all(name in measured for name in MEASURED) else None


def tells(known: dict[str, Any] | None) -> bool:
    """Return whether a network with these figures tells strangers from its own, as far as was tried."""
    tried = known["strangers"] if known else None
    return not tried or tried["auroc"] >= WORTH


def forget(run: Run) -> None:
    """Delete the calibration of a network that goes on learning."""
    for name in (FILE, FIGURES):
        (run.path / name).unlink(missing_ok=True)


def calibrate(run: Run, model: keras.Model, data: Dataset, strangers: Sequence[str] = ()) -> dict[str, Any]:
    """Calibrate the run's network and keep the calibration with the run.

    Args:
        run: Gets the two files.
        model: The network, or its end where the rest is frozen and worked out once.
        data: What the model takes.
        strangers: Data sets whose test pictures it is to be tried on; only for a model that takes raw pixels.

    Returns:
        ``calibrated_on``, ``temperature``, ``threshold``, ``false_alarms`` on test pictures of its own (``rate``,
        ``images``), ``strangers`` (``auroc`` and ``images`` of all together, and of each of ``datasets`` with the share
        that is ``noticed``; where it had to be shown some, how many of each, ``shown``, and the AUROC without,
        ``unaided``), and what it was made with.

    Raises:
        CalibrationError: There are too few pictures.
        FeaturesError: The last layer takes no plain row of features.
        DataError: A data set cannot be obtained.
        OSError: The files cannot be written.
    """
    recipe, whole = run.recipe(), with_features(model)
    if len(strangers) > 1:
        whole = keras.Model(model.inputs[0], [*whole.outputs, map_statistics(model)])
    learned, validation, test, name_of_validation = _pictures(recipe, data)
    others = {name: _strangers(recipe, data.labels, name) for name in strangers}
    total = sum(map(len, (learned[0], validation[0], test[0], *(kind.tested for kind in others.values()))))
    look = _looking(whole, Message("Calibrating"), total)
    ours = Own(look(learned[0]), look(validation[0]), look(test[0]))
    theirs = {name: look(kind.tested) for name, kind in others.items()}
    fitted = evidence.fit(ours.learned.features, ours.validation.features, ours.validation.probabilities, validation[1])
    own, tried = fitted.evidence(ours.test.features), None
    if theirs and len(own):
        tried = _together({name: _row(fitted, own, fitted.evidence(kind.features)) for name, kind in theirs.items()})
    if tried and tried["auroc"] < WORTH and len(theirs) > 1:
        look = _looking(
            whole, Message("Looking at pictures of other things"), sum(len(kind.shown) for kind in others.values())
        )
        shown = {name: look(kind.shown).statistics for name, kind in others.items()}
        aided, better = _aided(fitted, ours, shown, {name: kind.statistics for name, kind in theirs.items()})
        if better["auroc"] >= WORTH:
            fitted, own = aided, aided.evidence(ours.test.statistics)
            tried = better | {"shown": {name: len(kind) for name, kind in shown.items()}, "unaided": tried["auroc"]}
    measured = {
        "calibrated_on": f"{len(validation[0])} {name_of_validation}",
        "temperature": fitted.temperature,
        "threshold": fitted.threshold,
        "false_alarms": {"rate": float((own < fitted.threshold).mean()), "images": len(own)} if len(own) else None,
        "strangers": tried,
    }
    fitted.save(run.path / FILE)
    kept = measured | provenance()
    files.write(run.path / FIGURES, json.dumps(kept, indent=2) + "\n")
    return kept


def usual_strangers(run: Run) -> list[str]:
    """Return the data sets on this machine that share no class with the run's and can stand for strangers."""
    own = set(run.labels())
    return [name for name in STRANGERS if not own & set(datasets.get(name).labels) and datasets.get(name).present()]


def _looking(model: keras.Model, sentence: Message, total: int) -> Callable[[NDArray[Any]], Outputs]:
    """Return a function that gives `outputs` of pictures and reports how many of all are done."""
    report, done = reporter(sentence), 0

    def look(pictures: NDArray[Any]) -> Outputs:
        nonlocal done
        seen = outputs(model, pictures, lambda count: report(done + count, total))
        done += len(pictures)
        return seen

    return look


def _pictures(recipe: Recipe, data: Dataset) -> tuple[Pair, Pair, Pair, str]:
    """Return pictures learned from, to calibrate with and to count false alarms on, and a name of the second."""
    learned, validation = parts(data, recipe.validation_split, recipe.seed)
    test, what = (data.x_test, data.y_test), N_("validation pictures")
    if validation is None:
        validation, test = ((data.x_test[half::2], data.y_test[half::2]) for half in (0, 1))
        what = N_("test pictures, every second one")
    dice = np.random.default_rng(recipe.seed)
    return _some(learned, dice), _some(validation, dice), _some(test, dice), what


def _some(pair: Pair, dice: np.random.Generator, most: int = MOST) -> Pair:
    """Return at most so many of the pictures, in their order, with their labels."""
    count = len(pair[0])
    chosen = np.sort(dice.permutation(count)[:most])
    return pair if count <= most else (pair[0][chosen], pair[1][chosen])


def _strangers(recipe: Recipe, labels: tuple[str, ...], name: str) -> Strangers:
    """Return pictures of another data set, as the network would receive them."""
    source = datasets.get(name)
    if shared := set(source.labels) & set(labels):
        raise CalibrationError(
            Message(
                "{dataset} shows {label} too, so its pictures are not out of distribution: choose another data set.",
                dataset=Message(source.title),
                label=sorted(shared)[0],
            )
        )
    data, dice = datasets.load(name, recipe.input_shape), np.random.default_rng(recipe.seed)
    tested, _ = _some((data.x_test, data.y_test), dice)
    return Strangers(tested, _some((data.x_train, data.y_train), dice, SHOWN)[0])


def _aided(
    calibration: Calibration, ours: Own, shown: dict[str, NDArray[np.float32]], tested: dict[str, NDArray[np.float32]]
) -> tuple[Calibration, dict[str, Any]]:
    """Learn what sets strangers apart, from some of them.

    Args:
        calibration: The calibration without strangers.
        ours: Of its own pictures.
        shown: Looks of each kind of strangers to learn from.
        tested: Looks of each kind to be tested with.

    Returns:
        The calibration that learned from all kinds; and how well one that learned from the others tells each kind.
    """

    def learned(kinds: list[NDArray[np.float32]]) -> Calibration:
        contrast = evidence.contrast(ours.learned.statistics, kinds)
        return replace(calibration, contrast=contrast, threshold=least(contrast.evidence(ours.validation.statistics)))

    rows = {}
    for name, strangers in tested.items():
        without = learned([kind for other, kind in shown.items() if other != name])
        rows[name] = _row(without, without.evidence(ours.test.statistics), without.evidence(strangers))
    return learned(list(shown.values())), _together(rows)


def _row(known: Calibration, own: NDArray[np.float32], strangers: NDArray[np.float32]) -> dict[str, Any]:
    """Return how well strangers are told apart from its own pictures, by the evidence of both."""
    noticed = float((strangers < known.threshold).mean())
    return {"auroc": auroc(own, strangers), "noticed": noticed, "images": len(strangers)}


def _together(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the mean of rows over all their pictures, and the rows as ``datasets``."""
    images = [row["images"] for row in rows.values()]
    mean = {key: float(np.average([row[key] for row in rows.values()], weights=images)) for key in ("auroc", "noticed")}
    return mean | {"images": sum(images), "datasets": rows}
