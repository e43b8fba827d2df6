"""The shown lines of plain Keras run on networks of all kinds and leave them unchanged."""

from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.lessons.keras_lines import grad_cam, until
from cnnviz.surgery.graph import lay_out

PICTURE = np.random.default_rng(0).integers(0, 256, (16, 16, 3)).astype("uint8")


def flat(outputs: int) -> keras.Model:
    """Return a network that turns its pictures about and measures them, but only while it is trained."""
    return keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            layers.RandomFlip(seed=0),
            layers.Conv2D(4, 3, name="first"),
            layers.BatchNormalization(),
            layers.Conv2D(5, 3, activation="relu", name="last"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(outputs, "softmax" if outputs > 1 else "sigmoid"),
        ]
    )


def functional() -> keras.Model:
    """Return a network of which nothing is to be trained."""
    pixels = tensor = keras.Input((16, 16, 3))
    for layer in flat(3).layers:
        tensor = layer(tensor)
    model = keras.Model(pixels, tensor)
    model.trainable = False
    return model


def nested() -> keras.Model:
    backbone = keras.Sequential(flat(3).layers[:-2], name="backbone")
    return keras.Sequential(
        [keras.Input((16, 16, 3)), backbone, layers.GlobalMaxPooling2D(), layers.Dense(3, "softmax")]
    )


def run(code: str, model: keras.Model, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Do what the lines say where the network lies; what they read stays as it is."""
    model.save(folder / "model.keras")
    monkeypatch.chdir(folder)
    names: dict[str, object] = {"picture": PICTURE}
    exec(code, names)
    loaded = names["model"]
    assert isinstance(loaded, keras.Model)
    for before, after in zip(model.get_weights(), loaded.get_weights(), strict=True):
        assert (before == after).all()
    return names


@pytest.mark.parametrize(
    ("model", "layer", "index"),
    [(flat(3), "last", 2), (flat(1), "last", 0), (functional(), "last", 1), (nested(), "backbone/last", 1)],
)
def test_grad_cam(model: keras.Model, layer: str, index: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = run(grad_cam(model, layer, index), model, tmp_path, monkeypatch)
    heat, maps = np.asarray(names["heat"]), lay_out(model).until(layer).predict(PICTURE[None], verbose=0)
    assert heat.shape == maps.shape[1:3]
    assert np.asarray(names["maps"]) == pytest.approx(maps, abs=1e-4)


@pytest.mark.parametrize(
    ("model", "wanted"),
    [(flat(3), ["first"]), (flat(3), ["first", "last"]), (nested(), ["backbone/first", "backbone/last"])],
)
def test_until(model: keras.Model, wanted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import keras\nmodel = keras.saving.load_model('model.keras')\n{until('inside', wanted)}"
    names = run(f"{code}maps = inside.predict(picture[None], verbose=0)", model, tmp_path, monkeypatch)
    maps = names["maps"] if len(wanted) > 1 else [names["maps"]]
    graph = lay_out(model)
    assert isinstance(maps, list)
    for name, outputs in zip(wanted, maps, strict=True):
        assert outputs == pytest.approx(graph.until(name).predict(PICTURE[None], verbose=0), abs=1e-4)
