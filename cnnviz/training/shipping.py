"""How does a finished run become a shipped one?  Without what only a resume needs, its weights at half precision if that changes nothing.

Half precision is kept only where every prediction on the test pictures stays the same class.
"""

import io
import json
import shutil
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np

from cnnviz import datasets
from cnnviz.settings import CHECKPOINTS
from cnnviz.training.run import Run, RunError

FILES = ("recipe.json", "metrics.jsonl", "status.json", "evaluation.json", "log.txt")
BATCH = 256


def ship(run: Run, name: str, network: bool = True, folder: Path = CHECKPOINTS) -> Run:
    """Copy a finished run to where shipped runs lie; one that lies there is replaced.

    Args:
        run: A run that is done.
        name: Name of the shipped run, that of its recipe.
        network: Whether the network goes with it, or its figures alone.
        folder: Where shipped runs lie.

    Raises:
        RunError: The run is not done.
    """
    if run.status().state != "done":
        raise RunError(f"Run {run.name} is {run.status().state}: only a run that is done can be shipped.")
    new = folder / f".{name}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for file in FILES:
        shutil.copyfile(run.path / file, new / file)
    if network:
        halved = _halved(run)
        _note(new / "evaluation.json", "half" if halved else "single")
        (new / "model.keras").write_bytes(halved or (run.path / "model.keras").read_bytes())
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    new.replace(target)
    return Run(target)


def _halved(run: Run) -> bytes | None:
    """Return model.keras with its weights at half precision, or None if a prediction would change."""
    content = half_precision((run.path / "model.keras").read_bytes())
    recipe = run.recipe()
    pictures = datasets.load(recipe.dataset, recipe.input_shape).x_test
    trial = run.path / ".half.keras"
    try:
        trial.write_bytes(content)
        models = [keras.saving.load_model(path, compile=False) for path in (run.path / "model.keras", trial)]
    finally:
        trial.unlink(missing_ok=True)
    before, after = (_classes(model.predict(pictures, batch_size=BATCH, verbose=0)) for model in models)
    return content if np.array_equal(before, after) else None


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


def _note(path: Path, precision: str) -> None:
    """Write down in how many bits the shipped weights are kept."""
    figures = json.loads(path.read_text(encoding="utf-8")) | {"weights": f"{precision} precision"}
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
