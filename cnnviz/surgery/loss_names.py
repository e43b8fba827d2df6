"""The loss that an uploaded network was trained with: (its name in the file) -> classes, numbers or labels.

How a network ends does not say what its answer means: three bare numbers may be scores of classes or the corners of a
box. Only the name of the loss is read, and only those listed here are known; nothing of it is loaded.
"""

from __future__ import annotations

import re
from typing import Any

NUMBERS = frozenset(
    [
        "mse",
        "mae",
        "mape",
        "msle",
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "huber",
        "huber_loss",
        "log_cosh",
        "logcosh",
        "poisson",
    ]
)
"""Losses by which networks learn to estimate numbers, in Keras' own spellings."""
LABELS = frozenset(["binary_crossentropy", "binary_focal_crossentropy", "bce"])
"""Those that look at each answer by itself: yes or no."""


def known_loss(compiled: Any) -> str:
    """Return the loss of a network that answers with numbers, or yes and no, such as ``mean_squared_error``; else "".

    Args:
        compiled: What a file keeps of ``model.compile``, anything; several losses count as none.

    >>> known_loss({"loss": "mse"}), known_loss({"loss": {"class_name": "MeanSquaredError", "config": {}}})
    ('mse', 'mean_squared_error')
    >>> known_loss({"loss": "binary_crossentropy"}), known_loss({"loss": "mine"}), known_loss(None)
    ('', '', '')
    >>> known_loss({"loss": [{"class_name": "BinaryCrossentropy", "config": {"from_logits": True}}]})
    'binary_crossentropy'
    """
    loss = compiled.get("loss") if isinstance(compiled, dict) else None
    if isinstance(loss, dict) and loss.get("class_name") == "function":
        loss = loss.get("config")
    if isinstance(loss, dict) and "class_name" not in loss:
        loss = list(loss.values())
    if isinstance(loss, list) and len(loss) == 1:
        loss = loss[0]
    config = loss.get("config") if isinstance(loss, dict) else None
    given = loss.get("class_name") if isinstance(loss, dict) else loss
    if not isinstance(given, str):
        return ""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", given).lower()
    from_scores = isinstance(config, dict) and config.get("from_logits") is True
    return name if name in NUMBERS or (name in LABELS and from_scores) else ""
