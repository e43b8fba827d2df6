"""Is the best cut found soon, and is only a hopeless trial given up?"""

import pytest

from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.queueing.cuts import candidates, hopeless, next_cut


@pytest.mark.parametrize("backbone", BACKBONES.values(), ids=lambda backbone: backbone.name)
def test_first_a_spread_then_nearer_the_best_until_every_cut_was_tried(backbone: object) -> None:
    offered = candidates(backbone)  # type: ignore[arg-type]
    peak = offered[round(0.7 * (len(offered) - 1))]
    tried: dict[int, float] = {}
    order = []
    while (cut := next_cut(tried, offered)) is not None:
        order.append(cut)
        tried[cut] = 1 - abs(offered.index(cut) - offered.index(peak)) / len(offered)
    assert sorted(order) == list(offered)
    assert (order[0], order[4]) == (offered[-1], 0)
    assert peak in order[:9]


@pytest.mark.parametrize(
    ("accuracies", "finished", "given_up"),
    [
        ([0.1], [], False),
        ([0.1], [[0.9, 0.9]], False),  # Two come to their end first.
        ([0.5], [[0.4, 0.9], [0.7, 0.9]], True),  # The median at the first epoch is 0.55.
        ([0.6], [[0.4, 0.9], [0.7, 0.9]], False),
        ([0.6, 0.1], [[0.4, 0.5], [0.7, 0.6]], False),  # Its best epoch counts.
        ([0.4, 0.5], [[0.9], [0.9], [0.9, 0.5]], False),  # Those that ended before say nothing of this epoch.
        ([0.4, 0.5], [[0.9], [0.9]], False),
        ([0.5], [[0.5], [0.5], [0.9]], False),  # Not behind, but level.
    ],
)
def test_a_trial_behind_half_of_the_finished_ones_at_the_same_epoch_is_hopeless(
    accuracies: list[float], finished: list[list[float]], given_up: bool
) -> None:
    assert hopeless(accuracies, finished) is given_up
