"""Is a visitor who waits for another told so, is the lock always let go, and are the networks of all others left alone?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from cnnviz import actions
from cnnviz.base import patches
from cnnviz.training.runs import Run
from cnnviz.ui.choices import models
from cnnviz.ui.parts import job
from cnnviz.ui.parts.job import ComputeLock


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page said, as it was said."""
    words: list[str] = []

    @contextmanager
    def spinner(text: str, show_time: bool) -> Iterator[None]:
        words.append(text)
        yield

    monkeypatch.setattr(models.st, "spinner", spinner)
    monkeypatch.setattr(job, "SILENT_S", 0.1)
    return words


@contextmanager
def taken(turn: ComputeLock, seconds: float) -> Iterator[None]:
    """Another thread has the turn for so long."""
    begun = threading.Event()

    def work() -> None:
        with turn:
            begun.set()
            time.sleep(seconds)

    other = threading.Thread(target=work)
    other.start()
    begun.wait()
    yield
    other.join()


def test_who_waits_long_is_told_so_and_comes_next(said: list[str]) -> None:
    turn = ComputeLock()
    with taken(turn, 0.5), turn:
        assert said == ["Another visitor’s network is computing, yours is next …"]


def test_who_hardly_waits_hears_nothing(said: list[str]) -> None:
    turn = ComputeLock()
    with turn:
        assert said == []


def test_a_click_while_waiting_leaves_no_lock_behind(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Click(BaseException):
        """As Streamlit ends a script."""

    @contextmanager
    def spinner(text: str, show_time: bool) -> Iterator[None]:
        yield
        raise Click

    monkeypatch.setattr(models.st, "spinner", spinner)
    turn = ComputeLock()
    with taken(turn, 0.3), pytest.raises(Click), turn:
        pass
    with turn:  # Would wait for ever.
        assert said == []


def test_a_started_server_keeps_the_session_of_keras() -> None:
    models._start()
    import keras

    assert keras.backend.clear_session is patches._keep_session


def test_the_first_channel_of_each_layer_stays_when_the_rest_has_gone(
    trained: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = actions.open_run(trained)
    picture = np.random.default_rng(0).integers(0, 256, network.recipe.input_shape).astype("uint8")
    maps = models.Maps(network, picture)
    layer = next(iter(maps))
    whole = maps[layer]
    assert whole.shape == maps.shapes[layer]
    assert maps.channel(layer, 1).tolist() == whole[:, :, 1].tolist()
    models.MAPS.clear()
    monkeypatch.setattr(actions, "feature_maps", None)  # Whoever computes fails.
    again = models.Maps(network, picture.copy())
    assert [again.channel(layer, number).tolist() for number in (0, 1)] == whole[:, :, :2].transpose(2, 0, 1).tolist()
    with pytest.raises(TypeError):
        again.channel(layer, 2)


def test_a_run_that_was_opened_again_is_looked_into_anew(trained: Run) -> None:
    picture = np.zeros(trained.recipe().input_shape, np.uint8)
    before, after = (models.Maps(actions.open_run(trained), picture) for _ in range(2))
    assert before.key != after.key


def test_a_channel_that_nobody_has_seen_is_worked_out(trained: Run) -> None:
    network = actions.open_run(trained)
    models.MAPS.clear()
    models.CHANNELS.clear()
    maps, found = models.Maps(network, np.zeros(network.recipe.input_shape, np.uint8)), list[np.ndarray]()
    layer = next(iter(maps))
    asking = threading.Thread(target=lambda: found.append(maps.channel(layer, 0)), daemon=True)
    asking.start()
    asking.join(30)
    assert found, "it waits for itself"
    assert found[0].tolist() == maps[layer][:, :, 0].tolist()


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
    assert models.Maps(network, picture).shapes == {"any_size": (rows - 2, cols - 2, 3)}
