"""Is a network asked why the same way by a page, in steps, and by a script, at once?"""

from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import actions
from cnnviz.explore.attribution.faithfulness import curves
from cnnviz.explore.attribution.methods import methods
from cnnviz.explore.attribution.progressive import Progressive
from cnnviz.explore.classify.probabilities import probabilities
from cnnviz.training.runs import Run, RunError


def all_of(steps: Generator[float, None, Any]) -> tuple[list[float], Any]:
    """What steps yield, and what they return."""
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            return shares, end.value


@pytest.mark.parametrize("method", methods())
def test_every_method_goes_in_steps_to_the_map_of_the_whole_action(
    method: str, trained: Run, four: NDArray[np.uint8]
) -> None:
    opened = actions.open_run(trained)
    explain = actions.attribution(opened, method)
    shares, heat = all_of(actions.attributing(explain, four, 4))
    assert sorted(shares) == shares
    assert 0 < shares[0] <= shares[-1] <= 1  # One that is content before all its steps are done ends below 1.
    if not isinstance(explain, Progressive):
        assert shares == [1.0]
    assert heat == pytest.approx(actions.attribute(opened, four, "4", method), abs=1e-4)


def test_the_likeliest_class_is_asked_for_unless_another_is_named(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    likeliest = actions.classify(opened, four)[0].label
    heat = actions.attribute(opened, four)
    assert np.array_equal(heat, actions.attribute(trained, four, likeliest))
    assert not np.array_equal(heat, actions.attribute(trained, four, "0" if likeliest != "0" else "1"))


def test_what_a_classifier_holds_can_be_asked_as_an_opened_run(trained: Run, four: NDArray[np.uint8]) -> None:
    opened, classifier = actions.open_run(trained), actions.classifier(trained)
    first, second = (
        all_of(actions.attributing(actions.attribution(network, "grad_cam"), four, 4))[1]
        for network in (opened, classifier)
    )
    assert first == pytest.approx(second, abs=1e-5)
    assert actions.probabilities(classifier, four[None])[0] == pytest.approx(
        actions.answers(classifier, [four])[0].probabilities, abs=1e-6
    )


def test_a_method_or_a_class_that_is_not_there_is_named(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    for ask in (
        lambda: actions.attribute("no such run", four, method="magic"),
        lambda: actions.attribution(opened, "magic"),
        lambda: actions.sanity_check(opened, ["grad_cam", "magic"], four, 4),
    ):
        with pytest.raises(RunError, match=r"no method “magic”: .*grad_cam"):
            ask()
    with pytest.raises(RunError, match=r"no class “cat”: .*0, 1, 2"):
        actions.attribute(opened, four, "cat")


def test_deletion_and_insertion_ask_the_network_itself(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    heat = actions.attribute(opened, four, "4")
    ours = actions.deletion_and_insertion(opened, four, heat, 4, steps=4)
    theirs = curves(lambda pictures: probabilities(opened.model, pictures), four, heat, 4, 4)
    assert ours.deletion == pytest.approx(theirs.deletion)
    assert ours.insertion == pytest.approx(theirs.insertion)
    assert ours.deletion[0] == pytest.approx(ours.insertion[-1], abs=1e-6)  # The picture as it is.


def test_the_sanity_check_leaves_the_network_as_it_is(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    before = actions.probabilities(opened, four[None])
    stages = list(actions.sanity_check(opened, ["grad_cam", "occlusion"], four, 4, most=2))
    assert [bool(stage.layer) for stage in stages] == [False, True, True]
    assert all(set(stage.heats) == {"grad_cam", "occlusion"} for stage in stages)
    assert np.array_equal(before, actions.probabilities(opened, four[None]))
