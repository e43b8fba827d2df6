"""How is a stranger's network opened without harm?  (.keras file, scale) -> a folder with the network as our own Keras writes it.

In a process of its own, with limits on memory, time and what it may write, that can die without taking anything along:
``python -m cnnviz.explore.intake FILE FOLDER SCALE``. What it writes takes raw pixels, 0..255, as every network here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from cnnviz.explore.foreign import ForeignError, checked
from cnnviz.settings import ROOT

SCALES = {"0 to 255": (1.0, 0.0), "0 to 1": (1 / 255, 0.0), "-1 to 1": (1 / 127.5, -1.0)}
"""What a network may expect of its pixels, and the factor and offset that make it of 0..255."""
PATIENCE_S = 120
MOST_MEMORY = 12 * 2**30
MOST_WRITTEN = 2**30
UNKNOWN_SIDE = 224
"""Rows and columns of the pictures of a network that takes any."""


def take_in(file: Path, folder: Path, scale: str) -> dict[str, Any]:
    """Open a network file in a process of its own and write it anew as ``model.keras``.

    Args:
        file: The ``.keras`` file.
        folder: Gets the network; must exist.
        scale: What the network expects, one of `SCALES`.

    Returns:
        ``input_shape`` (rows, cols, channels), ``classes`` (0 where it does not classify), ``parameters``.

    Raises:
        ForeignError: It is not opened; the message says why.
    """
    command = [sys.executable, "-m", "cnnviz.explore.intake", str(file), str(folder), scale]
    environment = os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            cwd=folder,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ForeignError(
            f"It was not open after {PATIENCE_S} s, so it was given up: try a smaller network."
        ) from error
    lines = done.stdout.decode(errors="replace").splitlines()
    try:
        said: dict[str, Any] = json.loads(lines[-1])
    except (IndexError, ValueError):
        raise ForeignError(
            "It could not be opened: it needs more memory than it is given here, or its parts do not fit together."
        ) from None
    if "error" in said:
        raise ForeignError(said["error"])
    return said


def _open(file: Path, folder: Path, scale: str) -> dict[str, Any]:
    members = checked(file)
    import keras

    from cnnviz.explore.endings import answering_with_probabilities
    from cnnviz.explore.graph import lay_out
    from cnnviz.explore.precision import in_float32

    with tempfile.TemporaryDirectory() as scratch:
        clean = Path(scratch) / "clean.keras"
        with zipfile.ZipFile(clean, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        try:
            model = keras.saving.load_model(clean, compile=False, safe_mode=True)
        except Exception as error:  # Whatever Keras stumbles over, the file is to be refused.
            raise ForeignError(f"Keras {keras.__version__} cannot build it: its parts do not fit together.") from error
    shape = _shape(model)
    wrapped, classes, _ = answering_with_probabilities(_on_raw_pixels(in_float32(model), shape, *SCALES[scale]))
    try:
        layers = lay_out(wrapped).picture_layers()
    except Exception as error:  # As with a graph that Keras can run but not walk through.
        raise ForeignError("It opens, but its layers cannot be looked into one by one.") from error
    if not any(tap.role == "convolution" for tap in layers):
        raise ForeignError("It has no convolution, and so nothing to look into here.")
    wrapped.save(folder / "model.keras")
    return {
        "input_shape": list(shape),
        "classes": classes,
        "parameters": wrapped.count_params(),
    }


def _shape(model: Any) -> tuple[int, int, int]:
    """Return the pictures that it takes."""
    shapes = [tuple(one.shape) for one in model.inputs]
    outputs = len(model.outputs)
    if len(shapes) != 1 or len(shapes[0]) != 4 or outputs != 1 or shapes[0][3] not in (1, 3):
        raise ForeignError(
            "Only networks that take one picture, grey or in colour with the channels last, and give one answer are opened here; "
            f"this one takes {', '.join(map(str, shapes))} and gives {outputs}."
        )
    _, rows, cols, channels = shapes[0]
    return rows or UNKNOWN_SIDE, cols or UNKNOWN_SIDE, channels


def _on_raw_pixels(model: Any, shape: tuple[int, int, int], factor: float, offset: float) -> Any:
    import keras

    pixels = keras.Input(shape, name="pixels")
    scaled = keras.layers.Rescaling(factor, offset, name="scale_pixels")(pixels) if factor != 1 else pixels
    return keras.Model(pixels, keras.tree.flatten(model(scaled))[0], name="taken_in")


def _limit() -> None:
    """Give this process no more than a network needs, where the system can."""
    try:
        import resource
    except ImportError:  # Windows.
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CPU, PATIENCE_S),
    ):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def main() -> int:
    """Open one file, and say on the last line of the output what it is."""
    file, folder, scale = sys.argv[1:]
    _limit()
    try:
        said = _open(Path(file), Path(folder), scale)
    except ForeignError as error:
        said = {"error": str(error)}
    print(json.dumps(said))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
