"""Loading of a run's network: of a finished run, of one in training, or put together with published weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from cnnviz.locale import Message
from cnnviz.training.runs import diagnosis
from cnnviz.training.runs.contents import without_backbone
from cnnviz.training.runs.errors import RunError

if TYPE_CHECKING:
    import keras

    from cnnviz.training.runs.run import Run

FAULTS = (OSError, TypeError, ValueError, KeyError, EOFError, BadZipFile)
"""Errors that a damaged file of a model raises."""
FINISHED, LAST, PLAN = "model.keras", "last.npz", "network.keras"
"""The finished model; the weights after the last finished epoch; the network before the first step."""


def weights(run: Run) -> Path | None:
    """Return the file that `load` reads; None where there is none.

    One that holds only the layers that learned counts while the weights that they learned on are on this machine.
    """
    for name in (FINISHED, without_backbone.LEARNED, LAST):
        if (run.path / name).exists() and (name != without_backbone.LEARNED or without_backbone.whole(run.recipe())):
            return run.path / name
    return None


def load(run: Run) -> keras.Model:
    """Load a run's model; see `cnnviz.training.runs.Run.model`."""
    file = weights(run)
    if file is None:
        raise RunError(diagnosis.without_network(run))
    import keras

    from cnnviz.training.runs.contents import snapshot

    try:
        if file.name == without_backbone.LEARNED:
            return without_backbone.load(run.path, run.recipe())
        learning = file.name == LAST
        model: keras.Model = keras.saving.load_model(run.path / (PLAN if learning else FINISHED), compile=False)
        if learning:
            snapshot.load(file, model)
    except FAULTS as error:
        # Keras says of a damaged file that it is not there, and in which folder.
        known = isinstance(error, OSError) and error.strerror
        why = Message(str(known)) if known else Message("{file} is damaged", file=file.name)
        raise RunError(
            Message(
                "The model of run {name} cannot be read ({reason}): {cure}.",
                name=run.name,
                reason=why,
                cure=diagnosis.cure(run),
            )
        ) from error
    return model


def plan(run: Run) -> Path:
    """Return the file of a run's network before the first step; a shipped run may have the trained one alone."""
    early, trained = run.path / PLAN, run.path / FINISHED
    return trained if run.shipped and not early.exists() else early


def load_plan(run: Run) -> keras.Model:
    """Load a run's network, into which the weights of any epoch fit; see `cnnviz.training.runs.Run.blank`."""
    import keras

    try:
        model: keras.Model = keras.saving.load_model(plan(run), compile=False)
    except FAULTS as error:
        raise RunError(
            Message("Run {name} has not kept the plan of its network: train it again.", name=run.name)
        ) from error
    return model
