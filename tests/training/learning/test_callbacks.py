"""Are the figures that are written down while a network learns those that were measured?"""

from contextlib import closing

import numpy as np
import pytest

from cnnviz import recipes
from cnnviz.training.learning.callbacks import Recorder, TrainingError
from cnnviz.training.runs import Run


@pytest.fixture
def run() -> Run:
    """A run that nothing was written of yet."""
    return Run.create(recipes.get("tiny"))


def record(run: Run, losses: list[float], sizes: list[int], finished: int = 0) -> list[dict[str, float]]:
    """Show an epoch to the recorder as Keras does, with the mean over all pictures so far at each step."""
    with closing(Recorder(run, finished, sum(sizes), sizes[0])) as recorder:
        recorder.on_train_begin()
        recorder.on_epoch_begin(finished)
        for step in range(len(losses)):
            mean = np.average(losses[: step + 1], weights=sizes[: step + 1])
            recorder.on_train_batch_end(step, {"loss": mean})
        recorder.on_epoch_end(finished, {"loss": mean, "val_loss": 7.0})
    return run.metrics()


def test_in_a_short_epoch_every_step_is_written_down(run: Run) -> None:
    records = record(run, [4, 2, 3], [10, 10, 10])
    assert [(r["epoch"], r["step"], pytest.approx(r["loss"])) for r in records] == [
        (1, 1, 4),
        (1, 2, 2),
        (1, 3, 3),
        (1, 3, 3),
    ]
    assert records[-1]["val_loss"] == 7
    assert records[-1]["seconds"] >= 0
    assert "seconds" not in records[-2]


def test_in_a_long_epoch_each_record_is_the_mean_since_the_one_before(run: Run) -> None:
    losses = [float(number) for number in range(1, 151)]
    steps = {r["step"]: r["loss"] for r in record(run, losses, [10] * 150)[:-1]}
    assert list(steps) == [1, *range(3, 151, 3)]
    assert steps[1] == pytest.approx(1)
    assert steps[3] == pytest.approx((2 + 3) / 2)
    assert steps[6] == pytest.approx((4 + 5 + 6) / 3)
    assert steps[150] == pytest.approx((148 + 149 + 150) / 3)


def test_a_smaller_last_batch_is_not_mixed_with_those_before(run: Run) -> None:
    assert [r["loss"] for r in record(run, [4, 4, 1], [10, 10, 2])[:-1]] == pytest.approx([4, 4, 1])


def test_a_resumed_run_counts_on(run: Run) -> None:
    record(run, [4, 2], [10, 10])
    records = record(run, [1, 3], [10, 10], finished=1)
    assert [(r["epoch"], r["step"]) for r in records] == [(1, 1), (1, 2), (1, 2), (2, 3), (2, 4), (2, 4)]
    assert len(run.epochs()) == 2


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_the_training(run: Run, loss: float) -> None:
    with pytest.raises(TrainingError, match=r"no longer a number at step 2: .* smaller learning rate\.$"):
        record(run, [1, loss], [10, 10])
    assert [r["step"] for r in run.metrics()] == [1]
