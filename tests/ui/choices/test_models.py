"""Networks are loaded once for all sessions, and Keras keeps its session between pages."""

from cnnviz.base import patches
from cnnviz.training.runs import Run
from cnnviz.ui.choices import models


def test_a_started_server_keeps_the_session_of_keras() -> None:
    models._start()
    import keras

    assert keras.backend.clear_session is patches._keep_session


def test_a_network_is_loaded_once_until_its_file_changes(trained: Run) -> None:
    first = models._opened(str(trained.path), 1)
    assert models._opened(str(trained.path), 1) is first
    assert models._opened(str(trained.path), 2) is not first
