"""A training and the command line report a download, stop it, and fail with its sentence."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnviz import datasets, recipes
from cnnviz.datasets import mnist
from cnnviz.training.runs import Run
from cnnviz.training.runs import status as states
from tests.datasets.fetching.file_server import Server


@pytest.fixture
def digits_to_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a small MNIST, and an empty cache."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    dice, stream = np.random.default_rng(0), io.BytesIO()
    x, y = dice.integers(0, 256, (64, 28, 28), np.uint8), np.arange(64, dtype=np.uint8) % 10
    np.savez(stream, x_train=x, y_train=y, x_test=x, y_test=y)
    datasets.forget()
    with Server(stream.getvalue(), "mnist.npz") as server:
        monkeypatch.setattr(mnist, "ARCHIVE", server.archive(title="MNIST"))
        yield server
    datasets.forget()


def test_a_training_says_how_far_its_download_is(digits_to_fetch: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnviz.training.learning.train import train

    statuses, write = [], states.write
    monkeypatch.setattr(states, "write", lambda folder, status: (statuses.append(status), write(folder, status)))
    run = Run.create(recipes.get("tiny").edited(dataset="mnist", epochs=1))
    train(run)
    assert run.status().state == "done"
    assert ("preparing", "Downloading MNIST: 100 %.") in [(status.state, status.message) for status in statuses]


def test_a_training_can_be_stopped_while_it_downloads(digits_to_fetch: Server) -> None:
    from cnnviz.training.learning.train import train

    run = Run.create(recipes.get("tiny").edited(dataset="mnist", epochs=1))
    run.request_stop()
    train(run)
    assert run.status().state == "stopped"
    assert not datasets.get("mnist").present()


def test_a_training_that_cannot_download_fails_with_the_sentence(digits_to_fetch: Server) -> None:
    from cnnviz.training.learning.train import train

    digits_to_fetch.cut = 9_000
    run = Run.create(recipes.get("tiny").edited(dataset="mnist", epochs=1))
    train(run)
    assert run.status().state == "failed"
    assert run.status().message.startswith("MNIST could not be downloaded, because the connection broke off")


def test_the_command_line_shows_the_download(digits_to_fetch: Server, capsys: pytest.CaptureFixture[str]) -> None:
    from cnnviz import cli

    assert cli.main(["train", "tiny", "--dataset", "mnist", "--epochs", "1"]) == 0
    assert "Downloading MNIST: 100 %." in capsys.readouterr().err
