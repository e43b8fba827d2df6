"""Does a search find its end, give up what is hopeless, and go on after a stop or a kill?"""

import json
import os
import shutil
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import keras
import pytest

from cnnviz import datasets
from cnnviz.training.queueing import cuts, queue, trials
from cnnviz.training.queueing.trials import conduct
from cnnviz.training.runs import status
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.search import Search
from cnnviz.training.runs.status import Status
from tests.training.transfer.test_frozen_features import RECIPE, SHAPE

SMALL = RECIPE.edited(validation_split=0.3, batch_size=16)


@pytest.fixture(autouse=True)
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of pictures and a cache of its own, so that a trial takes seconds."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    whole = datasets.load("shapes", SHAPE)
    some = slice(None, None, 40)
    data = datasets.Dataset(
        "shapes",
        whole.labels,
        whole.x_train[some],
        whole.y_train[some],
        whole.x_test[some],
        whole.y_test[some],
        "drawn",
    )
    monkeypatch.setattr(datasets, "load", lambda name, shape: data)


class At(keras.callbacks.Callback):
    """Does something after the first epoch of one run."""

    def __init__(self, act: object) -> None:
        super().__init__()
        self.act = act

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if epoch == 0:
            self.act()  # type: ignore[operator]


@pytest.mark.slow
def test_a_search_is_stopped_killed_resumed_and_ends_with_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "candidates", lambda backbone: (151, 154))
    search = Search.create(SMALL, trials=5, name="mine")

    def kill() -> None:
        raise KeyboardInterrupt  # As good as a kill: no outcome is written.

    conduct(search, lambda run: (At(search.request_stop),))
    assert search.status().state == "stopped"
    assert [(trial.frozen, trial.state, len(trial.accuracies)) for trial in search.trials()] == [(154, "stopped", 1)]
    first = search.run(154).epochs()[0]
    with pytest.raises(KeyboardInterrupt):
        conduct(search, lambda run: (At(kill),) if run.recipe().frozen != 154 else ())
    assert search.status().state == "stopped"
    assert search.run(154).epochs()[0] == first
    assert len(search.run(154).epochs()) == 2
    conduct(search)
    assert (search.status().state, search.status().epoch) == ("done", 2)
    assert "every cut was tried" in search.status().message
    done = {trial.frozen: trial for trial in search.trials()}
    assert {trial.state for trial in done.values()} == {"done"}
    best = search.best()
    assert best is not None
    assert best.accuracy == max(trial.accuracy or 0 for trial in done.values())
    assert [frozen for frozen in done if search.run(frozen).weights] == [best.frozen]
    assert [frozen for frozen in done if search.run(frozen).evaluation()] == [best.frozen]
    assert json.loads((search.path / "trials.json").read_text()) == {"154": "done", "151": "done"}
    for frozen, seconds in search.spent().items():  # Both were broken off, and count from their first beginning.
        assert seconds > done[frozen].seconds > 0


@pytest.mark.slow
def test_a_trial_behind_half_of_the_others_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "candidates", lambda backbone: (151, 154))
    monkeypatch.setattr(cuts, "FIRST_WHOLE", 1)
    search = Search.create(SMALL.edited(epochs=3), name="mine")

    class Spoil(keras.callbacks.Callback):
        """Makes the second trial's network guess."""

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            if logs is not None:
                logs["val_accuracy"] = 0.1

    def also(run: Run) -> tuple[keras.callbacks.Callback, ...]:
        if run.recipe().frozen == 154:
            return ()
        first = search.run(154)
        better = [record | {"val_accuracy": 0.5} for record in first.epochs()]
        (first.path / "metrics.jsonl").write_text("".join(json.dumps(record) + "\n" for record in better))
        return (Spoil(),)

    conduct(search, also)
    assert [(trial.frozen, trial.state, len(trial.accuracies)) for trial in search.trials()] == [
        (154, "done", 3),
        (151, "pruned", 1),
    ]
    assert (search.best() or search.trials()[1]).frozen == 154
    assert search.run(151).weights is None


def test_where_the_first_trial_fails_so_does_the_search_and_it_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search.create(SMALL, trials=1, name="mine")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
        conduct(search)
    assert search.status().state == "failed"
    assert "make room" in search.status().message
    assert [(trial.frozen, trial.state) for trial in search.trials()] == [(154, "failed")]
    conduct(search)
    assert (search.status().state, [trial.state for trial in search.trials()]) == ("done", ["done"])


def test_the_search_waits_while_another_training_has_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "LOOK_S", 0.05)
    search = Search.create(SMALL, name="mine")

    def stop_once_it_waits() -> None:
        until = time.monotonic() + 60
        while not search.status().message.startswith("Another training is at work") and time.monotonic() < until:
            time.sleep(0.05)
        seen.append(search.status().message)
        search.request_stop()

    seen: list[str] = []
    watcher = threading.Thread(target=stop_once_it_waits)
    watcher.start()
    with queue.turn():
        conduct(search)
    watcher.join()
    assert seen[0].startswith("Another training is at work")
    assert search.status().state == "stopped"
    assert search.trials() == []


def older(search: Search, states: dict[int, str]) -> None:
    """Leave a search as an older version did, whose times stood in a data base that nothing reads now."""
    (search.path / "study.db").write_bytes(b"SQLite format 3\0")
    for frozen in states:
        run = Run.create(SMALL.edited(frozen=frozen), search.run(frozen).path, pid=os.getpid())
        records = [{"epoch": n, "step": n, "val_accuracy": 0.9 / n, "seconds": 20.0} for n in (1, 2)]
        (run.path / "metrics.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        status.write(run.path, Status("done"))
    (search.path / "trials.json").write_text(json.dumps(states))


def test_a_search_of_an_older_version_is_shown_and_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search.create(SMALL, trials=3, minutes=1, name="mine")
    older(search, {154: "done", 151: "pruned"})
    assert [(trial.frozen, trial.state, trial.accuracy) for trial in search.trials()] == [
        (154, "done", 0.9),
        (151, "pruned", 0.9),
    ]
    assert search.spent() == {154: 40.0, 151: 40.0}
    conduct(search)
    assert (search.status().state, search.status().epoch) == ("done", 2)
    assert "the 1 minutes are used up" in search.status().message  # By the seconds of their epochs.
    search.replan(None, 5)
    monkeypatch.setattr(trials, "candidates", lambda backbone: (116, 151, 154))
    conduct(search)
    assert {trial.frozen: trial.state for trial in search.trials()} == {154: "done", 151: "pruned", 116: "done"}
    assert search.spent().keys() == {154, 151, 116}
