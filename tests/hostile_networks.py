"""Which network files may do harm?  (a good file's members) -> hostile files, each with words of the refusal to expect."""

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
    """Return the zip of some members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def layer(config: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the first layer of a kind."""
    found: dict[str, Any] = next(one for one in config["config"]["layers"] if one["class_name"] == kind)
    return found


def with_config(change: Callable[[dict[str, Any]], object]) -> Callable[[Members], bytes]:
    """Change the configuration."""

    def make(members: Members) -> bytes:
        config = json.loads(members[CONFIG])
        change(config)
        return packed(members | {CONFIG: json.dumps(config).encode()})

    return make


def instead(module: str, kind: str, **config: Any) -> Callable[[Members], bytes]:
    """Put another layer in the place of the activation."""
    entry = {"module": module, "class_name": kind, "config": {"name": "evil"} | config, "registered_name": None}
    return with_config(lambda whole: layer(whole, "ReLU").update(entry))


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
    change: Callable[[dict[str, Any]], object] = lambda config: None,
    write: Callable[[h5py.File], object] = lambda file: None,
) -> Callable[[Members], bytes]:
    """Write the network as an older Keras does: HDF5 with the description, without modules, in an attribute; with changes."""

    def make(members: Members) -> bytes:
        config = json.loads(members[CONFIG])
        for one in (config, *config["config"]["layers"]):
            del one["module"]
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
    """What a pickle would run."""

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
    one = layer(config, "ReLU")
    config["config"]["layers"] += [copy.deepcopy(one) for _ in range(2500)]


CODE, HARMLESS, OWN = "code of its own", "known to be harmless", "a model of its own class"
FILES = (
    Hostile("Lambda", instead("keras.layers", "Lambda", function={"class_name": "__lambda__"}), CODE),
    Hostile("Lambda inside a wrapper", instead("keras.layers", "TimeDistributed", layer={"class_name": "Lambda"}), HARMLESS),
    Hostile("a function of Python", with_config(lambda c: layer(c, "Conv2D")["config"].update(
        activation={"module": "builtins", "class_name": "function", "config": "eval", "registered_name": "function"})), CODE),
    Hostile("os.system", instead("os", "system"), HARMLESS),
    Hostile("subprocess", instead("subprocess", "Popen", args=["touch", "/tmp/evil"]), HARMLESS),
    Hostile("a download", instead("keras.src.utils.file_utils", "get_file", origin="http://example.invalid"), HARMLESS),
    Hostile("unsafe mode", instead("keras.src.saving.serialization_lib", "enable_unsafe_deserialization"), HARMLESS),
    Hostile("an initializer of another module", with_config(lambda c: layer(c, "Conv2D")["config"].update(
        kernel_initializer={"module": "numpy", "class_name": "fromfile", "config": {"file": "/etc/passwd"}})), HARMLESS),
    Hostile("a file as vocabulary", instead("keras.layers", "StringLookup", vocabulary="/etc/passwd"), HARMLESS),
    Hostile("PyTorch inside", instead("keras.layers", "TorchModuleWrapper", content="x"), HARMLESS),
    Hostile("a registered class", with_config(lambda c: layer(c, "ReLU").update(registered_name="Evil>Layer")), HARMLESS),
    Hostile("a model of its own", with_config(lambda c: c.update(module="evil", class_name="Evil")), OWN),
    Hostile("a list for a module", with_config(lambda c: c.update(module=["keras"])), OWN),
    Hostile("a list for a model", with_config(lambda c: c.update(class_name=["Sequential"])), OWN),
    Hostile("a list for a class", with_config(lambda c: layer(c, "ReLU").update(class_name=[], module=None)), HARMLESS),
    Hostile("no model at all", raw(lambda m: m | {CONFIG: b"[]"}), "describes no model"),
    Hostile("no JSON", raw(lambda m: m | {CONFIG: b"\xff\xfe{"}), "cannot be read"),
    Hostile("JSON nested deeply", raw(lambda m: m | {CONFIG: b"[" * 500_000}), "cannot be read"),
    Hostile("a path in the archive", raw(lambda m: m | {"../../evil.py": b"x"}), "which is no part"),
    Hostile("an absolute path", raw(lambda m: m | {"/tmp/evil.py": b"x"}), "which is no part"),
    Hostile("an asset", raw(lambda m: m | {"assets/vocabulary.txt": b"x"}), "which is no part"),
    Hostile("a part twice", _twice, "three parts"),
    Hostile("no weights", raw(lambda m: {CONFIG: m[CONFIG]}), "three parts"),
    Hostile("a bomb of JSON", raw(lambda m: m | {CONFIG: b" " * 30_000_000}), "larger than 20 MB"),
    Hostile("cut off", lambda m: packed(m)[:-200], "no .keras file, or is damaged"),
    Hostile("a bit turned", lambda m: packed(m)[:300] + b"evil" + packed(m)[304:], "no .keras file, or is damaged"),
    Hostile("empty", lambda m: b"", "no .keras file, or is damaged"),
    Hostile("weights alone", lambda m: m[WEIGHTS], "holds weights alone"),
    Hostile("a pickle", lambda m: pickle.dumps(_Payload()), "no .keras file, or is damaged"),
    Hostile("weights that are none", raw(lambda m: m | {WEIGHTS: b"\x89HDF\r\n\x1a\n" + bytes(500)}), "cannot be read"),
    Hostile("a link to another file", with_weights(lambda f: f.update(kernel=h5py.ExternalLink("/etc/passwd", "/"))), "another place"),
    Hostile("a link inside", with_weights(lambda f: f.update(kernel=h5py.SoftLink("/kernel"))), "another place"),
    Hostile("stored in another file", with_weights(lambda f: f.create_dataset(
        "kernel", (4,), "f4", external=[("/etc/passwd", 0, 16)])), "another file"),
    Hostile("a view of another file", with_weights(_virtual), "another file"),
    Hostile("weights that unpack to gigabytes", with_weights(_huge), "Its weights need 8,589 MB"),
    Hostile("weights of objects", with_weights(lambda f: f.create_dataset(
        "kernel", data=np.array([b"a", b"b"], "S9"))), "are no numbers"),
    Hostile("a billion kernels", with_config(lambda c: layer(c, "Conv2D")["config"].update(filters=10**9)), "1,000,000,000 filters"),
    Hostile("minus one kernel", with_config(lambda c: layer(c, "Conv2D")["config"].update(filters=-1)), "-1 filters"),
    Hostile("a picture like a wall", with_config(lambda c: layer(c, "InputLayer")["config"].update(
        batch_shape=[None, 10**6, 10**6, 3])), "1000000×1000000 pixels"),
    Hostile("a layer called as a path", with_config(lambda c: layer(c, "ReLU")["config"].update(name="../../x")), "is called"),
    Hostile("thousands of layers", with_config(_many), "more than 2,000 layers"),
    Hostile("a name of control characters", with_config(lambda c: layer(c, "ReLU")["config"].update(name="a\u202eb\n")), "is called"),
    Hostile("an operation that takes a function", instead("keras.src.ops.core", "Map", f="eval"), HARMLESS),
    Hostile("a module of Keras that is none of a layer", instead("keras.src.saving.saving_api", "load_model"), HARMLESS),
    Hostile("an operation of TensorFlow that reads a file", instead(
        "keras.src.layers.core.tf_op_layer", "TFOpLambda", function="io.read_file"), "tf.io.read_file, an operation of TensorFlow"),
    Hostile("h5: Lambda", as_h5(lambda c: layer(c, "ReLU").update(class_name="Lambda")), CODE),
    Hostile("h5: a function of Python", as_h5(lambda c: layer(c, "Conv2D")["config"].update(
        activation={"module": "builtins", "class_name": "function", "config": "eval"})), CODE),
    Hostile("h5: os.system", as_h5(lambda c: layer(c, "ReLU").update(class_name="system", module="os")), HARMLESS),
    Hostile("h5: a class of its own", as_h5(lambda c: layer(c, "ReLU").update(class_name="Evil")), HARMLESS),
    Hostile("h5: a model of its own", as_h5(lambda c: c.update(class_name="Evil")), OWN),
    Hostile("h5: a file as vocabulary", as_h5(lambda c: layer(c, "ReLU").update(class_name="StringLookup")), HARMLESS),
    Hostile("h5: an operation of TensorFlow", as_h5(lambda c: layer(c, "ReLU").update(
        class_name="TFOpLambda", config={"name": "x", "function": "io.read_file"}, inbound_nodes=[["conv", 0, 0, {}]])), "tf.io.read_file"),
    Hostile("h5: a description that is none", as_h5(write=lambda f: f.attrs.modify("model_config", "[]")), "describes no model"),
    Hostile("h5: a description of numbers", as_h5(write=lambda f: f.attrs.create("model_config", np.zeros(3))), "cannot be read"),
    Hostile("h5: a link to another file", as_h5(write=lambda f: f.update(kernel=h5py.ExternalLink("/etc/passwd", "/"))), "another place"),
    Hostile("h5: a view of another file", as_h5(write=_virtual), "another file"),
    Hostile("h5: weights that unpack to gigabytes", as_h5(write=_huge), "Its weights need 8,589 MB"),
    Hostile("h5: cut off", lambda m: as_h5()(m)[:900], "damaged"),
)  # fmt: skip
