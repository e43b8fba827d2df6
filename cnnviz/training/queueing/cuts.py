"""Choice of the next cut of a freeze search, and of the trials that are given up.

A cut is a number of frozen layers. The cuts are few and in order, so no sampler guesses among them: first a coarse
spread, then ever closer around the best. A trial is given up by the median rule of Google Vizier (Golovin et al.,
2017).
"""

from collections.abc import Mapping, Sequence
from statistics import median

from cnnviz.networks.backbones import Backbone

SPREAD = 5
"""Cuts that are tried first, evenly spread."""
FIRST_WHOLE = 2
"""Trials that come to their end before one is given up."""


def candidates(backbone: Backbone) -> tuple[int, ...]:
    """Return the numbers of layers that can be frozen at the end of a block, from none to all."""
    return (0, *(block.layers for block in backbone.blocks))


def next_cut(tried: Mapping[int, float], offered: Sequence[int]) -> int | None:
    """Return the cut to try next: first an even spread from all frozen to none, then ever closer around the best.

    Args:
        tried: Accuracy of each cut that was tried.
        offered: All cuts, in order.

    Returns:
        A cut that was not tried, or None when all were.

    >>> next_cut({}, range(9)), next_cut({8: 0.5, 6: 0.7, 4: 0.6, 2: 0.4, 0: 0.1}, range(9))
    (8, 5)
    """
    last = len(offered) - 1
    for step in reversed(range(SPREAD)):
        if (cut := offered[round(step * last / (SPREAD - 1))]) not in tried:
            return cut
    for best in sorted(tried, key=lambda cut: (-tried[cut], -cut)):
        gaps = []
        for side in (1, -1):
            place = offered.index(best) + side
            gap = []
            while 0 <= place <= last and offered[place] not in tried:
                gap.append(offered[place])
                place += side
            if gap:
                beyond = tried[offered[place]] if 0 <= place <= last else 0.0
                gaps.append((beyond, gap[(len(gap) - 1) // 2]))
        if gaps:
            return max(gaps)[1]
    return None


def hopeless(accuracies: Sequence[float], finished: Sequence[Sequence[float]]) -> bool:
    """Return whether to give a trial up: the best of its epochs is behind half of the finished trials at this epoch.

    Args:
        accuracies: Of the trial after each epoch so far, at least one.
        finished: The same of each trial that came to its end.

    >>> finished = [[0.5, 0.8], [0.7, 0.8]]
    >>> hopeless([0.5], finished), hopeless([0.6], finished), hopeless([0.1], finished[:1])
    (True, False, False)
    """
    same_epoch = [other[len(accuracies) - 1] for other in finished if len(other) >= len(accuracies)]
    return len(finished) >= FIRST_WHOLE and bool(same_epoch) and max(accuracies) < median(same_epoch)
