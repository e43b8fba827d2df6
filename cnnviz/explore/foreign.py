"""May a network file of a stranger be opened?  (.keras file) -> the same network written anew, or one sentence why not.

A ``.keras`` file is a zip: JSON that names classes and functions to call, and HDF5 with the weights. Both can be made to run code, to
read other files or to fill the memory, so nothing of it is handed to Keras before everything in it is of the known kinds. This
module only looks; `cnnviz.explore.intake` does so in a process of its own. It loads neither Keras nor TensorFlow.

References: CVE-2024-3660, CVE-2025-1550 and CVE-2025-9906, each a way to have code run by such a file; The HDF Group, “External
storage”, “Virtual datasets” and “Links”, each a way to have another file read.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cnnviz.errors import CnnvizError

MEMBERS = ("metadata.json", "config.json", "model.weights.h5")
MOST_JSON, MOST_WEIGHTS = 20_000_000, 600_000_000
"""Bytes that the files inside may have, unpacked."""
MOST_LAYERS, MOST_UNITS, MOST_SIDE = 2_000, 65_536, 1_024
LAYERS = frozenset(
    [
        "InputLayer",
        "Conv2D",
        "DepthwiseConv2D",
        "SeparableConv2D",
        "Conv2DTranspose",
        "Conv1D",
        "Dense",
        "EinsumDense",
        "MaxPooling2D",
        "AveragePooling2D",
        "GlobalAveragePooling2D",
        "GlobalMaxPooling2D",
        "Flatten",
        "Reshape",
        "Permute",
        "BatchNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "UnitNormalization",
        "SpectralNormalization",
        "Activation",
        "ReLU",
        "LeakyReLU",
        "PReLU",
        "ELU",
        "Softmax",
        "Dropout",
        "SpatialDropout2D",
        "GaussianNoise",
        "GaussianDropout",
        "AlphaDropout",
        "Add",
        "Subtract",
        "Multiply",
        "Average",
        "Maximum",
        "Minimum",
        "Concatenate",
        "Dot",
        "ZeroPadding2D",
        "Cropping2D",
        "UpSampling2D",
        "Resizing",
        "CenterCrop",
        "Rescaling",
        "Normalization",
        "Identity",
        "RandomFlip",
        "RandomRotation",
        "RandomTranslation",
        "RandomZoom",
        "RandomShear",
        "RandomContrast",
        "RandomBrightness",
        "RandomCrop",
        "RandomErasing",
    ]
)
"""Layers of Keras that only compute: none takes code, a path or a function."""
OPERATIONS = frozenset(
    [
        "Add",
        "Subtract",
        "Multiply",
        "TrueDivide",
        "Divide",
        "Negative",
        "Absolute",
        "Sqrt",
        "Square",
        "Power",
        "Relu",
        "Relu6",
        "Sigmoid",
        "Softmax",
        "Tanh",
        "Silu",
        "Gelu",
        "HardSigmoid",
        "HardSilu",
        "Mean",
        "Max",
        "Min",
        "Reshape",
        "Transpose",
        "Concatenate",
        "Clip",
        "Maximum",
        "Minimum",
    ]
)
MODELS = {
    "keras": {"Sequential", "Functional"},
    "keras.models": {"Sequential", "Functional"},
    "keras.src.models.functional": {"Functional"},
    "keras.src.models.sequential": {"Sequential"},
}
PLAIN_VALUES = {"__keras_tensor__", "__tensor__", "__numpy__", "__tuple__"}
SETTINGS = ("keras.initializers", "keras.regularizers", "keras.constraints")
SETTING = re.compile(r"[A-Z][A-Za-z0-9]{0,40}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,100}")


class ForeignError(CnnvizError):
    """A network file that is not opened: the text says why, and what would be."""


def checked(file: Path) -> dict[str, bytes]:
    """Look through a file before anything of it is loaded.

    Returns:
        Its three members: its own metadata, its configuration without what belongs to its training, its weights.

    Raises:
        ForeignError: It is no Keras file, or something in it is not of the known kinds.
    """
    members = _unpacked(file)
    try:
        config = json.loads(members["config.json"])
    except (ValueError, RecursionError) as error:
        raise ForeignError("Its description, config.json, cannot be read: save the model again.") from error
    if not isinstance(config, dict):
        raise ForeignError("Its description, config.json, describes no model: save the model again.")
    try:
        for node in _nodes(config):
            node.pop("compile_config", None)  # How it was trained is not needed to look into it.
        _check_config(config)
    except RecursionError as error:
        raise ForeignError("Its description is nested too deeply: no network is.") from error
    _check_weights(members["model.weights.h5"])
    return members | {"config.json": json.dumps(config).encode()}


def _unpacked(file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            found = {info.filename: info for info in archive.infolist()}
            if strange := sorted(set(found) - set(MEMBERS)):
                raise ForeignError(
                    f"It holds {strange[0][:80]!r}, which is no part of a Keras network: save the model with "
                    "model.save('name.keras') and nothing else."
                )
            if len(found) != len(archive.infolist()) or len(found) != len(MEMBERS):
                raise ForeignError(
                    "It does not hold the three parts of a .keras file: save the model with model.save('name.keras')."
                )
            return {name: _read(archive, info) for name, info in found.items()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise ForeignError(
            "It is no .keras file, or is damaged. Older .h5 files and pickles are not opened: load them yourself, then "
            "model.save('name.keras')."
        ) from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack one member, however large it claims to be."""
    most = MOST_WEIGHTS if info.filename.endswith(".h5") else MOST_JSON
    with archive.open(info) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ForeignError(f"Its {info.filename} is larger than {most // 1_000_000} MB, which is not opened here.")
    return content


def _check_config(config: dict[str, Any]) -> None:
    if str(config.get("class_name")) not in MODELS.get(str(config.get("module")), ()):
        raise ForeignError(
            f"It is a model of its own class, {_said(config)}, whose code is not in the file: only Sequential and Functional "
            "models can be opened."
        )
    layers = 0
    for node in _nodes(config):
        if "class_name" in node:
            _check_class(node)
            layers += str(node.get("module", "")).startswith("keras.layers")
        if layers > MOST_LAYERS:
            raise ForeignError(f"It has more than {MOST_LAYERS:,} layers, which is not opened here.")
        _check_numbers(node)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Give every object in the JSON, at any depth."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def _check_class(node: dict[str, Any]) -> None:
    module, name, registered = node.get("module"), node["class_name"], node.get("registered_name")
    if module is None and isinstance(name, str) and name in PLAIN_VALUES:
        return
    known = isinstance(module, str) and isinstance(name, str) and registered in (None, name)
    if known and (
        name in MODELS.get(str(module), ())
        or (module == "keras.layers" and name in LAYERS)
        or (module == "keras" and name == "DTypePolicy")
        or (module in SETTINGS and SETTING.fullmatch(name))
        or (module in ("keras.src.ops.numpy", "keras.src.ops.nn", "keras.ops") and name in OPERATIONS)
    ):
        return
    if name == "Lambda" or module == "builtins" or name in ("function", "__lambda__"):
        raise ForeignError(
            f"It holds code of its own ({_said(node)}), which could do anything on this machine: replace it with layers of Keras."
        )
    raise ForeignError(
        f"It holds {_said(node)}, which is not among the layers that are known to be harmless: replace it with other layers of Keras."
    )


def _said(node: dict[str, Any]) -> str:
    return f"{str(node.get('module'))[:60]}.{str(node.get('class_name'))[:60]}"


def _check_numbers(node: dict[str, Any]) -> None:
    for key in ("units", "filters"):
        if isinstance(node.get(key), int) and not 0 < node[key] <= MOST_UNITS:
            raise ForeignError(f"A layer has {node[key]:,} {key}; up to {MOST_UNITS:,} are opened here.")
    if (
        (name := node.get("name")) is not None
        and isinstance(name, str)
        and not all(map(NAME.fullmatch, name.split("/")))
    ):
        raise ForeignError(f"A layer is called {name[:60]!r}: use letters, digits, _ and - in names.")
    shape = node.get("batch_shape")
    if isinstance(shape, list) and any(isinstance(side, int) and side > MOST_SIDE for side in shape[1:3]):
        raise ForeignError(
            f"Its pictures have {shape[1]}×{shape[2]} pixels; up to {MOST_SIDE}×{MOST_SIDE} are opened here."
        )


def _check_weights(content: bytes) -> None:
    """Refuse weights that lie elsewhere or unpack to more than they may."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            total = sum(_sizes(file, 0))
    except ForeignError:
        raise
    except Exception as error:  # HDF5 has many ways to be damaged, and h5py as many classes for them.
        raise ForeignError("Its weights, model.weights.h5, cannot be read: save the model again.") from error
    if total > MOST_WEIGHTS:
        raise ForeignError(
            f"Its weights need {total // 1_000_000:,} MB; up to {MOST_WEIGHTS // 1_000_000} are opened here."
        )


def _sizes(group: Any, depth: int) -> Iterator[int]:
    """Give the size of each array in a group, in bytes."""
    import h5py

    if depth > 50:
        raise ForeignError("Its weights are nested too deeply: no network’s are.")
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ForeignError("Its weights point to another place than the file itself: save the model again.")
        value = group[name]
        if isinstance(value, h5py.Group):
            yield from _sizes(value, depth + 1)
            continue
        if value.is_virtual or value.external:
            raise ForeignError("Its weights point to another file: save the model again.")
        if value.dtype.kind not in "fiub":
            if value.dtype.kind in "SO" and value.size <= 1:
                continue
            raise ForeignError("Its weights are no numbers: save the model again.")
        yield value.size * value.dtype.itemsize
