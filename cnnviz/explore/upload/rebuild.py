"""Build a Keras model from an inspected file: (its members) -> a model with one input and one output.

The errors of Keras for a network that it cannot build are a page long and name neither the layer nor what to do: they
are condensed to a sentence.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tempfile
import warnings
from pathlib import Path
from typing import Any

import h5py
import keras

from cnnviz.explore.upload.inspection import ForeignError, written_by
from cnnviz.explore.upload.older_keras import nodes, renamed, rested
from cnnviz.locale import Message
from cnnviz.locale.sentences import joined
from cnnviz.surgery.precision import not_numbers

LONGEST_REASON = 200
UNKNOWN_SETTING = (
    re.compile(r"Unrecognized keyword arguments? passed to \w+: \{(.*)\}", re.DOTALL),
    re.compile(r"unexpected keyword argument '(\w+)'"),
)


def rebuilt(members: dict[str, bytes]) -> tuple[keras.Model, list[Message]]:
    """Build the model and load its weights.

    Args:
        members: What `cnnviz.explore.upload.inspection.checked` returned.

    Returns:
        The model, and a sentence for each change.

    Raises:
        ForeignError: It cannot be built, or its weights are not those of its layers.
        MemoryError: It does not fit.
    """
    config = json.loads(members["config.json"])
    version = written_by(members)
    augmentation, names = rested(config), renamed(config)
    model = _built(config, version)
    _load_weights(model, members["model.weights.h5"], version)
    notes = []
    if layer := not_numbers(model):
        notes.append(
            Message(
                "Not all of its weights are numbers (NaN or infinity, in {layer}), so it cannot predict.", layer=layer
            )
        )
    if augmentation:
        notes.append(
            Message(
                "Its augmentation ({layers}) is left out: it acts in training only.", layers=", ".join(augmentation)
            )
        )
    if names:
        some = ", ".join(f"{old} → {new}" for old, new in list(names.items())[:3])
        notes.append(
            Message(
                "Some layers were renamed, as TensorFlow takes no accents, spaces and signs: {names}.",
                names=some + ", …" * (len(names) > 3),
            )
        )
    if version.startswith("2."):
        notes.append(
            Message(
                "It was written by Keras {version} and is read by Keras {here}.",
                version=version,
                here=keras.__version__,
            )
        )
    return _bare(model), notes


def _built(config: dict[str, Any], version: str) -> keras.Model:
    try:
        model = keras.saving.deserialize_keras_object(json.loads(json.dumps(config)), safe_mode=True)
    except Exception as error:  # Whatever the error of Keras is, the file is refused.
        raise _refusal(config, version, error) from error
    try:
        has_inputs = bool(model.inputs)
    except (AttributeError, ValueError):  # A Sequential model that was never built.
        has_inputs = False
    if not has_inputs:
        raise ForeignError(
            Message(
                "It does not say how large its pictures are: begin it with keras.Input((rows, cols, "
                "channels)) and save "
                "it again."
            )
        )
    return model


def _refusal(config: dict[str, Any], version: str, error: Exception) -> Exception:
    """Return an error that names the layer that Keras cannot build, and the reason."""
    if out_of_memory(error):
        return MemoryError()
    other = version and version != keras.__version__
    writer = [Message("The file was written by Keras {version}.", version=version)] if other else []
    for node in nodes(config):
        if node.get("module") != "keras.layers" or not isinstance(node.get("config"), dict):
            continue
        alone = {
            key: value for key, value in node.items() if key in ("module", "class_name", "config", "registered_name")
        }
        try:
            keras.saving.deserialize_keras_object(json.loads(json.dumps(alone)), safe_mode=True)
        except Exception as fault:  # As above; this time of a single layer.
            kind, name = node["class_name"], str(node["config"].get("name", ""))[:60]
            why = str(fault)
            for pattern in UNKNOWN_SETTING:
                if match := pattern.search(why):
                    unknown = Message(
                        "Keras {version} cannot build its layer {name!r}: {kind} has no argument {settings}.",
                        version=keras.__version__,
                        name=name,
                        kind=kind,
                        settings=_settings(match[1]),
                    )
                    return ForeignError(joined(unknown, *writer))
            layer = Message(
                "Keras {version} cannot build its layer {name!r} ({kind}): {reason}",
                version=keras.__version__,
                name=name,
                kind=kind,
                reason=condensed(fault),
            )
            return ForeignError(joined(layer, *writer))
    whole = Message(
        "Keras {version} cannot build it, because its parts do not fit together: {reason}",
        version=keras.__version__,
        reason=condensed(error),
    )
    return ForeignError(joined(whole, *writer))


def _settings(named: str) -> str:
    """Return the names in Keras' message about unknown settings, which has one name or a dictionary."""
    try:
        return ", ".join(ast.literal_eval(f"{{{named}}}"))
    except (ValueError, SyntaxError, TypeError):
        return named[:60]


def condensed(error: Exception) -> str:
    r"""Return an error of Keras in one short line: its innermost reason, without the settings.

    >>> condensed(ValueError("It failed.\n\nException encountered: The kernel is too large.\n\nFull config: {}"))
    'The kernel is too large.'
    """
    message = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split("Exception encountered: ")[-1]
    first = next((line.strip() for line in message.splitlines() if line.strip()), type(error).__name__)
    return first if len(first) <= LONGEST_REASON else first[: LONGEST_REASON - 1] + "…"


def out_of_memory(error: BaseException) -> bool:
    """Return whether an error of Keras or TensorFlow means that the memory is full."""
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"


def _load_weights(model: keras.Model, content: bytes, version: str) -> None:
    with h5py.File(io.BytesIO(content), "r") as file:
        legacy = "model_weights" in file or "layer_names" in file.attrs
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / ("model.h5" if legacy else "model.weights.h5")  # Keras decides by the name.
        path.write_bytes(content)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)  # Keras only warns where it loads no weights into a layer.
                model.load_weights(path)
        except Exception as error:  # Whatever the error of Keras is, the file is refused.
            if out_of_memory(error):
                raise MemoryError from error
            raise ForeignError(
                Message(
                    "Its weights and its layers do not fit together: {reason} Save the model again, with the "
                    "Keras that "
                    "made it (version {version}).",
                    reason=condensed(error),
                    version=version or "?",
                )
            ) from error


def _bare(model: keras.Model) -> keras.Model:
    """Return the model with its only input and output not in a list or under a name."""
    if isinstance(model, keras.Sequential) or len(model.inputs) != 1 or len(model.outputs) != 1:
        return model
    return keras.Model(model.inputs[0], model.outputs[0], name=model.name)
