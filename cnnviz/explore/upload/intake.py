"""Open an untrusted network file safely: (.keras or .h5 file, scale) -> a folder with the network, written anew.

This happens in a separate process, with limits on memory, time and written bytes, which can crash without harm to the
app: ``python -m cnnviz.explore.upload.intake FILE FOLDER [SCALE]``. The written network takes raw pixels, 0..255, as
every network of this app.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnviz.base.settings import ROOT
from cnnviz.explore.upload.inspection import ForeignError, checked
from cnnviz.locale import Message
from cnnviz.locale.sentences import joined

if TYPE_CHECKING:
    from cnnviz.surgery.graph import Graph

SCALES = ("0 to 255", "0 to 1", "-1 to 1")
"""Ranges of pixels that a network may expect; `cnnviz.explore.upload.pixel_scale` computes each from 0..255."""
PATIENCE_S = 120
MOST_MEMORY = 12 * 2**30
MOST_WRITTEN = 2**30
MOST_VALUES = 2**27
"""Most numbers that a layer may give for one picture: half a gigabyte."""
UNKNOWN_SIDE = 224
"""Rows and columns of the pictures of a network that takes any size."""
TOO_SLOW = Message(
    "It could not be opened within {seconds} s: it is damaged, or too large to be opened here.",
    seconds=PATIENCE_S,
)
TOO_LARGE = Message(
    "It needs more memory than the {size} GB that a file is given here: try a smaller network.",
    size=MOST_MEMORY // 2**30,
)


def take_in(file: Path, folder: Path, scale: str | None) -> dict[str, Any]:
    """Open a network file in a separate process and write it anew as ``model.keras``.

    Args:
        file: The ``.keras`` or ``.h5`` file.
        folder: Folder for the network; must exist.
        scale: Range of pixels that the network expects, one of `SCALES`; None to infer it from its first layers.

    Returns:
        ``input_shape`` (rows, cols, channels), ``classes`` (0 where it does not classify), ``parameters``, ``notes``
        (a `Message` for each change and assumption).

    Raises:
        ForeignError: It is not opened; the message says why.
    """
    if scale is not None and scale not in SCALES:
        raise ForeignError(
            Message(
                "There is no scale {scale!r}: choose one of {names}, or leave it out to go by what the network begins "
                "with.",
                scale=scale,
                names=", ".join(SCALES),
            )
        )
    command = [
        sys.executable,
        "-m",
        "cnnviz.explore.upload.intake",
        str(file),
        str(folder),
        *([scale] if scale else []),
    ]
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
        raise ForeignError(TOO_SLOW) from error
    lines = done.stdout.decode(errors="replace").splitlines()
    try:
        result: dict[str, Any] = json.loads(lines[-1])
        if "error" in result:
            raise ForeignError(Message.from_json(result["error"]))
        return result | {"notes": [Message.from_json(note) for note in result["notes"]]}
    except (IndexError, KeyError, TypeError, ValueError):
        raise ForeignError(ended(done.returncode, done.stderr.decode(errors="replace"))) from None


def ended(status: int, errors: str) -> Message:
    """Return why the process that opens a file ended without a result.

    Args:
        status: Its exit status; minus the number of the signal that ended it.
        errors: Its error output.

    >>> ended(-6, "terminate called after throwing an instance of 'std::bad_alloc'") == TOO_LARGE
    True
    """
    last = next((line.strip() for line in reversed(errors.splitlines()) if line.strip()), "")
    if any(word in errors for word in ("bad_alloc", "MemoryError", "Cannot allocate memory", "ResourceExhausted")):
        return TOO_LARGE
    if status < 0:
        name = next((known.name for known in signal.Signals if known == -status), str(-status))
        if name == "SIGXCPU":
            return TOO_SLOW
        if name == "SIGKILL":
            return Message(
                "The process that opened it was killed, most likely because this machine ran out of memory: try "
                "again when this computer is less busy, or try a smaller network."
            )
        return Message(
            "The process that opened it crashed ({signal}); nothing else was harmed. Save the network again, "
            "and if that "
            "does not help, it cannot be opened here.",
            signal=name,
        )
    return Message(
        "Opening it failed for a reason that may not lie in the file ({reason}).",
        reason=last[:200] or f"exit status {status}",
    )


def _open(file: Path, folder: Path, scale: str | None) -> dict[str, Any]:
    members = checked(file)
    from cnnviz.explore.upload import pixel_scale
    from cnnviz.explore.upload.rebuild import rebuilt
    from cnnviz.surgery.endings import answering_with_probabilities
    from cnnviz.surgery.graph import lay_out
    from cnnviz.surgery.precision import in_float32

    model, notes = rebuilt(members)
    shape, adapters = _input_adapters(model)
    scale, why = pixel_scale.settled(model, scale)
    wrapped = _on_raw_pixels(in_float32(model), shape, adapters, *pixel_scale.SCALES[scale])
    wrapped, classes, ends = answering_with_probabilities(wrapped, members["loss"].decode())
    notes += [why, *([ends if isinstance(ends, Message) else Message(ends)] if ends else [])]
    try:
        graph = lay_out(wrapped)
    except Exception as error:  # As with a graph that Keras can run but not traverse.
        raise ForeignError(Message("It opens, but its layers cannot be looked into one by one.")) from error
    _check_sizes(graph)
    if not any(tap.role == "convolution" for tap in graph.picture_layers()):
        raise ForeignError(
            Message("It has no convolution of pictures, such as Conv2D, and so nothing to look into here.")
        )
    wrapped.save(folder / "model.keras")
    return {
        "input_shape": list(shape),
        "classes": classes,
        "parameters": wrapped.count_params(),
        "notes": notes,
    }


def _check_sizes(graph: Graph) -> None:
    """Refuse layers whose output for one picture would fill the memory of the app, which runs the network later."""
    for tap in graph.taps.values():
        values = prod(side or 1 for side in getattr(tap.tensor, "shape", ())[1:])
        if values > MOST_VALUES:
            raise ForeignError(
                Message(
                    "Its layer {name} gives {values:,} numbers for one picture; up to {most:,} are opened here.",
                    name=tap.name,
                    values=values,
                    most=MOST_VALUES,
                )
            )


def _input_adapters(model: Any) -> tuple[tuple[int, int, int], list[Any]]:
    """Return the (rows, cols, channels) of a network's pictures, and the layers that turn them into its own input."""
    from keras import layers

    shapes = [tuple(tensor.shape[1:]) for tensor in model.inputs]
    outputs = len(model.outputs)
    shape = shapes[0]
    if len(shapes) == 1 and outputs == 1:
        if len(shape) == 3 and shape[2] in (1, 3):
            return (shape[0] or UNKNOWN_SIDE, shape[1] or UNKNOWN_SIDE, shape[2]), []
        if len(shape) == 2 and all(shape):  # Grey pictures without an axis for their one channel, as MNIST comes.
            return (*shape, 1), [layers.Reshape(shape, name="without_channel")]
        if len(shape) == 3 and shape[0] in (1, 3) and all(shape):
            return (*shape[1:], shape[0]), [layers.Permute((3, 1, 2), name="channels_first")]
        if picture := _unflattened(model, shape):
            return picture, [layers.Flatten(name="in_a_row")]
    raise ForeignError(
        Message(
            "Only networks with one picture, grey or in colour, as input and one output are opened here; "
            "this one takes "
            "{shapes} and has {outputs} outputs.",
            shapes=", ".join(str((None, *sides)) for sides in shapes),
            outputs=outputs,
        )
    )


def _unflattened(model: Any, shape: tuple[int | None, ...]) -> tuple[int, int, int] | None:
    """Return the shape to which a network's first layer brings pixels in a row; None where it is no picture."""
    from cnnviz.surgery.graph import lay_out

    if len(shape) != 1:
        return None
    first = next((tap for tap in lay_out(model).taps.values() if type(tap.layer).__name__ != "InputLayer"), None)
    target = tuple(first.tensor.shape[1:]) if first and type(first.layer).__name__ == "Reshape" else ()
    if len(target) == 2 or (len(target) == 3 and target[2] in (1, 3)):
        return target[0], target[1], (*target, 1)[2]
    return None


def _on_raw_pixels(model: Any, shape: tuple[int, int, int], adapters: list[Any], factor: float, offset: float) -> Any:
    import keras

    pixels = keras.Input(shape, name="pixels")
    values = keras.layers.Rescaling(factor, offset, name="scale_pixels")(pixels) if factor != 1 else pixels
    for layer in adapters:
        values = layer(values)
    return keras.Model(pixels, keras.tree.flatten(model(values))[0], name="taken_in")


def _limit() -> None:
    """Limit the memory, file size and time of this process, where the system can."""
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
    """Open one file, and print the result as JSON on the last line of the output."""
    file, folder, *scale = sys.argv[1:]
    _limit()
    try:
        result = _open(Path(file), Path(folder), scale[0] if scale else None)
        result["notes"] = [note.to_json() for note in result["notes"]]
    except ForeignError as error:
        result = {"error": joined(error.message).to_json()}
    except MemoryError:
        result = {"error": TOO_LARGE.to_json()}
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
