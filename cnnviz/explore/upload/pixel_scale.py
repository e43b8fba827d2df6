"""The range of pixels that a network expects: 0 to 255 where its first layers scale them, else 0 to 1."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from cnnviz.explore.upload.harmless import AUGMENTATION, named
from cnnviz.locale import N_, Message
from cnnviz.surgery.graph import lay_out

SCALES = {N_("0 to 255"): (1.0, 0.0), N_("0 to 1"): (1 / 255, 0.0), N_("-1 to 1"): (1 / 127.5, -1.0)}
"""Ranges of pixels that a network may expect, and the factor and offset that compute each from 0..255."""
NOTHING_YET = AUGMENTATION | named(
    "InputLayer Identity Reshape Permute Resizing CenterCrop RandomCrop ZeroPadding2D Cropping2D Dropout "
    "SpatialDropout2D GaussianNoise GaussianDropout Cast ConvertToTensor ExpandDims Squeeze Transpose GetItem Flip "
    "Stack Concatenate StopGradient Unstack"
)
"""Layers and operations that keep the values of pixels, in another order or size."""
SCALING = named("Rescaling Normalization Subtract Add TrueDivide Divide Multiply")


def own_scaling(model: keras.Model) -> str | None:
    """Return the class of the layer or operation that scales a network's pixels; None where it begins with another.

    One that makes pixels larger expects pixels of 0 to 1 and does not count.
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
    numbers = [value for value in source if isinstance(value, int | float)] if isinstance(source, list) else []
    return type(layer).__name__ == "Multiply" and any(abs(number) > 1 for number in numbers)


def settled(model: keras.Model, chosen: str | None) -> tuple[str, Message]:
    """Return the scale of a network's pixels, and a sentence that gives the reason.

    Args:
        model: The network as it is in the file.
        chosen: One of `SCALES`, or None to infer it from the network's first layers.
    """
    scaling = own_scaling(model)
    if chosen is None and scaling:
        return "0 to 255", Message(
            "It is given pixels of 0 to 255, as it begins with a scaling of its own ({scaling}).", scaling=scaling
        )
    if chosen is None:
        return "0 to 1", Message(
            "It is given pixels of 0 to 1, the most usual, as it does not begin with a scaling of its own. If it was "
            "trained on others, open it again and say so."
        )
    if scaling and chosen != "0 to 255":
        return chosen, Message(
            "It is given pixels of {range}, as was asked for, but begins with a scaling of its own "
            "({scaling}): they may "
            "be scaled twice. If its predictions are wrong, open it again with 0 to 255.",
            range=Message(chosen),
            scaling=scaling,
        )
    return chosen, Message("It is given pixels of {range}, as was asked for.", range=Message(chosen))
