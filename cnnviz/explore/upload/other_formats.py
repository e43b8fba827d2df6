"""Recognise files that are not Keras networks: (path) -> a sentence about what it is and what to do with it.

Users have networks in many formats, and easily choose a wrong file or a folder. Only names and first bytes are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cnnviz.locale import N_, Message

SAVED_MODEL = N_(
    "{file} is a folder, a SavedModel of TensorFlow: load it with tf.keras.models.load_model of TensorFlow "
    "2.15 or older and save it with "
    "model.save('name.h5'); if Keras 3 exported it, save the network that was exported with model.save('name.keras')."
)
STARTS = {
    b"\x08": N_("a graph of TensorFlow or an ONNX network"),
    b"\x80": N_("a pickle or an older PyTorch file"),
    b"\x1c\x00\x00\x00TFL3": N_("a TensorFlow Lite network"),
    b"\x20\x00\x00\x00TFL3": N_("a TensorFlow Lite network"),
    b"{": N_("JSON, as TensorFlow.js or model.to_json() writes it, without the weights"),
    b"%PDF": N_("a PDF"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"GIF8": N_("a picture"),
    b"<": N_("a web page, as a failed download leaves it"),
    b"Rar!": N_("a RAR archive"),
    b"\x1f\x8b": N_("a compressed archive"),
    b"version https://git-lfs": N_("a pointer of Git LFS, not the file itself"),
}
"""First bytes of files, and what such a file is."""
INSIDE = {
    "data.pkl": N_("a PyTorch file"),
    "saved_model.pb": N_("a zip of a SavedModel"),
    "model.json": N_("a zip for TensorFlow.js"),
    "model_unquant.tflite": N_("a zip of a TensorFlow Lite network"),
    "model.tflite": N_("a zip of a TensorFlow Lite network"),
    "keras_model.h5": N_("a zip of Teachable Machine: unpack it and open keras_model.h5"),
}
"""File names in a zip, and what such a zip is."""


def missing(file: Path) -> Message | None:
    """Return what is wrong where there is no file to open; None where there is one."""
    if file.is_dir():
        if (file / "saved_model.pb").exists():
            return Message(SAVED_MODEL, file=str(file))
        return Message("{file} is a folder: give the .keras or .h5 file itself.", file=str(file))
    if not file.exists():
        return Message("There is no file {file}: check its name and folder.", file=str(file))
    return None


def kind_by_start(start: bytes) -> str | None:
    """Return what a file is by its first bytes; None where they are not known.

    >>> kind_by_start(bytes([0x80, 4]) + b"...")
    'a pickle or an older PyTorch file'
    """
    return next((what for begins, what in STARTS.items() if start.startswith(begins)), None)


def kind_by_names(names: Iterable[str]) -> str | None:
    """Return what a zip is by the names in it; None where they are not known.

    >>> kind_by_names(["archive/data.pkl", "archive/version"])
    'a PyTorch file'
    """
    last = {name.rsplit("/", 1)[-1] for name in names}
    return next((what for name, what in INSIDE.items() if name in last), None)
