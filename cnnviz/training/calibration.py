"""How far may a run's network be trusted?  Run, network, pictures -> calibration.npz, and its figures in calibration.json.

It is calibrated with pictures that it has not learned from: those that it was validated on, or, where it was not, every
second test picture; then its false alarms are counted on the others.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zipfile import BadZipFile

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets, files
from cnnviz.datasets import Dataset
from cnnviz.datasets.download import announced
from cnnviz.recipes import Recipe
from cnnviz.training import evidence
from cnnviz.training.batches import Pair, parts
from cnnviz.training.evidence import Calibration, CalibrationError, auroc
from cnnviz.training.provenance import provenance
from cnnviz.training.reading import json_object
from cnnviz.training.run import Run

FILE, FIGURES = "calibration.npz", "calibration.json"
MEASURED = ("calibrated_on", "temperature", "threshold", "false_alarms", "strangers")
MOST = 2000
"""Pictures of one kind that are looked at."""
STRANGERS = ("cats_and_dogs", "flowers", "birds")
"""Data sets whose test pictures stand for what a network has never seen."""
WORTH = 0.90
"""Least AUROC, where strangers were tried, with which a network may say that a picture is none of its classes."""
AT_ONCE = 32


def load(run: Run) -> Calibration | None:
    """Return the run's calibration, or None while it has none that can be read."""
    try:
        found = Calibration.load(run.path / FILE)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    return replace(found, tells=tells(figures(run)))


def figures(run: Run) -> dict[str, Any] | None:
    """Return what was measured of the calibration, or None while there is none."""
    found = json_object(run.path / FIGURES)
    return found if all(name in found for name in MEASURED) else None


def tells(known: dict[str, Any] | None) -> bool:
    """Return whether a network with these figures tells strangers from its own, as far as was tried."""
    tried = known["strangers"] if known else None
    return not tried or tried["auroc"] >= WORTH


def forget(run: Run) -> None:
    """Drop the calibration of a network that goes on learning."""
    for name in (FILE, FIGURES):
        (run.path / name).unlink(missing_ok=True)


def calibrate(run: Run, model: keras.Model, data: Dataset, strangers: Sequence[str] = ()) -> dict[str, Any]:
    """Calibrate the run's network and write it down.

    Args:
        run: Gets the two files.
        model: The network, or its end where the rest is frozen and worked out once.
        data: What the model takes.
        strangers: Data sets whose test pictures it is to be tried on; only for a model that takes raw pixels.

    Returns:
        ``calibrated_on``, ``temperature``, ``threshold``, ``false_alarms`` on test pictures of its own (``rate``,
        ``images``), ``strangers`` (``auroc`` and ``images`` of all together, and of each of ``datasets`` with the share
        that is ``noticed``), and what it was made with.

    Raises:
        CalibrationError: There are too few pictures, or the network cannot be calibrated.
        DataError: A data set cannot be had.
        OSError: The files cannot be written.
    """
    recipe, whole = run.recipe(), ends(model)
    learned, validation, test, what = _pictures(recipe, data)
    others = {name: _strangers(recipe, data.labels, name) for name in strangers}
    told, done = announced("Calibrating"), 0
    total = sum(map(len, (learned[0], validation[0], test[0], *others.values())))

    def look(pictures: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        nonlocal done
        found = outputs(whole, pictures, lambda count: told(done + count, total))
        done += len(pictures)
        return found

    found = evidence.fit(look(learned[0])[0], *look(validation[0]), validation[1])
    own = found.evidence(look(test[0])[0])
    measured = {
        "calibrated_on": f"{len(validation[0])} {what}",
        "temperature": found.temperature,
        "threshold": found.threshold,
        "false_alarms": {"rate": float((own < found.threshold).mean()), "images": len(own)} if len(own) else None,
        "strangers": _tried(found, own, {name: look(pictures)[0] for name, pictures in others.items()}),
    }
    found.save(run.path / FILE)
    kept = measured | provenance()
    files.write(run.path / FIGURES, json.dumps(kept, indent=2) + "\n")
    return kept


def usual_strangers(run: Run) -> list[str]:
    """Return the data sets on this machine that share no class with the run's and can stand for strangers."""
    own = set(run.labels())
    return [name for name in STRANGERS if not own & set(datasets.get(name).labels) and datasets.get(name).present()]


def ends(model: keras.Model) -> keras.Model:
    """Return the model with two outputs: what goes into its last layer, and its own.

    Raises:
        CalibrationError: Its last layer takes no plain row of features.
    """
    # Not layer.input: where a frozen part is worked out once, the last layer stands in two graphs.
    last, number, _ = model.outputs[0]._keras_history
    features = last._inbound_nodes[number].input_tensors[0]
    if not isinstance(last, keras.layers.Dense) or len(features.shape) != 2:
        raise CalibrationError("Only a network that ends with a dense layer can be calibrated.")
    return keras.Model(model.inputs, [features, model.outputs[0]])


def outputs(
    model: keras.Model, pictures: NDArray[Any], told: Any = lambda count: None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return features and probabilities of pictures.

    Args:
        model: What `ends` gave.
        pictures: What it takes, shape (n, ...).
        told: Is given the number of pictures done.

    Returns:
        Shapes (n, features) and (n, classes); one sigmoid neuron is widened to two classes.
    """
    found = []
    for start in range(0, len(pictures), AT_ONCE):
        batch = np.asarray(pictures[start : start + AT_ONCE], "float32")
        short = AT_ONCE - len(batch) if start else 0
        # A smaller last batch would have the whole graph traced anew, so it is filled up.
        full = np.pad(batch, ((0, short), *((0, 0),) * (batch.ndim - 1)))
        found.append([np.asarray(part)[: len(batch)] for part in model.predict_on_batch(full)])
        told(start + len(batch))
    if not found:
        (_, features), (_, classes) = model.output_shape
        return np.empty((0, features), np.float32), np.empty((0, max(2, classes)), np.float32)
    features, said = (np.concatenate(part) for part in zip(*found, strict=True))
    return features, np.concatenate([1 - said, said], axis=1) if said.shape[1] == 1 else said


def _pictures(recipe: Recipe, data: Dataset) -> tuple[Pair, Pair, Pair, str]:
    """Return what was learned from, what it is calibrated with, what its false alarms are counted on, and words for the second."""
    learned, validation = parts(data, recipe.validation_split, recipe.seed)
    test, what = (data.x_test, data.y_test), "validation pictures"
    if validation is None:
        validation, test = ((data.x_test[half::2], data.y_test[half::2]) for half in (0, 1))
        what = "test pictures, every second one"
    dice = np.random.default_rng(recipe.seed)
    return _some(learned, dice), _some(validation, dice), _some(test, dice), what


def _some(pair: Pair, dice: np.random.Generator) -> Pair:
    """Return at most so many of the pictures, in their order, with their labels."""
    count = len(pair[0])
    chosen = np.sort(dice.permutation(count)[:MOST])
    return pair if count <= MOST else (pair[0][chosen], pair[1][chosen])


def _strangers(recipe: Recipe, labels: tuple[str, ...], name: str) -> NDArray[np.uint8]:
    """Return test pictures of another data set, as the network would receive them."""
    source = datasets.get(name)
    if shared := set(source.labels) & set(labels):
        raise CalibrationError(
            f"{source.title} shows {sorted(shared)[0]} too, so its pictures are no strangers: choose another data set."
        )
    data = datasets.load(name, recipe.input_shape)
    pictures, _ = _some((data.x_test, data.y_test), np.random.default_rng(recipe.seed))
    return pictures


def _tried(
    found: Calibration, own: NDArray[np.float32], strangers: dict[str, NDArray[np.float32]]
) -> dict[str, Any] | None:
    if not strangers or not len(own):
        return None
    scores = {name: found.evidence(features) for name, features in strangers.items()}
    every = np.concatenate(list(scores.values()))

    def row(scores: NDArray[np.float32]) -> dict[str, Any]:
        return {
            "auroc": auroc(own, scores),
            "noticed": float((scores < found.threshold).mean()),
            "images": len(scores),
        }

    return row(every) | {"datasets": {name: row(one) for name, one in scores.items()}}
