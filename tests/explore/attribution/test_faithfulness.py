"""Deletion and insertion tell a good heat map from a bad one."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from cnnviz.explore.attribution.faithfulness import curves, likeness

BRIGHT = (slice(4, 8), slice(8, 12))


def predict(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Class 1 is as probable as one square is bright."""
    share = pictures[:, *BRIGHT].mean((1, 2, 3)) / 255
    return np.stack([1 - share, share], axis=1)


def test_a_map_of_what_counts_is_better_than_its_opposite() -> None:
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[BRIGHT] = 255
    right = np.zeros((16, 16), np.float32)
    right[BRIGHT] = 1
    good, bad = (curves(predict, picture, heat, 1, steps=16) for heat in (right, 1 - right))
    assert good.shares.tolist() == np.linspace(0, 1, 17).tolist()
    assert good.deletion[0] == bad.deletion[0] == good.insertion[-1] == 1
    # A sixteenth of the picture is bright: the first step takes, or brings, all of it.
    assert good.deletion[1] == pytest.approx(1 / 16)
    assert good.insertion[1] == 1
    assert good.deletion_area < 0.1 < 0.9 < bad.deletion_area
    assert bad.insertion_area < good.insertion_area - 0.2


def test_likeness_is_the_correlation_of_ranks() -> None:
    generator = np.random.default_rng(0)
    first, second = generator.random((5, 6)), generator.integers(0, 4, (5, 6)).astype(float)
    assert likeness(first, second) == pytest.approx(stats.spearmanr(first.ravel(), second.ravel()).statistic)
    assert likeness(first, np.ones((5, 6))) == 0
