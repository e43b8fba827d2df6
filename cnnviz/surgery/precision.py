"""Precision of a network: any model -> the same one computing in 32 bits; a check for NaN and infinity.

Sixteen bits overflow above 65,504, as a sum of squares does soon, and keep three digits: good enough to train and to
answer with, not to compare feature maps and gradients.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

OTHERS = ("float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")
"""Precisions, and names of policies, that are changed."""


def in_float32(model: keras.Model) -> keras.Model:
    """Return a model with the same weights that computes in 32 bits; the model itself where it does so already.

    Args:
        model: Sequential or Functional, of layers that Keras can write down.
    """
    # What an operation computes in, as keras.ops.cast does, stands in the description alone.
    description = keras.saving.serialize_keras_object(model)
    if not _changed(description):
        return model
    copy: keras.Model = keras.saving.deserialize_keras_object(description)
    copy.set_weights(model.get_weights())
    return copy


def not_numbers(model: keras.Model) -> str:
    """Return the name of weights that hold NaN or infinity, as after too large steps; empty where none do."""
    for weight in model.weights:
        values = keras.ops.convert_to_numpy(weight)
        if values.dtype.kind not in "iub" and not np.isfinite(values.astype("float32")).all():
            return str(weight.path)
    return ""


def _changed(description: Any) -> bool:
    """Change every precision in a description to 32 bits; return whether there was any to change."""
    if isinstance(description, list | tuple):
        changes = [_changed(one) for one in description]  # All of them: any() stops at the first.
        return any(changes)
    if not isinstance(description, dict):
        return False
    changed = False
    if isinstance(description.get("dtype"), str) and description["dtype"] in OTHERS:
        description["dtype"], changed = "float32", True
    config = description.get("config")
    if description.get("class_name") == "DTypePolicy" and isinstance(config, dict) and config.get("name") in OTHERS:
        config["name"], changed = "float32", True
    return any([changed, *(_changed(value) for value in description.values())])
