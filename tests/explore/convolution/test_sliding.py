"""Kernels give what SciPy gives, and their answers are shown on the right scale."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import ndimage

from cnnviz.explore.convolution import sliding
from cnnviz.explore.convolution.kernels import CLASSIC, Kernel
from cnnviz.explore.convolution.sliding import BORDERS, Treatment, answer, chain, correlate, correlate_all, grey, read
from cnnviz.images import samples

SCIPY = {
    "zero": {"mode": "constant", "cval": 0.0},
    "one": {"mode": "constant", "cval": 1.0},
    "edge": {"mode": "nearest"},
    "reflect": {"mode": "reflect"},
}
PHOTOS = {
    file: samples.photo(file)[::2, ::2].astype(np.float32) / 255
    for file in ("astronaut.png", "coffee.png", "coins.png")
}


def scipys(
    picture: NDArray[np.floating], matrix: NDArray[np.floating], border: str, stride: int
) -> NDArray[np.float64]:
    shape = matrix.shape + (1,) * (picture.ndim - 2)
    whole = ndimage.correlate(picture.astype(float), matrix.reshape(shape), **SCIPY[border])
    return whole[::stride, ::stride]


@pytest.mark.parametrize(("file", "border", "stride"), list(product(PHOTOS, BORDERS, (1, 2, 3))))
def test_the_five_kernels_on_photos_are_scipys(file: str, border: str, stride: int) -> None:
    photo = PHOTOS[file]
    for name, colour in product(list(CLASSIC)[:5], ("rgb", "grey")):
        kernel = CLASSIC[name]
        ours = answer(photo, kernel, Treatment(colour == "grey", border, stride))
        seen = photo if colour == "rgb" else grey(photo)
        assert np.abs(ours - scipys(seen, kernel.weights[0], border, stride)).max() < 1e-5, (name, colour)


sizes = some.integers(1, 9)
numbers = some.floats(-1, 1, width=32)


@settings(max_examples=150, deadline=None)
@given(
    some.data(),
    some.tuples(sizes, sizes),
    some.tuples(some.integers(1, 20), some.integers(1, 20)),
    some.sampled_from(BORDERS),
)
def test_any_kernel_on_any_picture_is_scipys(
    data: some.DataObject, window: tuple[int, int], size: tuple[int, int], border: str
) -> None:
    stride, channels = data.draw(some.integers(1, 4)), data.draw(some.sampled_from([(), (1,), (3,)]))
    matrix = data.draw(arrays(np.float64, window, elements=numbers))
    picture = np.random.default_rng(data.draw(some.integers(0, 99))).random((*size, *channels))
    ours = correlate(picture, matrix, border, stride)
    assert ours.shape == (-(-size[0] // stride), -(-size[1] // stride), *channels)
    assert np.abs(ours - scipys(picture, matrix, border, stride)).max() < 1e-9


@pytest.mark.parametrize("name", CLASSIC)
def test_every_classic_kernel_is_scipys_also_in_single_precision(name: str) -> None:
    photo, kernel = PHOTOS["coffee.png"], CLASSIC[name]
    answers = [scipys(photo, weights, "edge", 1) for weights in kernel.weights]
    expected = np.hypot(*answers) if len(answers) > 1 else answers[0]
    largest = max(np.abs(weights).sum() for weights in kernel.weights)
    assert np.abs(answer(photo, kernel, Treatment(border="edge")) - expected).max() < 1e-6 * max(10, largest)


def test_several_kernels_at_once_give_what_each_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sliding, "WORK", 1)  # Many blocks, the last of them short.
    picture, several = np.random.default_rng(0).random((40, 37, 3)), np.random.default_rng(1).normal(size=(5, 3, 4))
    together = correlate_all(picture, several, "edge", 2)
    monkeypatch.undo()
    assert together == pytest.approx(np.stack([correlate(picture, each, "edge", 2) for each in several]), abs=1e-12)


def test_an_unknown_border_is_named() -> None:
    with pytest.raises(ValueError, match="no border 'wrap': choose one of zero, one"):
        correlate(np.zeros((3, 3)), [[1]], "wrap")


def test_what_follows_the_sum() -> None:
    step = np.array([[[1.0], [0.0], [0.0]]])
    kernel = CLASSIC["edge_enhance"]
    given = {after: answer(step, kernel, Treatment(afterwards=after))[0, :, 0].tolist() for after in sliding.AFTERWARDS}
    assert given == {"nothing": [0, -1, 0], "absolute": [0, 1, 0], "relu": [0, 0, 0]}
    moved = Kernel("own", "", "", kernel.matrices, scale=2, offset=0.5)
    assert answer(step, moved, Treatment())[0, :, 0].tolist() == [0.5, -1.5, 0.5]


def test_a_magnitude_is_the_root_of_the_sum_of_squares() -> None:
    photo = PHOTOS["coins.png"].astype(float)
    both = answer(photo, CLASSIC["sobel"], Treatment())
    assert both**2 == pytest.approx(
        answer(photo, CLASSIC["sobel_x"], Treatment()) ** 2 + answer(photo, CLASSIC["sobel_y"], Treatment()) ** 2
    )


def test_a_chain_gives_each_kernel_what_the_one_before_gave() -> None:
    photo, two = PHOTOS["coffee.png"], [CLASSIC["blur"], CLASSIC["edge_detect"]]
    first, second = chain(photo, two, Treatment(stride=2))
    assert np.array_equal(first, answer(photo, two[0], Treatment(stride=2)))
    assert np.array_equal(second, answer(first, two[1], Treatment(stride=2)))


def test_a_layers_kernel_adds_its_inputs_up() -> None:
    photo, weights = PHOTOS["coffee.png"].astype(float), np.random.default_rng(0).normal(size=(5, 5, 3))
    expected = ndimage.correlate(photo, weights, mode="constant")[:, :, 1]  # Where the window holds all three channels.
    assert sliding.respond(photo, weights)[:, :, 0] == pytest.approx(expected)


def test_a_photo_stays_a_photo_and_an_edge_has_grey_around_it() -> None:
    photo = PHOTOS["astronaut.png"]
    same = read(photo, [CLASSIC["identity"]])
    assert (same.black, same.white) == (0, 1)
    assert np.array_equal(same.pixels, np.rint(photo * 255).astype(np.uint8))
    edges = read(answer(photo, CLASSIC["edge_detect"], Treatment()), [CLASSIC["edge_detect"]])
    assert edges.black == -edges.white
    wall = np.full((9, 9, 3), 0.7, np.float32)
    assert set(read(answer(wall, CLASSIC["edge_detect"], Treatment()), [CLASSIC["edge_detect"]]).pixels.flat) <= {
        0,
        128,
    }


def test_after_an_edge_detector_a_blur_is_no_photo_any_more() -> None:
    photo, two = PHOTOS["astronaut.png"], [CLASSIC["edge_detect"], CLASSIC["blur"]]
    assert read(chain(photo, two, Treatment())[-1], two).black < 0


def test_before_and_after_share_one_frame() -> None:
    before, after = np.zeros((30, 301, 3), np.uint8), np.full((15, 151, 1), 200, np.uint8)
    sheet = sliding.split(before, after, 0.5)
    assert sheet.shape == before.shape
    assert set(sheet[:, :149].flat) == {0}
    assert set(sheet[:, 151:].flat) == {200}
    assert sheet[0, 150].tolist() == list(sliding.LINE)
    assert set(sliding.split(before, after, 0.0).flat) == {200}
    assert set(sliding.split(before, after, 1.0).flat) == {0}
