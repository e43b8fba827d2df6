"""Every attribution method keeps to the contract, and says of itself what is true."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.explore.attribution.methods import Family, methods
from cnnviz.explore.attribution.progressive import Progressive
from tests.explore.attribution.small_network import small

PHOTO = np.random.default_rng(3).integers(0, 256, (12, 12, 3)).astype("uint8")


def with_progress(explain: Progressive) -> tuple[list[float], NDArray[np.float32]]:
    """Return the shares that a method reported, and its heat map."""
    shares, steps = [], explain.steps(PHOTO, 1)
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            return shares, end.value


@pytest.mark.parametrize("name", methods())
def test_a_heat_map_goes_from_zero_to_one(name: str) -> None:
    method, model = methods()[name], small()
    for build in filter(None, (method.build, method.quick)):
        heat = build(model)(PHOTO, 1)
        assert heat.ndim == 2
        assert 0 <= heat.min() <= heat.max() <= 1


@pytest.mark.parametrize("name", methods())
def test_a_method_says_rightly_whether_it_reports_progress(name: str) -> None:
    method = methods()[name]
    explain = method.build(small())
    assert method.reports_progress == isinstance(explain, Progressive)
    if isinstance(explain, Progressive):
        shares, heat = with_progress(explain)
        assert len(shares) > 1
        assert 0 < min(shares) < max(shares) <= 1
        assert (heat == explain(PHOTO, 1)).all()


@pytest.mark.parametrize("name", [name for name in methods() if name != "integrated_gradients"])
def test_progress_only_rises_and_ends_at_the_whole(name: str) -> None:
    explain = methods()[name].build(small())
    if isinstance(explain, Progressive):
        shares, _ = with_progress(explain)
        assert shares == sorted(set(shares))
        assert shares[-1] == 1


@pytest.mark.parametrize("name", methods())
def test_a_method_is_described(name: str) -> None:
    method = methods()[name]
    assert method.title
    assert method.text.endswith(".")
    assert method.reference[-4:].isdecimal()


def test_titles_differ_and_what_misleads_comes_last() -> None:
    listed = list(methods().values())
    assert len({method.title for method in listed}) == len(listed)
    assert [method.family for method in listed] == sorted(method.family for method in listed)
    assert listed[0].name == "grad_cam"
    assert listed[-1].family == Family.MISLEADING


def test_no_method_is_said_to_be_beyond_doubt() -> None:
    """Grad-CAM can be fooled too (Heo et al., 2019), and what covers the picture is its mean colour, not grey."""
    texts = {name: method.text for name, method in methods().items()}
    assert not [name for name, text in texts.items() if "fool" in text or "easy to believe" in text]
    assert "mean colour" in texts["occlusion"]
