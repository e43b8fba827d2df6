"""The classic kernels have the documents' numbers, the sums of their explanations, and settings that keep them."""

import re

import numpy as np
import pytest

from cnnviz.explore.convolution.kernel_matrices import factors, separable
from cnnviz.explore.convolution.kernels import BUILD, CLASSIC, SIZES, made, settings

DOCUMENTED = {
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "blur": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "edge_enhance": [[0, 0, 0], [-1, 1, 0], [0, 0, 0]],
    "edge_detect": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}
BRIGHT = {"sharpen", "emboss", "blur", "identity", "box", "gaussian", "motion_blur", "unsharp"}
WHOLE = {"sharpen", "emboss", "edge_detect", "unsharp", "laplacian", "log"}
"""Those that no column times a row gives."""


def test_the_five_of_the_document_come_first_and_have_its_numbers() -> None:
    assert {name: CLASSIC[name].matrices[0].tolist() for name in list(CLASSIC)[:5]} == DOCUMENTED


@pytest.mark.parametrize("name", CLASSIC)
def test_a_flat_wall_stays_or_vanishes(name: str) -> None:
    assert CLASSIC[name].total == pytest.approx(1 if name in BRIGHT else 0, abs=1e-9)


@pytest.mark.parametrize("name", CLASSIC)
def test_separable_ones_are_a_column_times_a_row(name: str) -> None:
    for matrix in CLASSIC[name].matrices:
        assert separable(matrix) == (name not in WHOLE)
        if name not in WHOLE:
            assert np.outer(*factors(matrix)) == pytest.approx(matrix, abs=1e-9)


@pytest.mark.parametrize("name", CLASSIC)
def test_the_sum_that_the_explanation_gives_is_that_of_the_numbers(name: str) -> None:
    kernel = CLASSIC[name]
    *_, stated = re.findall(r"(?:sum|sum is|sum of|up to) (\d)", kernel.text)
    for matrix in kernel.matrices:
        assert matrix.sum() == pytest.approx(int(stated), abs=1e-9)


@pytest.mark.parametrize("name", BUILD)
@pytest.mark.parametrize("size", SIZES)
def test_one_of_many_sizes_keeps_its_sum_and_its_place(name: str, size: int) -> None:
    matrix = made(name, size=size)
    assert matrix.shape == (size, size)
    assert matrix.sum() == pytest.approx(CLASSIC[name].total, abs=1e-9)


@pytest.mark.parametrize("name", BUILD)
def test_the_settings_shown_are_those_of_the_classic_kernel(name: str) -> None:
    assert made(name, **settings(name)).tolist() == CLASSIC[name].matrices[0].tolist()


def test_a_slope_answers_how_much_brighter_a_step_to_the_right_is() -> None:
    ramp = np.tile(np.arange(3.0), (3, 1))
    answers = {name: float((CLASSIC[name].matrices[0] * ramp).sum()) for name in ("sobel_x", "prewitt_x", "scharr_x")}
    assert answers == {"sobel_x": 8, "prewitt_x": 6, "scharr_x": 32}
    assert (CLASSIC["sobel_y"].matrices[0] * ramp).sum() == 0


def test_emboss_is_lit_from_the_upper_left() -> None:
    rising = np.add.outer(np.arange(3.0), np.arange(3.0))  # Brighter towards the lower right: it faces the upper left.
    kernel = CLASSIC["emboss"]
    assert (kernel.matrices[0] * rising).sum() > rising[1, 1] > (kernel.matrices[0] * rising[::-1, ::-1]).sum()
    assert "lit from the upper left" in kernel.text
