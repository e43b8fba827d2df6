"""Convert descriptions of networks by older versions of Keras: (their JSON) -> JSON as today's Keras writes it.

Keras 2, and the .h5 files of Keras 3 too, name a class without the module that it is from; some classes have moved,
some settings are gone. This only rewrites JSON: the result is still untrusted, and
`cnnviz.explore.upload.inspection` inspects it afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from typing import Any

from cnnviz.explore.upload.harmless import AUGMENTATION, LAYERS, PLAIN_VALUES, module_of, named
from cnnviz.explore.upload.tensorflow_ops import CLASSES, counterpart, tensor

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
KERAS_2_MODEL = re.compile(r"keras(\.src)?\.engine\.(functional|sequential|training)")
MODEL_MODULES = {
    "Sequential": "keras",
    "Functional": "keras.src.models.functional",
    "Model": "keras.src.models.functional",
}
"""Modules of the models of today’s Keras. A Functional model was called Model at first."""
BY_KEY = {"initializer": "keras.initializers", "regularizer": "keras.regularizers", "constraint": "keras.constraints"}
"""Module of the values of settings with such a name."""
ACTIVATIONS = {
    name: name
    for name in named(
        "celu elu exponential gelu hard_sigmoid leaky_relu linear log_softmax mish relu relu6 selu sigmoid silu "
        "softmax softplus softsign swish tanh"
    )
} | {"softmax_v2": "softmax", "log_softmax_v2": "log_softmax", "identity": "linear"}
"""Functions of TensorFlow that are used as activations, such as tf.nn.relu, and their names in Keras."""
GONE = {
    "BatchNormalization": ("fused", "renorm", "renorm_clipping", "renorm_momentum", "virtual_batch_size", "adjustment"),
    "Conv2DTranspose": ("groups",),
    "DepthwiseConv1D": ("groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"),
    "DepthwiseConv2D": ("groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"),
    "GRU": ("implementation", "time_major"),
    "LSTM": ("implementation", "time_major"),
    "MultiHeadAttention": ("query_shape", "key_shape", "value_shape"),
    "SeparableConv1D": ("groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"),
    "SeparableConv2D": ("groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"),
    "SimpleRNN": ("implementation", "time_major"),
    "SpatialDropout1D": ("noise_shape", "trainable"),
    "SpatialDropout2D": ("noise_shape", "trainable"),
    "SpatialDropout3D": ("noise_shape", "trainable"),
}
"""Settings that a layer of Keras 2 had and the same layer of Keras 3 has not."""


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the JSON, at any depth."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            yield from nodes(entry)


def modernise(value: Any, key: str = "") -> Any:
    """Return JSON as today's Keras would have written it; unknown parts are left as they are.

    Args:
        value: Any part of the description of a network.
        key: Its key in the object around it.
    """
    if isinstance(value, list):
        return [modernise(entry, key) for entry in value]
    if not isinstance(value, dict):
        return value
    name, module = value.get("class_name"), value.get("module")
    if name == "function" and module == "builtins" and str(value.get("config")) in ACTIVATIONS:
        return ACTIVATIONS[str(value["config"])]
    new = {inner: modernise(entry, inner) for inner, entry in value.items()}
    if not isinstance(name, str) or name in PLAIN_VALUES or (module is not None and not isinstance(module, str)):
        return new
    if name in CLASSES:
        return counterpart(new) or new
    config = new.get("config")
    if name == "Policy" or module == "keras.mixed_precision":
        new |= {"module": "keras", "class_name": "DTypePolicy", "registered_name": None}
        new.pop("shared_object_id", None)
    elif module is None or KERAS_2_MODEL.fullmatch(module):
        new |= _named(name, module, config, key)
    if new["class_name"] == "Sequential" and isinstance(config, list):  # As before Keras 2.2.3.
        new["config"] = config = {"name": "sequential", "layers": config}
    if new["class_name"] == "MultiHeadAttention" and "shapes_dict" not in (new.get("build_config") or {}):
        new.pop("build_config", None)  # Keras 3 requires more settings here, or none.
    if isinstance(config, dict):
        _settings(new["class_name"], config)
        _model(new["class_name"], config)
    return new


def _named(name: str, module: str | None, config: Any, key: str) -> dict[str, Any]:
    """Return the class and module of an object that was written without module, or of a model of Keras 2."""
    if name in MODEL_MODULES:
        return {
            "module": MODEL_MODULES[name],
            "class_name": "Sequential" if name == "Sequential" else "Functional",
            "registered_name": None,
        }
    if module is not None:
        return {}
    setting = next((of_key for word, of_key in BY_KEY.items() if key.endswith(word)), None)
    if setting:
        return {"module": setting, "registered_name": None}
    operation = module_of(name)
    # Add and Multiply are layers and operations: a layer has the setting trainable, an operation has not.
    if operation and not (isinstance(config, dict) and "trainable" in config and name in LAYERS):
        return {"module": operation, "registered_name": None}
    return {"module": "keras.layers", "registered_name": None}


def _settings(name: str, config: dict[str, Any]) -> None:
    """Rewrite the settings of one layer; those that change what it computes are kept, so that Keras refuses them."""
    for key in GONE.get(name, ()):
        if not (key == "groups" and config.get(key) != 1) and not (key == "renorm" and config.get(key)):
            config.pop(key, None)
    if name == "BatchNormalization" and isinstance(config.get("axis"), list) and len(config["axis"]) == 1:
        config["axis"] = config["axis"][0]


def _model(name: str, config: dict[str, Any]) -> None:
    """Rewrite the inputs, the outputs and the connections of a model."""
    layers = config.get("layers")
    if not isinstance(layers, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("config"), dict) for entry in layers
    ):
        return
    first = layers[0]["config"].get("batch_input_shape") if layers else None
    if name == "Sequential" and first and layers[0].get("class_name") != "InputLayer":
        given = {"batch_shape": first, "dtype": "float32", "name": f"{layers[0]['config'].get('name', 'first')}_input"}
        layers.insert(
            0, {"module": "keras.layers", "class_name": "InputLayer", "config": given, "registered_name": None}
        )
    for entry in layers:
        if entry.get("class_name") != "InputLayer":
            entry["config"].pop("batch_input_shape", None)
    if name == "Functional":
        names = {entry["name"] for entry in layers if isinstance(entry.get("name"), str)}
        for entry in layers:
            if isinstance(calls := entry.get("inbound_nodes"), list):
                entry["inbound_nodes"] = [_call(call, names) for call in calls]
        config["output_layers"] = _one_alone(config.get("output_layers"))
        _count_from_zero(layers, config)


def _call(call: Any, names: set[str]) -> Any:
    """Return one call of a layer, [[layer, its call, its output, {further arguments}], …], as today's Keras writes it.

    Only where a further argument is the output of another layer: Keras reads the others as they are.
    """
    if not isinstance(call, list) or not all(
        isinstance(entry, list) and len(entry) == 4 and isinstance(entry[3], dict) for entry in call
    ):
        return call
    further = {key: value for entry in call for key, value in entry[3].items()}
    given = {key: tensor(value) for key, value in further.items() if _is_tensor(value, names)}
    if not given:
        return call
    first = [tensor(entry[:3]) for entry in call]
    return {"args": first if len(first) == 1 else [first], "kwargs": further | given}


def _is_tensor(value: Any, names: set[str]) -> bool:
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and value[0] in names


def _one_alone(outputs: Any) -> Any:
    """Return a single output without its list: up to Keras 3.10 it was written as a list of one, another network today.

    >>> _one_alone([["dense", 0, 0]]), _one_alone({"kind": ["dense", 0, 0]}), _one_alone([["a", 0, 0], ["b", 0, 0]])
    (['dense', 0, 0], ['dense', 0, 0], [['a', 0, 0], ['b', 0, 0]])
    """
    values = list(outputs.values()) if isinstance(outputs, dict) else outputs
    return values[0] if isinstance(values, list) and len(values) == 1 and isinstance(values[0], list) else outputs


def _count_from_zero(layers: list[dict[str, Any]], config: dict[str, Any]) -> None:
    """Number the calls of nested models from 0: Keras 2 counted the building of such a model as its first call."""
    for model in layers:
        calls = model.get("inbound_nodes")
        if model.get("class_name") not in ("Sequential", "Functional") or not isinstance(calls, list):
            continue
        name = model.get("name")
        connections = [config.get("output_layers"), *(entry.get("inbound_nodes") for entry in layers)]
        named = [
            entry
            for entry in _lists(connections)
            if len(entry) in (3, 4) and entry[0] == name and isinstance(entry[1], int)
        ]
        more = max((entry[1] for entry in named), default=0) - max(len(calls) - 1, 0)
        for entry in named if more > 0 else ():
            entry[1] -= more


def _lists(value: Any) -> Iterator[list[Any]]:
    """Yield every list in the JSON, at any depth, once."""
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, list):
        yield value
    if isinstance(value, list):
        for entry in value:
            yield from _lists(entry)


def rested(config: dict[str, Any]) -> list[str]:
    """Replace augmentation, which acts in training only and has many notations, by layers that do nothing.

    Args:
        config: The description of a network; it is changed.

    Returns:
        The kinds of augmentation in it, in order.
    """
    augmenting = [
        node
        for node in nodes(config)
        if node.get("module") == "keras.layers" and node.get("class_name") in AUGMENTATION
    ]
    kinds = list(dict.fromkeys(str(node["class_name"]) for node in augmenting))
    for node in augmenting:
        given = node.get("config")
        kept = (
            {key: given[key] for key in ("name", "dtype", "batch_shape", "batch_input_shape") if key in given}
            if isinstance(given, dict)
            else {}
        )
        node |= {"class_name": "Identity", "config": kept}
    return kinds


def renamed(config: dict[str, Any]) -> dict[str, str]:
    """Give layers names that TensorFlow accepts: unaccented letters, digits, dots, hyphens and underscores.

    Other characters come from a Keras with another backend, and slashes from Keras 2.

    Args:
        config: The description of a network; it is changed.

    Returns:
        Each name that was changed, and its new name.
    """
    holders = [
        holder
        for node in nodes(config)
        if "class_name" in node
        for holder in (node, node.get("config"))
        if isinstance(holder, dict) and isinstance(holder.get("name"), str)
    ]
    taken = {holder["name"] for holder in holders}
    new: dict[str, str] = {}
    for name in dict.fromkeys(holder["name"] for holder in holders):
        if not PLAIN_NAME.fullmatch(name):
            new[name] = _free(plain_name(name), taken)
            taken.add(new[name])
    for holder in holders:
        holder["name"] = new.get(holder["name"], holder["name"])
    for entry in _lists(config) if new else ():
        if len(entry) in (3, 4) and isinstance(entry[0], str) and isinstance(entry[1], int):
            entry[0] = new.get(entry[0], entry[0])
    return new


def plain_name(name: str) -> str:
    """Return a name without accents and special characters.

    >>> plain_name("convolución 1"), plain_name("Conv/BatchNorm"), plain_name("层")
    ('convolucion_1', 'Conv_BatchNorm', 'layer_')
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    signs = re.sub(r"[^A-Za-z0-9_.\-]", "_", bare)
    return signs if signs[:1].isalnum() else f"layer{signs}"


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(entry for n in count(2) if (entry := f"{name}_{n}") not in taken)
