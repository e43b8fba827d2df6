"""Export of a trained network: (run, model, labels) -> the files that a program or a phone needs.

Each file takes raw pixels, 0 to 255, and carries its own scaling: it gives the same answer as the app.
"""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message
from cnnviz.training.runs import Run, RunError

if TYPE_CHECKING:
    import keras

KERAS, TFLITE, LABELS = "model.keras", "model.tflite", "labels.txt"
FILES = {"keras": KERAS, "tflite": TFLITE, "labels": LABELS}
"""Name of the file in each format."""


class ExportError(CnnvizError):
    """A network that cannot be exported in a format: the text says why and what to do."""


def keras_file(run: Run) -> bytes:
    """Return a finished run's network as a Keras 3 file, with the calibrated probabilities that the app shows.

    It takes (n, rows, cols, channels) and gives (n, classes), or (n, 1) with the probability of the second class where
    a network for two classes ends with one sigmoid neuron.

    Raises:
        RunError: The run has no finished network, or its file is damaged.
    """
    weights = run.weights
    if weights is None and run.shipped:
        raise RunError(run.without_network())
    if weights is None or weights.name == "last.npz":
        raise RunError(
            Message("Run {name} has no finished network: choose one that was trained to its end.", name=run.name)
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / KERAS
        _calibrated(run).save(path)
        return path.read_bytes()


def labels_text(labels: Iterable[str]) -> str:
    r"""Return the names of the classes in the order of the network's answers, one a line.

    >>> labels_text(["cat", "dog"])
    'cat\ndog\n'
    """
    return "".join(f"{' '.join(label.splitlines())}\n" for label in labels)


def tflite(run: Run) -> bytes:
    """Return a run's network for TensorFlow Lite, now called LiteRT, as phones and small computers run it.

    It takes one picture, float32 of shape (1, rows, cols, channels) in 0..255, and gives (1, classes), also where the
    model itself ends with one sigmoid neuron; of a network that names no classes, its own answer. Augmentation and
    dropout, which act in training only, are not in it.

    Raises:
        ExportError: A layer has no counterpart there, or Keras does not run on TensorFlow.
        RunError: The run has no network, or its file is damaged.
    """
    return translated(_calibrated(run), bool(run.labels()))


def translated(model: "keras.Model", classes: bool = True) -> bytes:
    """Return a model that takes raw pixels for TensorFlow Lite; see `tflite`.

    Args:
        model: The model.
        classes: Whether it names classes; the answer of one that does not stays as it is.
    """
    import keras

    from cnnviz.explore.classify.probabilities import one_a_class

    one_picture = keras.InputSpec("float32", (1, *model.input_shape[1:]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / TFLITE
        try:
            (one_a_class(model) if classes else model).export(
                path, format="litert", input_signature=[one_picture], verbose=False
            )
        except Exception as error:  # The converter may raise anything.
            raise ExportError(
                Message(
                    "This network cannot be converted to TensorFlow Lite ({reason}): download the Keras file.",
                    reason=str(error).splitlines()[0],
                )
            ) from error
        return path.read_bytes()


def _calibrated(run: Run) -> "keras.Model":
    """Return the run's network with the temperature of its calibration in its last layer."""
    from cnnviz.training.learning import calibration

    model, known = run.model(), calibration.load(run)
    if known:
        last = model.layers[-1]
        last.set_weights([weight / known.temperature for weight in last.get_weights()])
    return model
