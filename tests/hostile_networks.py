"""Hostile network files: (a good file's members) -> files that may do harm, each with words of its refusal."""

from __future__ import annotations

import copy
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple

import h5py
import numpy as np

Members = dict[str, bytes]
Change = Callable[[dict[str, Any]], object]
CONFIG, WEIGHTS = "config.json", "model.weights.h5"


class Hostile(NamedTuple):
    """A hostile file.

    Attributes:
        name: What is wrong with it.
        make: Turns a good file's members into it.
        says: Words of the refusal.
    """

    name: str
    make: Callable[[Members], bytes]
    says: str


def packed(members: Members) -> bytes:
    """Return a ZIP archive of some members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def layer(config: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the first layer of a kind."""
    matches: list[dict[str, Any]] = [each for each in config["config"]["layers"] if each["class_name"] == kind]
    return matches[0]


def model(**changes: Any) -> Change:
    """Change the description of the model."""
    return lambda config: config.update(changes)


def entry(kind: str, **changes: Any) -> Change:
    """Change the description of the first layer of a kind."""
    return lambda config: layer(config, kind).update(changes)


def settings(kind: str, **changes: Any) -> Change:
    """Change the settings of the first layer of a kind."""
    return lambda config: layer(config, kind)["config"].update(changes)


def with_config(change: Change) -> Callable[[Members], bytes]:
    """Change the configuration."""

    def make(members: Members) -> bytes:
        config = json.loads(members[CONFIG])
        change(config)
        return packed(members | {CONFIG: json.dumps(config).encode()})

    return make


def instead(module: str, kind: str, **config: Any) -> Callable[[Members], bytes]:
    """Put another layer in the place of the activation."""
    settings = {"name": "evil"} | config
    return with_config(entry("ReLU", module=module, class_name=kind, config=settings, registered_name=None))


def with_weights(write: Callable[[h5py.File], object]) -> Callable[[Members], bytes]:
    """Write other weights."""

    def make(members: Members) -> bytes:
        file = io.BytesIO()
        with h5py.File(file, "w") as weights:
            write(weights)
        return packed(members | {WEIGHTS: file.getvalue()})

    return make


def raw(change: Callable[[Members], Members]) -> Callable[[Members], bytes]:
    """Change the members."""
    return lambda members: packed(change(members))


def as_h5(
    change: Change = lambda config: None,
    write: Callable[[h5py.File], object] = lambda file: None,
) -> Callable[[Members], bytes]:
    """Write the network as an older Keras does, with changes: HDF5, its description without modules in an attribute."""

    def make(members: Members) -> bytes:
        config = json.loads(members[CONFIG])
        for described in (config, *config["config"]["layers"]):
            del described["module"]
        change(config)
        file = io.BytesIO()
        with h5py.File(file, "w") as written:
            written.attrs["keras_version"] = "2.15.0"
            written.attrs["model_config"] = json.dumps(config)
            written.create_group("model_weights")
            write(written)
        return file.getvalue()

    return make


class _Payload:
    """An object whose pickle would run code."""

    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("run",)


def _twice(members: Members) -> bytes:
    file = io.BytesIO(packed(members))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(CONFIG, members[CONFIG])
    return file.getvalue()


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
    file.create_virtual_dataset("kernel", layout)


def _huge(file: h5py.File) -> None:
    file.create_dataset("kernel", (2**31,), "f4", chunks=(2**16,), compression="gzip")  # Nothing written: a small file.


def _many(config: dict[str, Any]) -> None:
    activation = layer(config, "ReLU")
    config["config"]["layers"] += [copy.deepcopy(activation) for _ in range(2500)]


CODE, HARMLESS, UNKNOWN_MODEL = "code of its own", "known to be harmless", "a model of its own class"
EVAL = {"module": "builtins", "class_name": "function", "config": "eval"}
FROM_FILE = {"module": "numpy", "class_name": "fromfile", "config": {"file": "/etc/passwd"}}
CONFIGS = (
    ("a function of Python", settings("Conv2D", activation=EVAL | {"registered_name": "function"}), CODE),
    ("an initializer of another module", settings("Conv2D", kernel_initializer=FROM_FILE), HARMLESS),
    ("a registered class", entry("ReLU", registered_name="Evil>Layer"), HARMLESS),
    ("a model of its own", model(module="evil", class_name="Evil"), UNKNOWN_MODEL),
    ("a list for a module", model(module=["keras"]), UNKNOWN_MODEL),
    ("a list for a model", model(class_name=["Sequential"]), UNKNOWN_MODEL),
    ("a list for a class", entry("ReLU", class_name=[], module=None), HARMLESS),
    ("a billion kernels", settings("Conv2D", filters=10**9), "1\u202f000\u202f000\u202f000 filters"),
    ("minus one kernel", settings("Conv2D", filters=-1), "−1 filters"),
    ("a picture like a wall", settings("InputLayer", batch_shape=[None, 10**6, 10**6, 3]), "1000000×1000000 pixels"),
    ("a layer called as a path", settings("ReLU", name="../../x"), "is called"),
    ("thousands of layers", _many, "more than 2\u202f000 layers"),
    ("a name of control characters", settings("ReLU", name="a\u202eb\n"), "is called"),
)
"""Changes of the configuration."""
LAYERS = (
    ("Lambda", instead("keras.layers", "Lambda", function={"class_name": "__lambda__"}), CODE),
    ("Lambda inside a wrapper", instead("keras.layers", "TimeDistributed", layer={"class_name": "Lambda"}), HARMLESS),
    ("os.system", instead("os", "system"), HARMLESS),
    ("subprocess", instead("subprocess", "Popen", args=["touch", "/tmp/evil"]), HARMLESS),
    ("a download", instead("keras.src.utils.file_utils", "get_file", origin="http://example.invalid"), HARMLESS),
    ("unsafe mode", instead("keras.src.saving.serialization_lib", "enable_unsafe_deserialization"), HARMLESS),
    ("a file as vocabulary", instead("keras.layers", "StringLookup", vocabulary="/etc/passwd"), HARMLESS),
    ("PyTorch inside", instead("keras.layers", "TorchModuleWrapper", content="x"), HARMLESS),
    ("an operation that takes a function", instead("keras.src.ops.core", "Map", f="eval"), HARMLESS),
    ("a module of Keras that is none of a layer", instead("keras.src.saving.saving_api", "load_model"), HARMLESS),
    (
        "an operation of TensorFlow that reads a file",
        instead("keras.src.layers.core.tf_op_layer", "TFOpLambda", function="io.read_file"),
        "tf.io.read_file, an operation of TensorFlow",
    ),
)
"""Other layers in the place of the activation."""
ARCHIVES = (
    ("no model at all", raw(lambda m: m | {CONFIG: b"[]"}), "describes no model"),
    ("no JSON", raw(lambda m: m | {CONFIG: b"\xff\xfe{"}), "cannot be read"),
    ("JSON nested deeply", raw(lambda m: m | {CONFIG: b"[" * 500_000}), "cannot be read"),
    ("a path in the archive", raw(lambda m: m | {"../../evil.py": b"x"}), "which is no part"),
    ("an absolute path", raw(lambda m: m | {"/tmp/evil.py": b"x"}), "which is no part"),
    ("an asset", raw(lambda m: m | {"assets/vocabulary.txt": b"x"}), "which is no part"),
    ("a part twice", _twice, "three parts"),
    ("no weights", raw(lambda m: {CONFIG: m[CONFIG]}), "three parts"),
    ("a bomb of JSON", raw(lambda m: m | {CONFIG: b" " * 30_000_000}), "larger than 20 MB"),
    ("cut off", lambda m: packed(m)[:-200], "no .keras file, or is damaged"),
    ("a bit turned", lambda m: packed(m)[:300] + b"evil" + packed(m)[304:], "no .keras file, or is damaged"),
    ("empty", lambda m: b"", "no .keras file, or is damaged"),
    ("weights alone", lambda m: m[WEIGHTS], "holds weights alone"),
    ("a pickle", lambda m: pickle.dumps(_Payload()), "no .keras file, or is damaged"),
    ("weights that are none", raw(lambda m: m | {WEIGHTS: b"\x89HDF\r\n\x1a\n" + bytes(500)}), "cannot be read"),
)
"""Other members of the archive, or no archive."""
ELSEWHERE = h5py.ExternalLink("/etc/passwd", "/")
OBJECTS = np.array([b"a", b"b"], "S9")
STORED = [("/etc/passwd", 0, 16)]
WEIGHT_FILES = (
    ("a link to another file", with_weights(lambda f: f.update(kernel=ELSEWHERE)), "another place"),
    ("a link inside", with_weights(lambda f: f.update(kernel=h5py.SoftLink("/kernel"))), "another place"),
    (
        "stored in another file",
        with_weights(lambda f: f.create_dataset("kernel", (4,), "f4", external=STORED)),
        "another file",
    ),
    ("a view of another file", with_weights(_virtual), "another file"),
    ("weights that unpack to gigabytes", with_weights(_huge), "Its weights need 8\u202f589 MB"),
    ("weights of objects", with_weights(lambda f: f.create_dataset("kernel", data=OBJECTS)), "are no numbers"),
)
"""Other files of weights."""
OPERATION = {"name": "x", "function": "io.read_file"}
HDF5 = (
    ("Lambda", as_h5(entry("ReLU", class_name="Lambda")), CODE),
    ("a function of Python", as_h5(settings("Conv2D", activation=EVAL)), CODE),
    ("os.system", as_h5(entry("ReLU", class_name="system", module="os")), HARMLESS),
    ("a class of its own", as_h5(entry("ReLU", class_name="Evil")), HARMLESS),
    ("a model of its own", as_h5(model(class_name="Evil")), UNKNOWN_MODEL),
    ("a file as vocabulary", as_h5(entry("ReLU", class_name="StringLookup")), HARMLESS),
    (
        "an operation of TensorFlow",
        as_h5(entry("ReLU", class_name="TFOpLambda", config=OPERATION, inbound_nodes=[["conv", 0, 0, {}]])),
        "tf.io.read_file",
    ),
    ("a description that is none", as_h5(write=lambda f: f.attrs.modify("model_config", "[]")), "describes no model"),
    ("a description of numbers", as_h5(write=lambda f: f.attrs.create("model_config", np.zeros(3))), "cannot be read"),
    ("a link to another file", as_h5(write=lambda f: f.update(kernel=ELSEWHERE)), "another place"),
    ("a view of another file", as_h5(write=_virtual), "another file"),
    ("weights that unpack to gigabytes", as_h5(write=_huge), "Its weights need 8\u202f589 MB"),
    ("cut off", lambda m: as_h5()(m)[:900], "damaged"),
)
"""Files of an older Keras."""
FILES = (
    *(Hostile(name, with_config(change), says) for name, change, says in CONFIGS),
    *(Hostile(*each) for each in (*LAYERS, *ARCHIVES, *WEIGHT_FILES)),
    *(Hostile(f"h5: {name}", make, says) for name, make, says in HDF5),
)
