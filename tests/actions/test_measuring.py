"""Is a network measured once and the same way, in steps that can be broken off, resumed and shared?"""

import numpy as np
import pytest

from cnnviz import actions
from cnnviz.actions.measuring import test_pictures as pictures_of
from cnnviz.explore.classify import probabilities
from cnnviz.training.learning.train import evaluate as keras_figures
from cnnviz.training.runs import Run


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 100 pictures make a batch: the 360 test pictures are four."""
    monkeypatch.setattr(probabilities, "BATCH", 100)


def test_the_figures_are_those_that_keras_measures(trained: Run) -> None:
    opened = actions.open_run(trained)
    figures, theirs = actions.evaluate(trained), keras_figures(opened.model, pictures_of(opened.recipe))
    assert list(figures) == list(theirs) == ["test_loss", "test_accuracy", "images"]
    assert figures == pytest.approx(theirs, abs=1e-5)
    report = actions.report(opened)
    assert (report.loss, report.accuracy, report.images) == tuple(actions.evaluate(opened).values())


@pytest.mark.usefixtures("small_batches")
def test_each_step_is_one_batch_and_says_how_far_it_is(trained: Run) -> None:
    opened, batches = actions.open_run(trained), []
    data = pictures_of(opened.recipe)
    steps = actions.evaluating(opened, data, batches)
    assert batches == []
    shares = []
    for size in (100, 100, 100, 60):
        shares.append(next(steps))
        assert len(batches) == len(shares)
        assert len(batches[-1]) == size
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert shares == pytest.approx([100 / 360, 200 / 360, 300 / 360, 1])
    evaluation = end.value.value
    assert evaluation.images == 360
    assert evaluation.probabilities == pytest.approx(actions.report(opened).probabilities, abs=1e-6)


@pytest.mark.usefixtures("small_batches")
def test_two_visitors_share_one_pass_and_a_third_finds_it_done(trained: Run) -> None:
    opened, batches = actions.open_run(trained), []
    data = pictures_of(opened.recipe)
    first, second = (actions.evaluating(opened, data, batches) for _ in range(2))
    shares = [next(visitor) for visitor in (first, second, second, first)]
    assert shares == pytest.approx([100 / 360, 200 / 360, 300 / 360, 1])
    ends = []
    for visitor in (first, second, actions.evaluating(opened, data, batches)):
        with pytest.raises(StopIteration) as end:
            next(visitor)
        ends.append(end.value.value)
    assert len(batches) == 4
    for evaluation in ends:
        assert np.array_equal(evaluation.probabilities, np.concatenate(batches))


@pytest.mark.usefixtures("small_batches")
def test_a_pass_that_was_left_goes_on_where_it_stands(trained: Run) -> None:
    opened, batches = actions.open_run(trained), []
    data = pictures_of(opened.recipe)
    left = actions.evaluating(opened, data, batches)
    next(left)
    left.close()
    (kept,) = batches
    assert next(actions.evaluating(opened, data, batches)) == pytest.approx(200 / 360)
    assert batches[0] is kept
