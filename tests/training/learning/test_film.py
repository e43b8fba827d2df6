"""Are the epochs that a film shows those that were trained, no more and no fewer?"""

from pathlib import Path

import keras
import numpy as np
import pytest

from cnnviz.actions import resume
from cnnviz.training.learning import film
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run
from cnnviz.training.runs.contents import snapshot
from tests.training.learning.test_train import TINY, StopAt, done


def test_early_epochs_are_kept_more_closely() -> None:
    epochs = sorted(film.wanted(100))
    assert epochs[:5] == [0, 1, 2, 3, 4]
    assert epochs[-1] == 100
    assert len(epochs) <= film.FRAMES
    assert np.diff(epochs).argmax() == len(epochs) - 2  # The widest gap is the last.


def test_a_training_keeps_its_start_and_every_epoch_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run.create(TINY)
    seen: dict[int, list[np.ndarray]] = {}

    class Look(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_begin(self, logs: object = None) -> None:
            seen[0] = self.model.get_weights()

        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            seen[epoch + 1] = self.model.get_weights()

    train(run, callbacks=(Look(),))
    frames, model = film.frames(run.path), run.blank()
    assert list(frames) == [0, 1, 2, 3]
    for epoch, path in frames.items():
        snapshot.load(path, model)
        for kept, had in zip(model.trainable_variables, seen[epoch], strict=False):
            assert np.array_equal(kept, had)


def test_a_stopped_and_resumed_training_has_one_film() -> None:
    unbroken = film.frames(done(TINY).path)
    run = Run.create(TINY)
    train(run, callbacks=(StopAt(run, steps=60),))  # type: ignore[arg-type]
    assert list(film.frames(run.path)) == [0, 1]
    (run.path / film.FOLDER / "0003.npz").write_bytes(b"of a training that was broken off before it could say so")
    resume(run)
    assert list(film.frames(run.path)) == [0, 1, 2, 3]
    for path, other in zip(film.frames(run.path).values(), unbroken.values(), strict=True):
        with np.load(path) as mine, np.load(other) as theirs:
            assert all(np.array_equal(mine[name], theirs[name]) for name in theirs.files)


def test_a_large_network_has_fewer_frames_and_a_very_large_one_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(100)])  # 4,400 bytes
    monkeypatch.setattr(film, "MOST_BYTES", 6 * 4400)
    assert len(film.Camera(tmp_path, model, 100, 0).wanted) == 6
    monkeypatch.setattr(film, "MOST_BYTES", 3 * 4400)
    assert not film.Camera(tmp_path, model, 100, 0).wanted
