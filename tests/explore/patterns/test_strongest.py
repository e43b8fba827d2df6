"""The strongest pictures of every channel do not depend on batches, and are saved for one network."""

from pathlib import Path

import keras
import numpy as np
import pytest
from keras import Input, Sequential, layers

from cnnviz.explore.patterns import strongest as module
from cnnviz.explore.patterns.strongest import peaks, strongest
from cnnviz.explore.patterns.strongest_store import StrongestStore
from cnnviz.surgery.graph import Graph, lay_out

PICTURES = np.random.default_rng(0).integers(0, 256, (37, 9, 8, 1), np.uint8)


@pytest.fixture
def graph() -> Graph:
    """A small network whose last channel never fires."""
    keras.utils.set_random_seed(0)
    conv = layers.Conv2D(3, 3, activation="relu", name="conv")
    model = Sequential([Input((9, 8, 1)), layers.Rescaling(1 / 255), conv, layers.MaxPooling2D(name="pool")])
    kernel, bias = conv.get_weights()
    conv.set_weights([kernel, np.array([0, 0.1, -1000], "float32") + bias])
    return lay_out(model)


@pytest.mark.parametrize("batch", [7, 37, 50])
def test_they_are_those_that_a_look_at_every_map_finds(
    graph: Graph, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", batch)
    *_, by_layer = strongest(graph, PICTURES)
    maps = np.asarray(graph.until("conv")(PICTURES.astype("float32")))
    strongest_of = by_layer["conv"]
    assert (strongest_of.seen, strongest_of.stuck) == (37, [2])
    assert set(by_layer) == {"conv", "pool"}
    for channel in range(2):
        largest = maps[..., channel].max((1, 2))
        order = strongest_of.pictures[channel]
        assert strongest_of.values[channel] == pytest.approx(np.sort(largest)[::-1][: module.TOP], abs=1e-5)
        assert largest[order] == pytest.approx(strongest_of.values[channel], abs=1e-5)
        assert len(set(order)) == module.TOP
        assert strongest_of.smallest[channel] == pytest.approx(maps[..., channel].min(), abs=1e-5)
        assert strongest_of.fired[channel] == (largest > 0).sum()
        values, places = peaks(graph, "conv", PICTURES[order], [channel] * len(order))
        assert values == pytest.approx(largest[order], abs=1e-5)
        for number, (row, col) in zip(order, places, strict=True):
            assert maps[number, row, col, channel] == pytest.approx(largest[number], abs=1e-5)


def test_what_was_found_comes_back_for_that_network_and_those_pictures(graph: Graph, tmp_path: Path) -> None:
    weights = tmp_path / "model.keras"
    weights.write_bytes(b"weights")
    *_, by_layer = strongest(graph, PICTURES)
    store = StrongestStore.of(weights, "digits 1")
    assert store.get() == {}
    store.keep(by_layer)
    again = StrongestStore.of(weights, "digits 1").get()
    assert again.keys() == by_layer.keys()
    for name, strongest_of in by_layer.items():
        for part, value in vars(strongest_of).items():
            assert np.array_equal(getattr(again[name], part), value)
    assert StrongestStore.of(weights, "digits 2").get() == {}
    store.file.write_bytes(store.file.read_bytes()[:300])
    assert store.get() == {}
