"""Opening of a network for inspection: a run, or an uploaded file -> a loaded network."""

import hashlib
import itertools
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.explore.activations.feature_maps import FeatureMaps
from cnnviz.explore.activations.layer_fields import Field, fields
from cnnviz.explore.upload import intake, other_formats
from cnnviz.explore.upload.inspection import ForeignError
from cnnviz.locale import N_, Message
from cnnviz.recipes import Recipe
from cnnviz.surgery.graph import Graph, lay_out
from cnnviz.surgery.precision import not_numbers
from cnnviz.training.runs import Run, RunError, find
from cnnviz.training.runs.run import UPLOADS

UPLOADS_KEPT_S = 24 * 60 * 60


@dataclass(frozen=True, eq=False)
class Opened:
    """A trained network, loaded and ready to be looked into.

    Attributes:
        run: Where it came from.
        recipe: What it was trained for.
        model: Takes raw pixels, (n, rows, cols, channels) in 0..255;
            `cnnviz.explore.classify.probabilities.probabilities` reads its answer.
        labels: Name of each class.
        graph: The model laid out flat.
        inside: Computes the feature maps of each layer of ``graph.picture_layers()``.
        serial: Tells it from every other that this process has opened, also from the same run's after another epoch.
    """

    run: Run
    recipe: Recipe
    model: keras.Model
    labels: tuple[str, ...]
    graph: Graph
    inside: FeatureMaps
    serial: int = field(default_factory=itertools.count().__next__)

    def fit(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a picture exactly as the network receives it, shape (rows, cols, channels), 0..255."""
        return images.fit(picture, self.recipe.input_shape)

    @cached_property
    def lost(self) -> str:
        """Name of weights that are no longer numbers; empty where all are."""
        return not_numbers(self.model)

    def checked(self) -> "Opened":
        """Return the network itself, if it can answer.

        Raises:
            RunError: Some of its weights are no longer numbers.
        """
        refuse_lost(self.recipe, self.lost)
        return self

    @cached_property
    def fields(self) -> dict[str, Field | None]:
        """Receptive field of each layer's values by its name; see `cnnviz.explore.activations.layer_fields`."""
        return fields(self.graph)


def refuse_lost(recipe: Recipe, weights: str) -> None:
    """Refuse a network of which some weights are no longer numbers.

    Args:
        recipe: What it was trained for.
        weights: Name of such weights; empty where there are none.

    Raises:
        RunError: There are such weights.
    """
    if weights:
        raise RunError(
            Message(
                "Not all weights of {title} are numbers: {weights} holds NaN or infinity, as when a training diverges "
                "because its learning rate is too large. It cannot predict: train it again, with a smaller learning "
                "rate.",
                title=Message(recipe.title),
                weights=weights,
            )
        )


def open_run(run: Run | str | Path) -> Opened:
    """Load a run's network.

    Raises:
        RunError: There is no such run, or it has no model yet.
    """
    run = run if isinstance(run, Run) else find(run)
    recipe, model = run.recipe(), run.model()
    graph = lay_out(model)
    return Opened(run, recipe, model, run.labels(), graph, FeatureMaps(graph))


def take_in(file: str | Path, scale: str | None = None, title: str | None = None) -> Run:
    """Open an untrusted ``.keras`` or ``.h5`` file, without running anything in it, as a run to look into.

    Its training pictures are not known here, so others stand in for them: digits for grey ones, drawn shapes
    for coloured ones. Uploads of more than a day ago are deleted.

    Args:
        file: The file.
        scale: What the network expects of a pixel, one of `cnnviz.explore.upload.intake.SCALES`; by default what it
            begins with decides: 0 to 255 where it scales by itself, else 0 to 1. ``Run.notes`` of what comes back says
            which it was.
        title: What to call it; by default the name of the file.

    Raises:
        ForeignError: It is not opened; the message says why.
        RunError: It cannot be kept, as where the disk is full.
    """
    if reason := other_formats.missing(Path(file)):
        raise ForeignError(reason)
    try:
        return _kept_upload(Path(file), scale, title)
    except OSError as error:
        raise RunError(
            Message(
                "The network cannot be kept in {folder} ({reason}): make room there.",
                folder=str(runs_dir()),
                reason=files.reason(error),
            )
        ) from error


def _kept_upload(file: Path, scale: str | None, title: str | None) -> Run:
    uploads = runs_dir() / UPLOADS
    uploads.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256((scale or "").encode() + file.read_bytes()).hexdigest()[:24]
    with FileLock(uploads / ".lock"):  # One at a time: each may take much memory.
        for old in uploads.iterdir():
            if old.is_dir() and time.time() - old.stat().st_mtime > UPLOADS_KEPT_S:
                shutil.rmtree(old, ignore_errors=True)
        run = Run(uploads / digest)
        if not run.path.exists():
            new = Path(tempfile.mkdtemp(prefix=".new", dir=uploads))
            try:
                _describe_taken_in(new, intake.take_in(file.resolve(), new, scale), title or file.name)
                new.rename(run.path)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    return run


def _describe_taken_in(folder: Path, taken_in: dict[str, Any], title: str) -> None:
    shape = tuple(taken_in["input_shape"])
    recipe = Recipe("uploaded", title, N_("a file"), "uploaded", "digits" if shape[2] == 1 else "shapes", shape)
    files.write(folder / "recipe.json", recipe.to_json())
    Run(folder).keep_notes(taken_in["notes"])
    Run(folder).keep_labels(tuple(f"class {number}" for number in range(taken_in["classes"])), "")
