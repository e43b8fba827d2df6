"""A classic kernel is recognised at any strength, colour, place and angle."""

import numpy as np
import pytest

from cnnviz.explore.convolution import kernel_matrices as matrices
from cnnviz.explore.convolution.nearest_kernels import by_chance, nearest


@pytest.mark.parametrize(
    ("title", "matrix"),
    [
        ("Prewitt 3×3, 30°", matrices.steered(matrices.prewitt(), 30)),
        ("Edge detect", matrices.laplacian()),
        ("Box blur 2×2", matrices.box(2)),
        ("Motion blur 5×5, 45°", matrices.motion_blur(5, 45)),
    ],
)
def test_a_classic_kernel_is_found_anywhere_in_a_larger_window(title: str, matrix: matrices.Matrix) -> None:
    window, colours = np.zeros((6, 7)), np.array([-0.5, 2.0, 0.1])
    window[1 : 1 + len(matrix), 2 : 2 + len(matrix)] = matrix
    (match,) = nearest((window[:, :, None] * colours)[..., None])
    assert (str(match.title), match.cosine) == (title, pytest.approx(1))
    assert match.weights == pytest.approx(window[:, :, None] * colours)


def test_the_cosine_is_that_of_the_classic_kernel_in_the_colours_that_fit_best() -> None:
    learned = np.random.default_rng(0).normal(size=(5, 5, 3, 4))
    for number, match in enumerate(nearest(learned)):
        mine, theirs = learned[..., number].ravel(), match.weights.ravel()
        assert match.cosine == pytest.approx(mine @ theirs / np.linalg.norm(mine) / np.linalg.norm(theirs))


def test_nothing_is_near_a_kernel_of_zeros() -> None:
    assert nearest(np.zeros((3, 3, 1, 1)))[0].cosine == 0


def test_the_smaller_a_kernel_the_nearer_is_one_of_random_numbers() -> None:
    assert 0 < by_chance(5, 5, 3) < by_chance(3, 3, 3) < by_chance(3, 3, 1) < 1
    assert by_chance(1, 1, 1) == pytest.approx(1)
