"""Digits from any source are laid out as in MNIST, so that the shipped network recognises them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cnnviz import actions, datasets
from cnnviz.datasets import Dataset
from cnnviz.explore.classify.classifier import Classifier
from cnnviz.images import samples
from cnnviz.images.mnist_frame import framed, from_paper, is_ink

SHAPE = (28, 28, 1)
SOME = 60
"""Number of test pictures put on paper or drawn; all 360 would take long."""


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return datasets.load("digits", SHAPE)


@pytest.fixture(scope="module")
def network() -> Classifier:
    return actions.classifier("mnist")


def accuracy(network: Classifier, pictures: list[NDArray[np.uint8]], digits: Dataset) -> float:
    """Share of pictures of the first test digits that the network classifies correctly."""
    answers = network.answers(pictures)
    return float(np.mean([answer.order[0] == label for answer, label in zip(answers, digits.y_test, strict=False)]))


def large(digit: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Enlarge a digit, its frame cut off, as somebody with a pen would write it; shape (side, side)."""
    return np.asarray(Image.fromarray(digit[4:24, 4:24, 0]).resize((side, side), Image.Resampling.BICUBIC))


def test_the_ink_fills_mnist_s_box_and_its_centre_of_mass_lies_in_the_middle() -> None:
    hook = np.zeros((50, 90), np.uint8)
    hook[10:40, 60:64] = hook[36:40, 60:80] = 255
    result = framed(hook, 28, 28)[:, :, 0]
    rows, cols = np.nonzero(result)
    assert np.ptp(rows) + 1 == 20  # The longer side, 30 pixels before.
    assert np.ptp(cols) + 1 == 13  # 20 before.
    places = np.indices(result.shape)
    assert np.allclose([np.average(place, weights=result) for place in places], 14, atol=0.5)


@pytest.mark.parametrize(("rows", "cols"), [(16, 16), (28, 28), (280, 280), (30, 60)])
def test_it_is_laid_out_in_proportion_at_any_size(rows: int, cols: int) -> None:
    result = framed(np.full((3, 5), 255, np.uint8), rows, cols)
    assert result.shape == (rows, cols, 1)
    across = np.flatnonzero(result.any(axis=(0, 2)))
    assert np.ptp(across) + 1 == round(20 / 28 * min(rows, cols))


def test_where_there_is_no_ink_all_is_dark() -> None:
    assert not framed(np.zeros((8, 8), np.uint8), 28, 28).any()
    assert not from_paper(np.full((30, 20, 3), 200, np.uint8)).any()


def test_the_shipped_network_reads_nine_of_ten_offline_digits(digits: Dataset, network: Classifier) -> None:
    assert len(digits.x_test) == 360
    assert accuracy(network, list(digits.x_test), digits) >= 0.9


@pytest.mark.parametrize("name", ["mnist", "beyond_mnist"])
def test_the_first_offline_digit_is_named_and_no_stranger(name: str, digits: Dataset) -> None:
    (answer,) = actions.answers(name, [digits.x_test[0]])
    assert answer.order[0] == digits.y_test[0]
    assert not answer.stranger


def test_a_drawing_is_read_wherever_and_however_large_it_is(digits: Dataset, network: Classifier) -> None:
    dice, drawings = np.random.default_rng(0), []
    for digit in digits.x_test[:SOME]:
        side = dice.integers(80, 240)
        top, left = dice.integers(0, 280 - side, 2)
        canvas = np.zeros((280, 280), np.uint8)
        canvas[top : top + side, left : left + side] = large(digit, side)
        drawings.append(canvas)
    assert accuracy(network, [framed(drawing, 280, 280) for drawing in drawings], digits) >= 0.9
    assert accuracy(network, [drawing[:, :, None] for drawing in drawings], digits) < 0.7


def test_a_photo_of_dark_ink_on_paper_is_read_though_light_falls_from_one_side(
    digits: Dataset, network: Classifier
) -> None:
    dice, photos = np.random.default_rng(0), []
    for digit in digits.x_test[:SOME]:
        side = dice.integers(120, 260)
        top, left = dice.integers(0, (300 - side, 400 - side))
        paper = np.full((300, 400), 220.0)
        paper[top : top + side, left : left + side] *= 1 - 0.75 * large(digit, side) / 255
        paper *= 1 - 0.4 * np.linspace(0, 1, 400)
        grainy = (paper + dice.normal(0, 6, paper.shape)).clip(0, 255).astype(np.uint8)
        photos.append(np.repeat(grainy[:, :, None], 3, axis=2))
    assert all(map(is_ink, photos))
    assert accuracy(network, [from_paper(photo) for photo in photos], digits) >= 0.85
    assert accuracy(network, [255 - photo for photo in photos], digits) < 0.7


def test_photos_of_other_things_are_no_ink_on_an_even_ground(digits: Dataset) -> None:
    assert all(map(is_ink, digits.x_test[:SOME]))
    photos = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "camera.png", "coins.png")
    assert [file for file in photos if is_ink(samples.photo(file))] == []
