"""Storage of a network without its published part: the layers that learned, and the plan of the whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnviz import networks
from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.recipes import Recipe
from cnnviz.training.transfer import weight_files

if TYPE_CHECKING:
    import keras

PLAN, LEARNED = "network.json", "part.npz"


def save(folder: Path, model: keras.Model, dtype: str) -> None:
    """Write the plan of the whole network, and the weights of the layers that are not frozen.

    Args:
        folder: Gets two files.
        model: Built by a recipe with frozen layers.
        dtype: How the weights are kept, ``float32`` or ``float16``.
    """
    from cnnviz.training.runs.contents import snapshot

    files.write(folder / PLAN, model.to_json())
    snapshot.save(folder / LEARNED, model)
    with np.load(folder / LEARNED) as kept:
        arrays = [kept[name] for name in kept.files]
    with files.replacing(folder / LEARNED) as new:
        np.savez_compressed(new, *(one.astype(dtype) if one.dtype == np.float32 else one for one in arrays))


def load(folder: Path, recipe: Recipe) -> keras.Model:
    """Put the network together again, with what was published of it.

    Raises:
        DataError: The published weights cannot be obtained; the message says what can be done.
    """
    import keras

    from cnnviz.training.runs.contents import snapshot
    from cnnviz.training.transfer import weights

    model: keras.Model = keras.models.model_from_json((folder / PLAN).read_text(encoding="utf-8"))
    trained = networks.of(recipe).trained
    assert trained is not None
    weights.load(model, trained, recipe.weights)
    snapshot.load(folder / LEARNED, model)
    return model


def whole(recipe: Recipe) -> bool:
    """Return whether the published weights are on this machine, so that the network can be put together."""
    try:
        trained = networks.of(recipe).trained
    except CnnvizError:
        return False  # A network of another version.
    return trained is not None and weight_files.present(trained, recipe.weights)
