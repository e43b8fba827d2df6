"""Shipping of a finished run with the app: without the files for a resume, at half precision where no answer changes.

Half precision is kept only where every prediction on the test pictures stays the same class.
"""

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Literal

import h5py
import numpy as np

from cnnviz import datasets
from cnnviz.actions.catalogue import weights_of
from cnnviz.base import files
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.training.learning import calibration, film
from cnnviz.training.learning.task import save
from cnnviz.training.runs.contents import checksums, without_backbone
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run

Keep = Literal["whole", "part", "nothing"]
FILES = ("recipe.json", "metrics.jsonl", "status.json", "evaluation.json", "log.txt")
FILM_BYTES = 4_000_000
"""Most that a film may take to go with a whole network."""


def ship(run: Run, name: str, keep: Keep = "whole", folder: Path = CHECKPOINTS) -> Run:
    """Copy a finished run to where shipped runs lie; one that lies there is replaced.

    Args:
        run: A run that is done.
        name: Name of the shipped run, that of its recipe.
        keep: What of the network goes with it: the ``whole``, the ``part`` that learned on published weights, or
            ``nothing``.
        folder: Where shipped runs lie.

    Raises:
        RunError: The run is not done, or nothing of its network was frozen, or it began with weights that the app
            must not give away.
    """
    if run.status().state != "done":
        raise RunError(f"Run {run.name} is {run.status().state}: only a run that is done can be shipped.")
    backbone = weights_of(run)
    if backbone and keep != "nothing":
        raise RunError(
            f"Run {run.name} began with the weights of {backbone.title}, which must not be given away: ship its "
            "results alone (--keep nothing)."
        )
    new = folder / f".{name}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for file in FILES:
        shutil.copyfile(run.path / file, new / file)
    for file in (calibration.FILE, calibration.FIGURES):
        if keep != "nothing" and (run.path / file).exists():
            shutil.copyfile(run.path / file, new / file)
    if keep != "nothing":
        half = _keep_whole(run, Run(new)) if keep == "whole" else _keep_part(run, Run(new))
        _note(new / "evaluation.json", weights=f"{'half' if half else 'single'} precision")
    if backbone:
        _note(new / "evaluation.json", weights_of=backbone.title, terms=backbone.terms)
    frames = film.frames(run.path).values()
    if keep == "whole" and 0 < sum(frame.stat().st_size for frame in frames) <= FILM_BYTES:
        shutil.copytree(run.path / film.FOLDER, new / film.FOLDER)
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    new.replace(target)
    checksums.write(folder)
    return Run(target)


def _keep_whole(run: Run, new: Run) -> bool:
    """Write model.keras without the optimiser, which older runs keep in it; return whether at half precision."""
    path = new.path / "model.keras"
    save(path, run.model())
    whole = path.read_bytes()
    path.write_bytes(half_precision(whole))
    if _same_answers(run, new):
        return True
    path.write_bytes(whole)
    return False


def _keep_part(run: Run, new: Run) -> bool:
    """Write the layers that learned, and the plan of the whole; return whether at half precision."""
    recipe = run.recipe()
    if not recipe.frozen or recipe.weights == "random":
        raise RunError(f"Run {run.name} learned all of its network: ship the whole.")
    without_backbone.save(new.path, run.model(), "float16")
    if _same_answers(run, new):
        return True
    without_backbone.save(new.path, run.model(), "float32")
    return False


def _same_answers(run: Run, other: Run) -> bool:
    """Return whether both runs' networks name the same class for every test picture."""
    recipe = run.recipe()
    pictures = datasets.load(recipe.dataset, recipe.input_shape).x_test
    ours, theirs = (
        _classes(one.model().predict(pictures, batch_size=recipe.batch_size, verbose=0)) for one in (run, other)
    )
    return np.array_equal(ours, theirs)


def _classes(outputs: np.ndarray) -> np.ndarray:
    return outputs[:, 0] > 0.5 if outputs.shape[1] == 1 else outputs.argmax(1)


def half_precision(content: bytes) -> bytes:
    """Return a .keras file with every 32-bit weight stored in 16 bits; Keras widens them when it loads the file."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, _halved_weights(data) if entry.filename.endswith(".weights.h5") else data)
    return made.getvalue()


def _halved_weights(content: bytes) -> bytes:
    source = io.BytesIO(content)
    made = io.BytesIO()
    with h5py.File(source, "r") as old, h5py.File(made, "w") as new:

        def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
            if isinstance(item, h5py.Dataset):
                half = item.dtype == np.float32
                kept = new.create_dataset(name, data=item[()].astype("float16") if half else item[()])
            else:
                kept = new.require_group(name)
            for key, value in item.attrs.items():
                kept.attrs[key] = value

        for key, value in old.attrs.items():
            new.attrs[key] = value
        old.visititems(copy)
    return made.getvalue()


def _note(path: Path, **more: str) -> None:
    """Record more of the shipped run, such as the precision of its weights, beside its results."""
    figures = json.loads(path.read_text(encoding="utf-8")) | more
    files.write(path, json.dumps(figures, indent=2) + "\n")
