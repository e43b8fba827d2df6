"""Does a run become the network that its recipe says, with true figures, and the same one each time?"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from cnnviz import datasets, recipes
from cnnviz.actions import resume
from cnnviz.base.settings import ROOT
from cnnviz.recipes import Augmentation, EarlyStopping, Recipe
from cnnviz.training.learning.batches import split
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run

TINY = recipes.get("tiny").edited(epochs=3)
KINDS = {"plain": Augmentation(), "augmented": Augmentation(shift=0.1, zoom=0.2, flip=True)}
MODERN = TINY.edited(
    optimizer="sgd",
    learning_rate=0.05,
    schedule="cosine",
    weight_decay=5e-4,
    label_smoothing=0.1,
    averaging=0.99,
    mixup=0.2,
)

BOTH = """
import sys
from pathlib import Path
import cnnviz
from cnnviz.recipes import Augmentation

folder = Path(sys.argv[1])
cnnviz.train("tiny", folder / "augmented", epochs=3, augmentation=Augmentation(shift=0.1, zoom=0.2, flip=True))
cnnviz.train("tiny", folder / "plain", epochs=3)
"""


def done(recipe: Recipe, folder: Path | None = None) -> Run:
    """Train the recipe to its end."""
    run = Run.create(recipe, folder)
    train(run)
    assert run.status().state == "done", run.status().message
    return run


def timeless(run: Run) -> list[dict[str, float]]:
    """All figures of a run but the durations, which no two runs share."""
    return [{name: value for name, value in record.items() if name != "seconds"} for record in run.metrics()]


class StopAt(keras.callbacks.Callback):
    """Asks for a stop after so many steps, and gives the watcher time to look."""

    def __init__(self, run: Run, steps: int) -> None:
        super().__init__()
        self.run, self.steps = run, steps

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if int(self.model.optimizer.iterations) >= self.steps and not (self.run.path / "stop").exists():
            self.run.request_stop()
            time.sleep(0.3)


class Look(keras.callbacks.Callback):
    """Looks into a training from outside as each epoch begins: from which file, and is it the model as it is now?"""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run, self.seen = run, list[tuple[int, str, bool]]()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        pairs = zip(self.run.model().get_weights(), self.model.get_weights(), strict=True)
        file = self.run.weights.name if self.run.weights else "none"
        self.seen.append((epoch, file, all(np.array_equal(ours, theirs) for ours, theirs in pairs)))


@pytest.fixture(scope="module")
def unbroken(trained: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """A run of each kind that was trained from start to end."""
    folder = tmp_path_factory.mktemp("unbroken") / "augmented"
    return {"plain": trained, "augmented": done(TINY.edited(augmentation=KINDS["augmented"]), folder)}


@pytest.mark.slow
def test_the_same_recipe_gives_the_same_figures_in_another_process(unbroken: dict[str, Run], tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", BOTH, tmp_path], cwd=ROOT, check=True, timeout=200)
    for kind in KINDS:
        assert len(timeless(unbroken[kind])) == 3 * (11 + 1)  # Four steps at a time, the last alone.
        assert timeless(Run(tmp_path / kind)) == timeless(unbroken[kind])
    assert timeless(unbroken["plain"]) != timeless(unbroken["augmented"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_stopped_and_resumed_run_equals_an_unbroken_one(kind: str, unbroken: dict[str, Run]) -> None:
    run, whole = Run.create(TINY.edited(augmentation=KINDS[kind])), unbroken[kind]
    train(run, callbacks=(StopAt(run, 60),))
    assert run.status().state == "stopped"
    assert run.status().message == "Stopped after 1 finished epoch; Resume goes on from there."
    assert run.weights == run.path / "model.keras"
    assert 60 <= run.metrics()[-1]["step"] <= 65
    resume(run, (look := Look(run),))
    assert look.seen == [(1, "last.npz", True), (2, "last.npz", True)]
    assert timeless(run) == timeless(whole)
    assert run.evaluation()["test_loss"] == whole.evaluation()["test_loss"]  # type: ignore[index]
    for ours, theirs in zip(run.model().get_weights(), whole.model().get_weights(), strict=True):
        assert np.array_equal(ours, theirs)


def test_a_stop_that_was_asked_for_before_it_began_is_not_forgotten() -> None:
    run = Run.create(TINY)
    run.request_stop()
    assert run.status().state == "stopped"
    train(run)
    assert run.status().state == "stopped"
    assert len(run.metrics()) <= 1
    assert run.epochs() == []


def test_a_learning_rate_that_is_too_large_fails_with_a_sentence() -> None:
    wild = {"network": "mnist", "input_shape": (28, 28, 1), "optimizer": "sgd", "learning_rate": 10.0}
    run = Run.create(TINY.edited(standardize=True, batch_size=64, **wild))
    train(run)
    status = run.status()
    assert status.state == "failed"
    assert status.message.startswith("The loss is no longer a number at step ")
    assert status.message.endswith("Start again with a smaller learning rate.")
    assert status.message in (run.path / "log.txt").read_text()
    assert np.isfinite([record["loss"] for record in run.metrics()]).all()


def test_early_stopping_keeps_the_best_epoch() -> None:
    run = done(TINY.edited(epochs=30, learning_rate=0.02, early_stopping=(EarlyStopping("val_loss", 2),)))
    losses = [record["val_loss"] for record in run.epochs()]
    best = int(np.argmin(losses)) + 1
    assert best == len(losses) - 2 < 28
    assert run.evaluation()["epoch"] == best  # type: ignore[index]
    data = datasets.load("digits", (16, 16, 1))
    held = split(data.x_train, data.y_train, 0.1, TINY.seed)[1]
    model = run.model()
    model.compile(loss="sparse_categorical_crossentropy")
    assert model.evaluate(*held, verbose=0) == pytest.approx(losses[best - 1], rel=1e-4)
    assert model.evaluate(*held, verbose=0) != pytest.approx(losses[-1], rel=1e-4)


def test_tensorboard_reads_the_figures_of_the_epochs(trained: Run) -> None:
    for split_name, prefix in (("train", ""), ("validation", "val_")):
        events = EventAccumulator(str(trained.path / "tensorboard" / split_name))
        events.Reload()
        for metric in ("loss", "accuracy"):
            points = events.Scalars(f"epoch_{metric}")
            assert [point.step for point in points] == [41, 82, 123]
            assert [point.value for point in points] == pytest.approx([r[prefix + metric] for r in trained.epochs()])


def test_the_means_of_the_steps_together_are_the_mean_of_the_epoch() -> None:
    run = done(TINY.edited(epochs=1, batch_size=10, validation_split=0.0))  # 144 steps, the last of 7 pictures
    *steps, epoch = run.metrics()
    assert [record["step"] for record in steps] == [*range(4, 145, 4)]
    pictures = np.diff([0, *(min(1437, 10 * int(record["step"])) for record in steps)])
    for metric in ("loss", "accuracy"):
        mean = np.average([record[metric] for record in steps], weights=pictures)
        assert mean == pytest.approx(epoch[metric], rel=1e-5)


def test_the_status_goes_through_its_states_and_the_evaluation_says_how_it_was_made() -> None:
    run = Run.create(TINY.edited(epochs=1, seed=3))
    seen, ended = [run.status().state], threading.Event()

    def watch() -> None:
        while not ended.is_set():
            if (state := run.status().state) != seen[-1]:
                seen.append(state)
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    train(run)
    time.sleep(0.2)
    ended.set()
    watcher.join()
    assert seen == ["queued", "preparing", "running", "done"]
    made = json.loads((run.path / "evaluation.json").read_text())
    assert (made["dataset"], made["split"], made["seed"], made["images"]) == ("digits", "test", 3, 360)
    assert made["versions"]["keras"] == keras.__version__
    assert made["training_seconds"] > 0
    assert f"Test accuracy {made['test_accuracy']:.3f} on 360 pictures." == run.status().message
    assert run.status().device == made["device"] != ""


def test_early_stopping_without_pictures_to_validate_on_is_refused() -> None:
    run = Run.create(TINY.edited(validation_split=0.0, early_stopping=(EarlyStopping("val_loss", 2),)))
    train(run)
    assert run.status().state == "failed"
    assert run.status().message.startswith("Early stopping needs validation pictures: ")


def test_averaged_weights_are_what_is_measured_kept_and_resumed() -> None:
    run = done(MODERN)
    model, data = run.model(), datasets.load(MODERN.dataset, MODERN.input_shape)
    _, validation = split(data.x_train, data.y_train, MODERN.validation_split, MODERN.seed)
    assert validation
    predicted = model.predict(validation[0], verbose=0).argmax(1)
    assert (predicted == validation[1]).mean() == pytest.approx(run.epochs()[-1]["val_accuracy"], abs=1e-6)
    stopped = Run.create(MODERN)
    train(stopped, callbacks=(StopAt(stopped, 60),))
    assert stopped.status().state == "stopped"
    stopped.forget_stop()
    train(stopped, resume=True)
    assert timeless(stopped) == timeless(run)


def test_a_smoothed_loss_is_not_the_one_that_is_reported() -> None:
    run = done(MODERN.edited(averaging=0.0, epochs=1))
    data = datasets.load(MODERN.dataset, MODERN.input_shape)
    truth = run.model().predict(data.x_test, verbose=0)[np.arange(len(data.y_test)), data.y_test]
    assert (run.evaluation() or {})["test_loss"] == pytest.approx(-np.log(truth).mean(), abs=1e-4)
