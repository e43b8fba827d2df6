"""Heat maps worked out by hand, and what importing their mathematics loads."""

import subprocess
import sys

import numpy as np
import pytest

from cnnviz.explore.attribution.heat_maps import (
    clipped,
    full_range,
    mean_gradients,
    positive_gradients,
    positive_part,
    weighted_sum,
)


def test_maps_are_weighed_by_their_mean_gradient() -> None:
    maps = np.array([[[1, 0], [0, 2]], [[0, 0], [3, 0]]], np.float32)
    gradients = np.zeros((2, 2, 2), np.float32)
    gradients[..., 0], gradients[0, 0, 1] = 1, -4  # means 1 and -1
    assert mean_gradients(gradients).tolist() == [1, -1]
    assert weighted_sum(maps, mean_gradients(gradients)) == pytest.approx(np.array([[1 / 3, 0], [0, 1]]))
    assert not weighted_sum(maps, -np.ones(2, np.float32)).any()


def test_grad_cam_pp_counts_rising_places_by_how_sharply() -> None:
    maps = np.array([[[1, 0], [2, 3]]], np.float32)  # The maps' sums are 3 and 3.
    gradients = np.array([[[2, -1], [0, 1]]], np.float32)
    # 2² / (2·2² + 3·2³) · 2 of the first; 1 / (2 + 3) · 1 of the second, whose falling place counts nothing.
    assert positive_gradients(maps, gradients) == pytest.approx(np.array([4 / 32 * 2, 1 / 5]))


def test_a_map_without_any_difference_is_empty() -> None:
    flat = np.full((2, 3), 7, np.float32)
    assert not full_range(flat).any()
    assert not positive_part(-flat).any()
    assert not clipped(0 * flat).any()


def test_a_hundredth_of_the_places_does_not_leave_the_rest_dark() -> None:
    values = np.ones((20, 20), np.float32)
    values[0, 0] = 1000
    assert (clipped(values) == 1).all()


@pytest.mark.parametrize("module", ["heat_maps", "faithfulness", "progressive", "methods"])
def test_the_mathematics_loads_no_framework(module: str) -> None:
    code = (
        f"import sys, cnnviz.explore.attribution.{module}\n"
        "print([name for name in ('keras', 'tensorflow', 'streamlit') if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
