"""Write one network of each kind with the Keras that runs this: ``python -m tests.old_keras.write FOLDER``.

It runs with any Keras from 2.15 on, so it imports nothing of the app.
"""

import json
import sys
from pathlib import Path

import numpy as np

from tests.old_keras.networks import NETWORKS, SHAPES
from tests.old_keras.parts import SHAPE, VERSION, pictures

FACTORS = {"0 to 255": (1.0, 0.0), "0 to 1": (1 / 255, 0.0), "-1 to 1": (1 / 127.5, -1.0)}
"""Factor and offset that compute each range of pixels from 0..255."""


def _moved(weight, rng):
    """Return weights somewhat larger where there is one a channel, as with biases and statistics."""
    one_a_channel = weight.ndim == 1 and weight.dtype.kind == "f"
    return weight + 0.1 * np.abs(rng.normal(size=weight.shape)).astype(weight.dtype) if one_a_channel else weight


def write(folder, formats=("keras", "h5")):
    """Write every network that this Keras can build and save, and answers.json with their answers to `pictures`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {"keras": VERSION, "answers": {}}
    for name, (build, scale) in NETWORKS.items():
        try:
            model = build()
        except Exception as error:
            print(
                f"{name}: this Keras has no such network ({type(error).__name__}: {str(error).splitlines()[0][:120]})"
            )
            continue
        if name != "normalization":  # It is adapted to pictures; the others get statistics as after a training.
            rng = np.random.default_rng(2)
            model.set_weights([_moved(weight, rng) for weight in model.get_weights()])
        shape = SHAPES.get(name, SHAPE)
        factor, offset = FACTORS[scale]
        given = pictures(shape) * factor + offset
        answer = model.predict({"photo": given} if name == "input_in_a_dict" else given, verbose=0)
        if isinstance(answer, dict):
            (answer,) = answer.values()
        elif isinstance(answer, list):
            (answer,) = answer
        for ending in formats:
            try:
                model.save(folder / f"{name}.{ending}")
            except Exception as error:
                print(f"{name}.{ending}: this Keras cannot save it ({str(error).splitlines()[0][:120]})")
                continue
            written["answers"][f"{name}.{ending}"] = {
                "shape": shape,
                "scale": scale,
                "said": np.asarray(answer, "float64").tolist(),
            }
    (folder / "answers.json").write_text(json.dumps(written))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
