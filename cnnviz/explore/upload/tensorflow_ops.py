"""Convert operations of TensorFlow in networks of Keras 2: (their JSON) -> the same operation of Keras 3.

``x / 127.5 - 1`` in a Functional model of Keras 2 became layers of a class TFOpLambda, which name a function of
TensorFlow to call. Keras 3 has no such class, and a file must not decide which function is called. The operations
that networks of pictures use most have a counterpart; the others are left as they are, and are refused.
"""

from __future__ import annotations

from typing import Any

from cnnviz.explore.upload.harmless import module_of

CLASSES = frozenset({"TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"})
OF_NUMBERS = {
    "__operators__.add": "Add",
    "math.abs": "Absolute",
    "math.add": "Add",
    "math.exp": "Exp",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "math.multiply": "Multiply",
    "math.negative": "Negative",
    "math.pow": "Power",
    "math.sigmoid": "Sigmoid",
    "math.sqrt": "Sqrt",
    "math.square": "Square",
    "math.subtract": "Subtract",
    "math.tanh": "Tanh",
    "math.truediv": "TrueDivide",
    "nn.relu": "Relu",
    "nn.relu6": "Relu6",
    "nn.silu": "Silu",
}
"""Functions of one value, or of two that are called x and y."""
CONSTANT = "_CONSTANT_VALUE"


def counterpart(node: dict[str, Any]) -> dict[str, Any] | None:
    """Return the operation of Keras 3 that does the same; None where there is none.

    Args:
        node: One layer in the description of a network.
    """
    config, calls = node.get("config"), node.get("inbound_nodes")
    if not isinstance(config, dict) or not isinstance(calls, list) or not isinstance(config.get("name"), str):
        return None
    operations = [_call(str(config.get("function")), call) for call in calls]
    kinds = {operation[0] for operation in operations if operation}
    if len(kinds) != 1 or not all(operations):
        return None
    kind = kinds.pop()
    settings = operations[0][2] if operations[0] else {}
    return {
        "module": module_of(kind),
        "class_name": kind,
        "config": {"name": config["name"], **settings},
        "registered_name": None,
        "name": config["name"],
        "inbound_nodes": [{"args": operation[1], "kwargs": {}} for operation in operations if operation],
    }


def _call(function: str, call: Any) -> tuple[str, list[Any], dict[str, Any]] | None:
    """Return class, arguments and settings of one call, [layer, its call, its output, {further arguments}]."""
    if not isinstance(call, list) or len(call) != 4 or not isinstance(call[3], dict):
        return None
    value = call[2] if call[0] == CONSTANT else tensor(call[:3])
    further = call[3]
    if function in OF_NUMBERS:
        return OF_NUMBERS[function], [value, *([_value(further["y"])] if "y" in further else [])], {}
    if function == "nn.bias_add" and further.get("data_format") in (None, "NHWC") and "bias" in further:
        return "Add", [value, _value(further["bias"])], {}
    if function == "nn.softmax":
        return "Softmax", [value], {"axis": further.get("axis") if further.get("axis") is not None else -1}
    if function == "math.reduce_mean":
        return "Mean", [value], {"axis": further.get("axis"), "keepdims": bool(further.get("keepdims"))}
    if function == "__operators__.getitem" and isinstance(further.get("slice_spec"), list):
        return "GetItem", [value, [_part(part) for part in further["slice_spec"]]], {}
    return None


def _value(given: Any) -> Any:
    """Return an argument: a number, numbers, or the output of another layer."""
    if isinstance(given, list) and len(given) == 3 and isinstance(given[0], str):
        return tensor(given)
    if isinstance(given, list):
        return {"class_name": "__tensor__", "config": {"value": given, "dtype": "float32"}}
    return given


def tensor(history: list[Any]) -> dict[str, Any]:
    """Return the output of a layer, [layer, its call, its output], as Keras 3 writes it. Its shape is not used."""
    return {"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": history}}


def _part(given: Any) -> Any:
    """Return one part of the index in brackets of ``x[..., ::-1]``."""
    if not isinstance(given, dict) or "class_name" in given:
        return {"class_name": "__ellipsis__", "config": {}} if isinstance(given, dict) else given
    return {"class_name": "__slice__", "config": {key: given.get(key) for key in ("start", "stop", "step")}}
