"""What does a network expect of its pixels?  (the layers that it begins with) -> 0 to 255 where it scales by itself, else 0 to 1."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from cnnviz.explore.upload.harmless import AUGMENTATION, named
from cnnviz.surgery.graph import lay_out

SCALES = {"0 to 255": (1.0, 0.0), "0 to 1": (1 / 255, 0.0), "-1 to 1": (1 / 127.5, -1.0)}
"""What a network may expect of its pixels, and the factor and offset that make it of 0..255."""
NOTHING_YET = AUGMENTATION | named(
    "InputLayer Identity Reshape Permute Resizing CenterCrop RandomCrop ZeroPadding2D Cropping2D Dropout "
    "SpatialDropout2D GaussianNoise GaussianDropout Cast ConvertToTensor ExpandDims Squeeze Transpose GetItem Flip "
    "Stack Concatenate StopGradient Unstack"
)
"""Layers and operations after which pixels are as they were, in another order or size."""
SCALING = named("Rescaling Normalization Subtract Add TrueDivide Divide Multiply")


def own_scaling(model: keras.Model) -> str | None:
    """Return the class of the layer or operation by which a network scales its pixels; None where it begins with another.

    One that makes pixels larger takes pixels of 0 to 1 and does not count.
    """
    for tap in lay_out(model).taps.values():
        kind = type(tap.layer).__name__
        if kind in NOTHING_YET:
            continue
        return kind if kind in SCALING and not _enlarges(tap.layer, tap.source) else None
    return None


def _enlarges(layer: Any, source: Any) -> bool:
    """Return whether a layer multiplies by more than one."""
    if isinstance(layer, keras.layers.Rescaling):
        return bool(np.max(np.abs(np.asarray(layer.scale, dtype="float32"))) > 1)
    numbers = [one for one in source if isinstance(one, int | float)] if isinstance(source, list) else []
    return type(layer).__name__ == "Multiply" and any(abs(number) > 1 for number in numbers)


def settled(model: keras.Model, asked: str | None) -> tuple[str, str]:
    """Return the scale that a network is given, and a sentence on why.

    Args:
        model: As it came out of the file.
        asked: One of `SCALES`, or None to go by what the network begins with.
    """
    own = own_scaling(model)
    if asked is None and own:
        return "0 to 255", f"It is given pixels of 0 to 255, as it begins with a scaling of its own ({own})."
    if asked is None:
        return "0 to 1", (
            "It is given pixels of 0 to 1, the most usual, as it does not begin with a scaling of its own. If it was "
            "trained on others, open it again and say so."
        )
    if own and asked != "0 to 255":
        return asked, (
            f"It is given pixels of {asked}, as was asked for, but begins with a scaling of its own ({own}): they may "
            "be scaled twice. If its answers are wrong, open it again with 0 to 255."
        )
    return asked, f"It is given pixels of {asked}, as was asked for."
