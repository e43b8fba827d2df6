"""See how convolutional networks work: train them, watch them learn, look inside, and classify pictures.

The few types that flow through everything:

- `Recipe` states what to train and how: a frozen value (`cnnviz.recipes`).
- `Source` and `Dataset` are labelled pictures, before and after loading (`cnnviz.datasets`).
- `Network` is a stack of layers that builds a Keras model for raw 0-255 pixels (`cnnviz.networks`).
- `Run` is one training: a directory that any process may read (`cnnviz.training`).
- `Opened` is a trained network that is ready to look into (`cnnviz.actions`).

``import cnnviz`` loads neither TensorFlow nor Streamlit; the first action loads TensorFlow.

Example:
    ``run = cnnviz.train("tiny", epochs=2)`` then ``cnnviz.evaluate(run)`` and
    ``cnnviz.classify(run, "four.png")``.
"""

from typing import Any

from cnnviz.base import supported

if supported.COMPLAINT:  # Before anything that another Python cannot import.
    raise SystemExit(supported.COMPLAINT)

from cnnviz import actions
from cnnviz.base.errors import CnnvizError
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run, Status, checkpoints, find, runs

__version__ = "0.2.0"

__all__ = ["CnnvizError", "Recipe", "Run", "Status", "checkpoints", "find", "runs", *actions.__all__]


def __getattr__(name: str) -> Any:
    """Load the actions, and TensorFlow with them, when the first one is used."""
    if name not in actions.__all__:
        raise AttributeError(f"module 'cnnviz' has no attribute {name!r}")
    from cnnviz import device

    device.start()
    return getattr(actions, name)
