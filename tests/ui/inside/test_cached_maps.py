"""Feature maps are computed once for everybody, and given back where memory is short."""

import threading

import numpy as np
import pytest

from cnnviz import actions
from cnnviz.training.runs import Run
from cnnviz.ui.inside import cached_maps
from cnnviz.ui.inside.cached_maps import CachedMaps


def test_the_first_channel_of_each_layer_stays_when_the_rest_has_gone(
    trained: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = actions.open_run(trained)
    picture = np.random.default_rng(0).integers(0, 256, network.recipe.input_shape).astype("uint8")
    maps = CachedMaps(network, picture)
    layer = next(iter(maps))
    whole = maps[layer]
    assert whole.shape == maps.shapes[layer]
    assert maps.channel(layer, 1).tolist() == whole[:, :, 1].tolist()
    cached_maps.MAPS.clear()
    monkeypatch.setattr(actions, "feature_maps", None)  # Whoever computes fails.
    again = CachedMaps(network, picture.copy())
    assert [again.channel(layer, number).tolist() for number in (0, 1)] == whole[:, :, :2].transpose(2, 0, 1).tolist()
    with pytest.raises(TypeError):
        again.channel(layer, 2)


def test_a_run_that_was_opened_again_is_looked_into_anew(trained: Run) -> None:
    picture = np.zeros(trained.recipe().input_shape, np.uint8)
    before, after = (CachedMaps(actions.open_run(trained), picture) for _ in range(2))
    assert before.key != after.key


def test_a_channel_that_nobody_has_seen_is_worked_out(trained: Run) -> None:
    network = actions.open_run(trained)
    cached_maps.MAPS.clear()
    cached_maps.CHANNELS.clear()
    maps, channels = CachedMaps(network, np.zeros(network.recipe.input_shape, np.uint8)), list[np.ndarray]()
    layer = next(iter(maps))
    computing = threading.Thread(target=lambda: channels.append(maps.channel(layer, 0)), daemon=True)
    computing.start()
    computing.join(30)
    assert channels, "it waits for itself"
    assert channels[0].tolist() == maps[layer][:, :, 0].tolist()


def test_a_network_for_pictures_of_any_size_tells_its_shapes(trained: Run) -> None:
    import keras

    from cnnviz.explore.activations.feature_maps import FeatureMaps
    from cnnviz.surgery.graph import lay_out

    known = actions.open_run(trained)
    pixels = keras.Input((None, None, known.recipe.input_shape[2]))
    graph = lay_out(keras.Model(pixels, keras.layers.Conv2D(3, 3, name="any_size")(pixels)))
    network = actions.Opened(known.run, known.recipe, known.model, known.labels, graph, FeatureMaps(graph))
    rows, cols, _ = known.recipe.input_shape
    picture = np.full(known.recipe.input_shape, 9, np.uint8)
    assert CachedMaps(network, picture).shapes == {"any_size": (rows - 2, cols - 2, 3)}
