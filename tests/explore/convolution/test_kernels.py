"""Are the classic kernels what their names say: the documents' numbers, the right sums, and separable or not?"""

import numpy as np
import pytest

from cnnviz.explore.convolution import kernels
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
        assert kernels.separable(matrix) == (name not in WHOLE)
        if name not in WHOLE:
            assert np.outer(*kernels.factors(matrix)) == pytest.approx(matrix, abs=1e-9)


@pytest.mark.parametrize("name", CLASSIC)
def test_the_explanation_has_two_sentences_and_names_the_sum(name: str) -> None:
    text = CLASSIC[name].text
    assert "?" in text
    assert text.endswith(".")
    assert "sum" in text or "share out 1" in text


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


def test_an_angle_turns_anticlockwise() -> None:
    assert (
        kernels.motion_blur(3, 45).round(9)[::2, ::2].tolist()
        != kernels.motion_blur(3, 135).round(9)[::2, ::2].tolist()
    )
    upwards = kernels.steered(kernels.sobel(), 90)
    assert upwards == pytest.approx(-kernels.sobel().T)
    line = kernels.motion_blur(5, 90)
    assert line[:, 2] == pytest.approx(np.full(5, 0.2))


def test_gabor_answers_stripes_of_its_own_width_and_no_others() -> None:
    columns = np.arange(9)
    kernel = kernels.gabor(9, 2.0, 0.0, 4.0)
    answers = {width: abs((kernel * np.cos(2 * np.pi * (columns - 4) / width)).sum()) for width in (2, 4, 16)}
    assert answers[4] > 5 * max(answers[2], answers[16])


@pytest.mark.parametrize("size", SIZES)
def test_a_resized_kernel_keeps_its_middle(size: int) -> None:
    assert kernels.resized(kernels.identity(5), size).tolist() == kernels.identity(size).tolist()
