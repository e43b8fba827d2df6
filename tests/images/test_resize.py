"""Pictures are brought to a network's size and channels, and enlarged pixel by pixel."""

import numpy as np
import pytest

from cnnviz.images import enlarge, fit


def test_fit_leaves_a_fitting_picture_alone() -> None:
    for shape in ((4, 5, 1), (4, 5, 3)):
        picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
        np.testing.assert_array_equal(fit(picture, shape), picture)


def test_fit_makes_grey_by_luma() -> None:
    picture = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert fit(picture, (1, 4, 1)).tolist() == [[[76], [150], [29], [255]]]  # 0.299, 0.587, 0.114


@pytest.mark.parametrize("shape", [(1, 2), (1, 2, 1)])
def test_fit_repeats_grey_in_three_channels(shape: tuple[int, ...]) -> None:
    assert fit(np.array([7, 9], np.uint8).reshape(shape), (1, 2, 3)).tolist() == [[[7, 7, 7], [9, 9, 9]]]


def test_fit_averages_what_it_replaces() -> None:
    # Halving weighs four neighbours 1/4, 3/4, 3/4, 1/4; at the border the outermost falls away: 100 * 1 / 7 and 6 / 7.
    assert fit(np.array([[0, 0, 100, 100]], np.uint8), (1, 2, 1)).ravel().tolist() == [14, 86]
    checks = np.indices((100, 100)).sum(axis=0).astype(np.uint8) % 2 * 255
    grey = fit(checks, (10, 10, 1)).astype(int)
    assert abs(grey - 127).max() <= 3


def test_fit_squashes_the_whole_picture() -> None:
    wide = np.zeros((10, 100), np.uint8)
    wide[:, :25], wide[:, 75:] = 50, 200
    middle_row = fit(wide, (8, 8, 1))[4, :, 0]
    assert middle_row[[0, 3, 4, 7]].tolist() == [50, 0, 0, 200]


def test_enlarge_keeps_pixels() -> None:
    assert enlarge(np.array([[1, 2]], np.uint8), 3).tolist() == [[1, 1, 1, 2, 2, 2]] * 3
    assert enlarge(np.array([[[1, 2, 3]]], np.uint8), 2).tolist() == [[[1, 2, 3]] * 2] * 2
