"""Figures of kernels have the numbers and the frequency response of the kernel."""

import numpy as np
import pytest

from cnnviz.explore.convolution import kernel_matrices as matrices
from cnnviz.figures import kernels as kernel_figures


@pytest.mark.parametrize(("size", "written"), [(3, True), (7, True), (9, False)])
def test_numbers_are_written_where_they_find_room(size: int, written: bool) -> None:
    (tiles,) = kernel_figures.numbers(matrices.gaussian(size, 1.0)).data
    assert bool(tiles.texttemplate) == written


def test_all_inputs_share_one_scale() -> None:
    weights = np.stack([matrices.sobel(), 5 * matrices.sobel(), matrices.box(3)], axis=-1)
    (tiles,) = kernel_figures.inputs(weights).data
    assert (tiles.zmin, tiles.zmax) == (-10, 10)


def test_a_blur_lets_broad_shapes_through_and_an_edge_detector_fine_stripes() -> None:
    middle, rim = (32, 32), (32, 64)
    blur, edges = (kernel_figures.amplitudes(each) for each in (matrices.gaussian(), matrices.laplacian()))
    assert blur[middle] == pytest.approx(1)
    assert blur[rim] < 0.05
    assert edges[middle] == pytest.approx(0)
    assert edges[rim] == pytest.approx(4, abs=0.01)


def test_sobel_answers_to_stripes_across_and_not_to_those_down() -> None:
    (heat,) = kernel_figures.response(matrices.sobel()).data
    across, down = heat.z[32, 48], heat.z[48, 32]
    assert across > 7
    assert down == pytest.approx(0)
