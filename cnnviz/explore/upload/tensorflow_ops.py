"""What were the operations of TensorFlow in a network of Keras 2?  (their JSON) -> the same operation of Keras 3.

``x / 127.5 - 1`` in a Functional model of Keras 2 became layers of a class TFOpLambda, which name a function of
TensorFlow to call. Keras 3 knows no such class, and a file must not say what is called. Those that a network of
pictures is most often made of have a counterpart; the others stay as they are, and are refused.
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
"""Those of one value, or of two that are called x and y."""
CONSTANT = "_CONSTANT_VALUE"


def counterpart(node: dict[str, Any]) -> dict[str, Any] | None:
    """Return the operation of Keras 3 that does the same; None where there is none.

    Args:
        node: One layer in the description of a network.
    """
    config, calls = node.get("config"), node.get("inbound_nodes")
    if not isinstance(config, dict) or not isinstance(calls, list) or not isinstance(config.get("name"), str):
        return None
    found = [_call(str(config.get("function")), call) for call in calls]
    kinds = {one[0] for one in found if one}
    if len(kinds) != 1 or not all(found):
        return None
    kind = kinds.pop()
    settings = found[0][2] if found[0] else {}
    return {
        "module": module_of(kind),
        "class_name": kind,
        "config": {"name": config["name"], **settings},
        "registered_name": None,
        "name": config["name"],
        "inbound_nodes": [{"args": one[1], "kwargs": {}} for one in found if one],
    }


def _call(function: str, call: Any) -> tuple[str, list[Any], dict[str, Any]] | None:
    """Return the class, the arguments and the settings of one call, which is [layer, its call, its output, {further arguments}]."""
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
        return "GetItem", [value, [_part(one) for one in further["slice_spec"]]], {}
    return None


def _value(given: Any) -> Any:
    """Return an argument: a number, numbers, or what another layer gave."""
    if isinstance(given, list) and len(given) == 3 and isinstance(given[0], str):
        return tensor(given)
    if isinstance(given, list):
        return {"class_name": "__tensor__", "config": {"value": given, "dtype": "float32"}}
    return given


def tensor(history: list[Any]) -> dict[str, Any]:
    """Return how Keras 3 writes what a layer gave: [layer, its call, its output]. The shape is not looked at."""
    return {"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": history}}


def _part(given: Any) -> Any:
    """Return one part of what stands in the brackets of ``x[..., ::-1]``."""
    if not isinstance(given, dict) or "class_name" in given:
        return {"class_name": "__ellipsis__", "config": {}} if isinstance(given, dict) else given
    return {"class_name": "__slice__", "config": {key: given.get(key) for key in ("start", "stop", "step")}}
