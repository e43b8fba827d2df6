"""Signed distances agree with values computed by hand."""

import numpy as np

from cnnviz.datasets.outlines import disc, rim, star, swing, to_whole


def test_distances_computed_by_hand() -> None:
    at = np.array([0, 0.25, 0.5, 0.75, 2, -1.25], dtype=np.float32)
    assert to_whole(at).tolist() == [0, 0.25, 0.5, 0.25, 0, 0.25]
    assert swing(at[:4]).tolist() == [0, 1, 0, -1]
    assert disc(at * 3, at * 4)[:3].tolist() == [1, -0.25, -1.5]
    assert rim(at, 0.5).tolist() == [0, 0.25, 0, -0.25, -1.5, -1.25]


def test_a_star_has_tips_at_distance_one_and_notches_between() -> None:
    angles = np.radians(90 + 36 * np.arange(10, dtype=np.float32))
    assert np.allclose(star(np.cos(angles), np.sin(angles))[::2], 0, atol=1e-6)
    assert (star(0.5 * np.cos(angles), 0.5 * np.sin(angles))[1::2] < 0).all()
