"""Matrices of kernels at angles and sizes, compared with those worked out by hand."""

import numpy as np
import pytest

from cnnviz.explore.convolution.kernel_matrices import gabor, identity, motion_blur, resized, sobel, steered
from cnnviz.explore.convolution.kernels import SIZES


def test_a_slope_is_steered_anticlockwise() -> None:
    upwards = steered(sobel(), 90)
    assert upwards == pytest.approx(-sobel().T)


def test_motion_along_the_row_and_up_the_column_is_their_mean() -> None:
    for angle, line in ((0, np.s_[2, :]), (90, np.s_[:, 2])):
        blur = motion_blur(5, angle)
        assert blur[line] == pytest.approx(np.full(5, 0.2))
        assert blur.sum() == pytest.approx(1)


def test_motion_blur_turns_anticlockwise() -> None:
    # Each pixel weighs 1 less its distance from the line. At 45°, from the lower left to the upper right, two corners
    # and the middle lie on the line, and the four pixels between are √½ away.
    near = 1 - 0.5**0.5
    slanted = np.array([[0, near, 1], [near, 1, near], [1, near, 0]])
    assert motion_blur(3, 45) == pytest.approx(slanted / (3 + 4 * near))
    assert motion_blur(3, 135) == pytest.approx(slanted[:, ::-1] / (3 + 4 * near))
    # At 30° the corners are √¾ - ½ away, the pixels beside the middle ½, those above and below it √¾.
    corner, beside, above = 1.5 - 0.75**0.5, 0.5, 1 - 0.75**0.5
    flat = np.array([[0, above, corner], [beside, 1, beside], [corner, above, 0]])
    assert motion_blur(3, 30) == pytest.approx(flat / (1 + 2 * (corner + beside + above)))
    assert motion_blur(3, 150) == pytest.approx(flat[:, ::-1] / (1 + 2 * (corner + beside + above)))


def test_gabor_answers_stripes_of_its_own_width_and_no_others() -> None:
    columns = np.arange(9)
    kernel = gabor(9, 2.0, 0.0, 4.0)
    answers = {width: abs((kernel * np.cos(2 * np.pi * (columns - 4) / width)).sum()) for width in (2, 4, 16)}
    assert answers[4] > 5 * max(answers[2], answers[16])


@pytest.mark.parametrize("size", SIZES)
def test_a_resized_kernel_keeps_its_middle(size: int) -> None:
    assert resized(identity(5), size).tolist() == identity(size).tolist()
