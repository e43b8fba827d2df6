"""Inspect an untrusted network file without loading it: (.keras or .h5 file) -> its parts, or an error of one sentence.

A ``.keras`` file is a zip: JSON that names classes and functions to call, and HDF5 with the weights. An ``.h5`` file,
as older versions of Keras write it, is HDF5 with the same JSON in an attribute. Both can be made to run code, to read
other files or to fill the memory, so nothing is given to Keras before everything in the file is of the known kinds.
This module only inspects, and `cnnviz.explore.upload.intake` runs it in a separate process. It loads neither Keras nor
TensorFlow.

References: CVE-2024-3660, CVE-2025-1550 and CVE-2025-9906, each a way to have code run by such a file; The HDF Group,
“External storage”, “Virtual datasets” and “Links”, each a way to have another file read.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from cnnviz.explore.upload import other_formats
from cnnviz.explore.upload.harmless import MODELS, PLAIN_VALUES, SETTINGS, only_computes
from cnnviz.explore.upload.older_keras import modernise, nodes
from cnnviz.explore.upload.tensorflow_ops import CLASSES
from cnnviz.explore.upload.weights_inside import MOST_WEIGHTS, check_weights
from cnnviz.explore.upload.weights_inside import ForeignError as ForeignError
from cnnviz.locale import N_, Message
from cnnviz.surgery.loss_names import known_loss

NO_MODEL = N_("Its description, config.json, describes no model: save the model again.")
MEMBERS = ("metadata.json", "config.json", "model.weights.h5")
MOST_JSON = 20_000_000
"""Most bytes of a file inside, unpacked, other than the weights."""
HDF5 = b"\x89HDF\r\n\x1a\n"
MOST_LAYERS, MOST_UNITS, MOST_SIDE = 2_000, 65_536, 1_024
SETTING = re.compile(r"[A-Z][A-Za-z0-9]{0,40}")
VERSION = re.compile(r"[0-9][0-9a-z.+\-]{0,30}")
LONGEST_NAME = 100
BAD_ZIP = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error)
UNREADABLE = (*BAD_ZIP, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def checked(file: Path) -> dict[str, bytes]:
    """Inspect a file before anything of it is loaded.

    Returns:
        Its three members: its own metadata, its configuration as today's Keras would write it and without what belongs
        to its training, its weights (of an ``.h5`` file, the file). And ``loss``, the name of what it was trained
        with, as `cnnviz.surgery.loss_names.known_loss` gives it.

    Raises:
        ForeignError: It is not a Keras file, or something in it is not of the known kinds.
    """
    if message := other_formats.missing(file):
        raise ForeignError(message)
    members = _members(file)
    try:
        config = json.loads(members["config.json"])
    except (ValueError, RecursionError) as error:
        raise ForeignError(Message("Its description, config.json, cannot be read: save the model again.")) from error
    if not isinstance(config, dict):
        raise ForeignError(Message(NO_MODEL))
    loss = members.get("loss") or known_loss(config.get("compile_config")).encode()
    try:
        for node in nodes(config):
            node.pop("compile_config", None)  # How it was trained is not needed to look into it.
        config = modernise(config)
        _check_config(config)
    except RecursionError as error:
        raise ForeignError(Message("Its description is nested too deeply: no network is.")) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ForeignError(Message(NO_MODEL)) from error
    check_weights(members["model.weights.h5"])
    return members | {"config.json": json.dumps(config).encode(), "loss": loss}


def _members(file: Path) -> dict[str, bytes]:
    try:
        with file.open("rb") as opened:
            start = opened.read(64)
        return _unlocked(file) if start.startswith(HDF5) else _unpacked(file)
    except UNREADABLE as error:
        if what := other_formats.kind_by_start(start):
            known = N_("It is {what}, no .keras file, or is damaged: only networks that Keras saved are opened.")
            raise ForeignError(Message(known, what=Message(what))) from error
        raise ForeignError(
            Message("It is no .keras file, or is damaged: save the network again with model.save('name.keras').")
        ) from error


def _unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        infos = {info.filename: info for info in archive.infolist()}
        if what := other_formats.kind_by_names(infos):
            raise ForeignError(
                Message("It is {what}: only networks that Keras saved are opened, .keras or .h5.", what=Message(what))
            )
        if strange := sorted(set(infos) - set(MEMBERS)):
            raise ForeignError(
                Message(
                    "It holds {file!r}, which is no part of a Keras network: save the model with "
                    "model.save('name.keras') and nothing else.",
                    file=strange[0][:80],
                )
            )
        if len(infos) != len(archive.infolist()) or len(infos) != len(MEMBERS):
            raise ForeignError(
                Message(
                    "It does not hold the three parts of a .keras file: save the model with model.save('name.keras')."
                )
            )
        return {name: _read(archive, info) for name, info in infos.items()}


def _unlocked(file: Path) -> dict[str, bytes]:
    """Return the parts of an ``.h5`` file like those of a ``.keras`` file; its weights are the file itself."""
    import h5py

    if file.stat().st_size > MOST_WEIGHTS:
        raise ForeignError(
            Message("It is larger than {most} MB, which is not opened here.", most=MOST_WEIGHTS // 1_000_000)
        )
    content = file.read_bytes()
    try:
        with h5py.File(io.BytesIO(content), "r") as opened:
            described = opened.attrs.get("model_config")
            version = opened.attrs.get("keras_version")
            trained = opened.attrs.get("training_config")
    except Exception as error:  # HDF5 has many ways to be damaged, and h5py as many classes for them.
        raise ForeignError(Message("It is an .h5 file that cannot be read: it is damaged.")) from error
    if described is None:
        raise ForeignError(
            Message(
                "It is an .h5 file that holds weights alone, not how the layers follow each other: build the network, "
                "load these weights into it, and save the whole with model.save('name.keras')."
            )
        )
    config = described.encode() if isinstance(described, str) else described
    if not isinstance(config, bytes):
        raise ForeignError(Message("Its description, model_config, cannot be read: save the model again."))
    known = version.decode(errors="replace") if isinstance(version, bytes) else str(version or "")
    metadata = json.dumps({"keras_version": known}).encode()
    return {"metadata.json": metadata, "config.json": config, "model.weights.h5": content, "loss": _loss(trained)}


def _loss(trained: Any) -> bytes:
    """Return the name of the loss from the training settings of an ``.h5`` file; empty where they cannot be read."""
    try:
        return known_loss(json.loads(trained)).encode()
    except (TypeError, ValueError, RecursionError):
        return b""


def written_by(members: dict[str, bytes]) -> str:
    """Return the version of Keras that wrote a file, such as 3.5.0; empty where it is not stated."""
    try:
        version = json.loads(members["metadata.json"])["keras_version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return version if isinstance(version, str) and VERSION.fullmatch(version) else ""


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one member, up to its limit, however large it claims to be."""
    most = MOST_WEIGHTS if info.filename.endswith(".h5") else MOST_JSON
    with archive.open(info) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ForeignError(
            Message(
                "Its {file} is larger than {most} MB, which is not opened here.",
                file=info.filename,
                most=most // 1_000_000,
            )
        )
    return content


def _check_config(config: dict[str, Any]) -> None:
    if str(config.get("class_name")) not in MODELS.get(str(config.get("module")), ()):
        raise ForeignError(
            Message(
                "It is a model of its own class, {name}, whose code is not in the file: only Sequential and Functional "
                "models can be opened.",
                name=_class_name(config),
            )
        )
    layers = 0
    for node in nodes(config):
        if "class_name" in node:
            _check_class(node)
            layers += str(node.get("module", "")).startswith("keras.layers")
        if layers > MOST_LAYERS:
            raise ForeignError(Message("It has more than {most:,} layers, which is not opened here.", most=MOST_LAYERS))
        _check_numbers(node)


def _check_class(node: dict[str, Any]) -> None:
    module, name, registered = node.get("module"), node["class_name"], node.get("registered_name")
    if module is None and isinstance(name, str) and name in PLAIN_VALUES:
        return
    if (
        isinstance(module, str)
        and isinstance(name, str)
        and registered in (None, name)
        and (only_computes(module, name) or (module in SETTINGS and SETTING.fullmatch(name)))
    ):
        return
    if isinstance(name, str) and name in CLASSES:
        raise ForeignError(
            Message(
                "It holds {name}, an operation of TensorFlow as Keras 2 kept it, which Keras 3 cannot read: "
                "where it was "
                "written, put a layer of Keras in its place, such as Rescaling for arithmetic, and save the "
                "model again.",
                name=_operation(node),
            )
        )
    if name == "Lambda" or module == "builtins" or name in ("function", "__lambda__"):
        raise ForeignError(
            Message(
                "It holds code of its own ({name}), which could do anything on this machine and is not known to be "
                "harmless: replace it with layers of Keras.",
                name=_class_name(node),
            )
        )
    if isinstance(name, str) and name.startswith("Quantized"):
        raise ForeignError(
            Message(
                "It is quantized ({name}): its weights are whole numbers, which are not opened here. Save it as it was "
                "before.",
                name=_class_name(node),
            )
        )
    raise ForeignError(
        Message(
            "It holds {name}, which is not among the layers that are known to be harmless: replace it with "
            "other layers "
            "of Keras.",
            name=_class_name(node),
        )
    )


def _operation(node: dict[str, Any]) -> str:
    config = node.get("config")
    function = config.get("function", config.get("name")) if isinstance(config, dict) else None
    return f"tf.{function}"[:60] if isinstance(function, str) else str(node["class_name"])


def _class_name(node: dict[str, Any]) -> str:
    return f"{str(node.get('module'))[:60]}.{str(node.get('class_name'))[:60]}"


def _check_numbers(node: dict[str, Any]) -> None:
    for key, too_many in (
        ("units", N_("A layer has {n:,} units; up to {most:,} are opened here.")),
        ("filters", N_("A layer has {n:,} filters; up to {most:,} are opened here.")),
    ):
        if isinstance(node.get(key), int) and not 0 < node[key] <= MOST_UNITS:
            raise ForeignError(Message(too_many, n=node[key], most=MOST_UNITS))
    name = node.get("name")
    if isinstance(name, str) and not all(map(_plain_name, name.split("/"))):
        raise ForeignError(
            Message(
                "A layer is called {name!r}: use up to {most} letters, digits, spaces and symbols in names, and no "
                "dot at the beginning.",
                name=name[:60],
                most=LONGEST_NAME,
            )
        )
    for key in ("batch_shape", "batch_input_shape"):
        shape = node.get(key)
        if (
            isinstance(shape, list)
            and any(isinstance(side, int) and side > MOST_SIDE for side in shape[1:3])
            and len(shape) > 2
        ):
            raise ForeignError(
                Message(
                    "Its pictures have {rows}×{cols} pixels; up to {most}×{most} are opened here.",
                    rows=str(shape[1]),
                    cols=str(shape[2]),
                    most=MOST_SIDE,
                )
            )


def _plain_name(name: str) -> bool:
    """Return whether a part of a layer's name can be saved; HDF5 reads a dot as the current group."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and name[0] != "."
