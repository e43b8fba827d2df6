"""Does each frame show its step, and nothing of the steps to come?"""

import numpy as np
import pytest

from cnnviz.explore.stepping import Window, convolve, pool
from cnnviz.stepping_figure import stepping

VALUES = np.arange(32.0).reshape(4, 4, 2)
KERNEL = np.ones((3, 3, 2))


@pytest.mark.parametrize("at", range(4))
def test_the_output_fills_step_by_step(at: int) -> None:
    walk = convolve(VALUES, KERNEL, Window(3))
    figure = stepping(walk, KERNEL, at, "Products")
    assert len(figure.data) == 2 * 3 + 1
    filled = np.isfinite(np.asarray(figure.data[-1].z, float)).ravel()
    assert filled.tolist() == [place <= at for place in range(4)]
    assert figure.layout.title.text == figure.frames[at].layout.title.text
    assert f"Step {at + 1} of 4" in figure.layout.title.text


def test_a_frame_holds_what_moves() -> None:
    walk = convolve(VALUES, KERNEL, Window(3))
    figure = stepping(walk, KERNEL, 0, "Products")
    for step, frame in zip(walk.steps, figure.frames, strict=True):
        assert frame.traces == (2, 5, 6)
        assert np.allclose(frame.data[0].z, step.products[..., 0])
        assert np.allclose(frame.data[1].z, step.products[..., 1])
        window = frame.layout.shapes[2]
        assert (window.x0, window.y0, window.x1, window.y1) == (
            step.left + 0.5, step.top + 0.5, step.left + 3.5, step.top + 3.5,
        )  # fmt: skip


def test_play_goes_on_from_the_step_shown_and_from_the_first_after_the_last() -> None:
    walk = convolve(VALUES, KERNEL, Window(3))

    def played(at: int) -> list[str]:
        return list(stepping(walk, KERNEL, at, "Products").layout.updatemenus[0].buttons[0].args[0])

    assert played(1) == ["1", "2", "3"]
    assert played(3) == ["0", "1", "2", "3"]


def test_cells_that_do_not_count_are_empty() -> None:
    figure = stepping(pool(VALUES[:3, :3, :1], Window(2, 2, "same")), None, 3, "Under the window")
    assert [list(row) for row in figure.data[1].text] == [["20", ""], ["", ""]]
