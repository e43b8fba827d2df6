"""The figure shows its step, and nothing of the steps to come."""

import numpy as np
import pytest

from cnnviz.explore.convolution.stepping import Window, convolve, pool
from cnnviz.figures.stepping import stepping

VALUES = np.arange(32.0).reshape(4, 4, 2)
KERNEL = np.ones((3, 3, 2))


@pytest.mark.parametrize("at", range(4))
def test_the_output_fills_step_by_step(at: int) -> None:
    walk = convolve(VALUES, KERNEL, Window(3))
    figure = stepping(walk, KERNEL, at, "Products")
    assert len(figure.data) == 2 * 3 + 1
    filled = np.isfinite(np.asarray(figure.data[-1].z, float)).ravel()
    assert filled.tolist() == [place <= at for place in range(4)]
    assert f"Step {at + 1} of 4" in figure.layout.title.text


def test_the_figure_shows_the_step_and_where_its_window_lies() -> None:
    walk = convolve(VALUES, KERNEL, Window(3))
    for at, step in enumerate(walk.steps):
        figure = stepping(walk, KERNEL, at, "Products")
        assert np.allclose(figure.data[2].z, step.products[..., 0])
        assert np.allclose(figure.data[5].z, step.products[..., 1])
        window = figure.layout.shapes[2]
        assert (window.x0, window.x1) == (step.left + 0.5, step.left + 3.5)
        assert (window.y0, window.y1) == (step.top + 0.5, step.top + 3.5)


def test_cells_that_do_not_count_are_empty() -> None:
    figure = stepping(pool(VALUES[:3, :3, :1], Window(2, 2, "same")), None, 3, "Under the window")
    assert [list(row) for row in figure.data[1].text] == [["20", ""], ["", ""]]
