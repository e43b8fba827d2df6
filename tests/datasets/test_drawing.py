"""Each class is drawn as its name says, evenly, repeatably, and distinguishable from the others."""

import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

from cnnviz.datasets.drawing import coverage, draw, pictures
from cnnviz.datasets.outlines import CLASSES, DRAWINGS

FIGURES = [name for name, drawing in DRAWINGS.items() if not drawing.repeats and not drawing.edge]


def drawn(name: str, size: int = 32, channels: int = 1) -> NDArray[np.float64]:
    """Forty pictures of a class, shape (40, size, size, channels), 0..255."""
    return draw(CLASSES.index(name), 40, size, channels, np.random.default_rng(5)).astype(float)


def change(pictures: NDArray[np.float64], down: int, right: int) -> NDArray[np.float64]:
    """Mean squared difference between each pixel and the one ``down`` rows and ``right`` columns away, shape (n,)."""
    moved = np.roll(pictures, (-down, -right), axis=(1, 2))
    changed: NDArray[np.float64] = np.square(moved - pictures)[:, 2:-2, 2:-2].mean(axis=(1, 2, 3))
    return changed


def test_same_arguments_give_the_same_bytes() -> None:
    first, again = pictures(60, 16, 3, 7, seed=3), pictures(60, 16, 3, 7, seed=3)
    assert first[0].tobytes() == again[0].tobytes()
    assert first[1].tobytes() == again[1].tobytes()


def test_another_seed_gives_other_pictures_in_another_order() -> None:
    first, other = pictures(60, 16, 3, 7, seed=3), pictures(60, 16, 3, 7, seed=4)
    assert not np.array_equal(first[1], other[1])
    assert not {picture.tobytes() for picture in first[0]} & {picture.tobytes() for picture in other[0]}


def test_a_class_does_not_depend_on_how_many_classes_there_are() -> None:
    (few, of_few), (many, of_many) = pictures(8, 16, 1, 2, seed=0), pictures(40, 16, 1, 10, seed=0)
    for label in range(2):
        assert np.array_equal(few[of_few == label], many[of_many == label])


def test_a_longer_series_begins_with_the_shorter_one() -> None:
    short, long = (draw(2, count, 200, 3, np.random.default_rng(0)) for count in (3, 20))
    assert np.array_equal(short, long[:3])


@pytest.mark.parametrize("size", [8, 16, 28, 64])
@pytest.mark.parametrize("channels", [1, 3])
def test_shapes_types_and_balance(size: int, channels: int) -> None:
    x, y = pictures(2 * len(CLASSES) + 1, size, channels, len(CLASSES), seed=0)
    assert x.shape == (len(y), size, size, channels)
    assert x.dtype == np.uint8
    assert y.dtype == np.int64
    assert np.bincount(y).tolist() == [3] + [2] * (len(CLASSES) - 1)


def test_classes_come_in_random_order() -> None:
    _, labels = pictures(200, 8, 1, 2, seed=0)
    assert 60 < np.count_nonzero(np.diff(labels)) < 140


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("size", [8, 16, 28, 32, 64])
def test_no_picture_is_blank(name: str, size: int) -> None:
    assert drawn(name, size).std(axis=(1, 2, 3)).min() > 20


@pytest.mark.parametrize("name", CLASSES)
def test_a_colour_picture_turned_grey_keeps_its_contrast(name: str) -> None:
    grey = drawn(name, 64, channels=3) @ [0.299, 0.587, 0.114]
    low, high = np.percentile(grey, [2, 98], axis=(1, 2))
    assert (high - low).min() > 0.35 * 255


def test_colours_are_not_greys() -> None:
    spread = np.ptp(drawn("disc", channels=3).mean(axis=(1, 2)), axis=-1)
    assert np.median(spread) > 30


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_stays_within_its_unit_circle_however_it_is_turned(name: str) -> None:
    dice = np.full((21, 4), 0.5)
    dice[:, 1] = np.linspace(0, 1, 21)
    filled = coverage(replace(DRAWINGS[name], sizes=(0.95, 0.95)), 64, dice)
    assert filled[:, [0, -1]].max() == filled[:, :, [0, -1]].max() == 0


@pytest.mark.parametrize(
    ("name", "along", "across"),
    [
        ("horizontal stripes", (0, 1), (1, 0)),
        ("vertical stripes", (1, 0), (0, 1)),
        ("rising stripes", (-1, 1), (1, 1)),
        ("falling stripes", (1, 1), (-1, 1)),
    ],
)
def test_stripes_change_across_and_not_along(name: str, along: tuple[int, int], across: tuple[int, int]) -> None:
    assert (change(drawn(name), *across) > 4 * change(drawn(name), *along)).all()


def test_a_left_arrow_is_a_right_arrow_in_a_mirror() -> None:
    upright = np.full((1, 4), 0.5)
    left, right = coverage(DRAWINGS["left arrow"], 28, upright), coverage(DRAWINGS["right arrow"], 28, upright)
    assert np.allclose(left, right[:, :, ::-1], atol=1e-5)
    assert not np.allclose(left, right)


def test_a_disc_covers_pi_quarters_of_the_square_around_it() -> None:
    filled = coverage(replace(DRAWINGS["disc"], sizes=(1, 1)), 64, np.full((1, 4), 0.5))
    assert filled.mean() == pytest.approx(np.pi / 4, abs=1e-3)


def test_an_edge_is_a_pixel_wide() -> None:
    """Only a disc's outline is neither full nor empty: 2 pi radius pixels, with a radius of 0.9 * 50."""
    filled = coverage(replace(DRAWINGS["disc"], sizes=(0.9, 0.9)), 100, np.full((1, 4), 0.5))
    assert np.count_nonzero((filled > 0) & (filled < 1)) == pytest.approx(2 * np.pi * 45, rel=0.1)


def spectrum(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Strength of each frequency, shape (n, frequencies); the same wherever the drawing is, dark or bright."""
    centred = pictures - pictures.mean(axis=(1, 2), keepdims=True)
    return np.abs(np.fft.rfft2(centred, axes=(1, 2))).reshape(len(pictures), -1)


# The spectrum is blind to mirrors, so it takes the two arrows for each other; the first ten hold no such pair.
@pytest.mark.parametrize(("classes", "least"), [(10, 0.97), (len(CLASSES), 0.85)])
def test_classes_can_be_told_apart(classes: int, least: float) -> None:
    x, y = pictures(1500, 28, 1, classes, seed=0)
    unseen, labels = pictures(500, 28, 1, classes, seed=1)
    trees = ExtraTreesClassifier(60, random_state=0).fit(spectrum(x), y)
    assert trees.score(spectrum(unseen), labels) > least


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((10, 7, 1, 2, 0), "A picture must be 8 pixels wide or more to show a class, not 7."),
        ((10, 8, 2, 2, 0), "A picture has 1 channel (grey) or 3 (colour), not 2."),
        ((10, 8, 1, 1, 0), f"There are {len(CLASSES)} classes to draw, so classes must be 2 to that many, not 1."),
        ((10, 8, 1, 99, 0), f"There are {len(CLASSES)} classes to draw, so classes must be 2 to that many, not 99."),
        ((-1, 8, 1, 2, 0), "The count of pictures must be 0 or more, not -1."),
        ((10, 8, 1, 2, -1), "The seed must be 0 or more, not -1."),
    ],
)
def test_bad_arguments_get_one_clear_sentence(arguments: tuple[int, int, int, int, int], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        pictures(*arguments)


@pytest.mark.parametrize("label", [-1, len(CLASSES)])
def test_a_label_without_a_class_is_refused(label: int) -> None:
    with pytest.raises(ValueError, match=f"a label must be 0 to {len(CLASSES) - 1}, not {label}"):
        draw(label, 1, 8, 1, np.random.default_rng(0))
