"""Waves follow the gradient as pixels do, stay in range, and do not depend on other filters."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.explore.patterns.canvases import PlainPixels, Waves


def dice(*seeds: int) -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in seeds]


@pytest.mark.parametrize("shape", [(16, 16, 3), (15, 18, 1)])
def test_what_comes_back_through_the_waves_is_the_slope_of_the_score(shape: tuple[int, int, int]) -> None:
    wanted = np.random.default_rng(9).normal(size=shape)

    def score(canvas: Waves) -> float:
        return float((canvas.still()[0].astype(np.float64) * wanted).sum())

    canvas = Waves(shape, dice(0))
    canvas.RATES = (1e-3, 1e-3)  # type: ignore[misc]
    before = score(canvas)
    start = canvas.spectrum.copy()
    canvas.pictures()
    down, right = canvas.shifts[0]
    canvas.climb(np.roll(wanted, (down, right), (0, 1))[None].astype(np.float32), 0.0)
    moved = canvas.spectrum - start
    gained = score(canvas) - before
    # Adam's first step has the slope's sign in each number: no other step of the same size climbs higher.
    others = []
    for seed in range(20):
        canvas.spectrum = start + np.abs(moved) * np.random.default_rng(seed).choice([-1, 1], moved.shape)
        others.append(score(canvas) - before)
    assert gained > 0
    assert gained > 2 * max(others)


def test_pictures_stay_within_their_range_and_grow_towards_what_is_wanted() -> None:
    canvas = Waves((16, 16, 3), dice(0, 1))
    wanted = np.zeros((2, 16, 16, 3), np.float32)
    wanted[0, ..., 0], wanted[1, ..., 2] = 1, 1
    wanted[0, ..., 2], wanted[1, ..., 0] = -1, -1
    for _ in range(60):
        assert canvas.pictures().shape == wanted.shape
        canvas.climb(wanted, 0.0)
    red, blue = canvas.still()
    assert 0 <= min(red.min(), blue.min()) <= max(red.max(), blue.max()) <= 255
    assert red[..., 0].mean() > 150 > 100 > red[..., 2].mean()
    assert blue[..., 2].mean() > 150 > 100 > blue[..., 0].mean()


def energy(picture: NDArray[np.float32]) -> float:
    """Share of the energy above a quarter of a cycle a pixel, the mean left out."""
    power = np.abs(np.fft.fft2(picture - picture.mean((0, 1)), axes=(0, 1))) ** 2
    size = np.hypot(np.fft.fftfreq(picture.shape[0])[:, None], np.fft.fftfreq(picture.shape[1]))
    return float(power[size > 0.25].sum() / power.sum())


def test_waves_begin_broad_where_pixels_begin_as_noise() -> None:
    assert energy(Waves((64, 64, 3), dice(0)).still()[0]) < 0.05
    assert energy(PlainPixels((64, 64, 3), dice(0)).still()[0]) > 0.5


def test_fine_waves_stay_only_where_the_score_asks_for_them() -> None:
    stripes = np.indices((32, 32)).sum(0) % 2 * 2.0 - 1  # Half a cycle a pixel: nothing is finer.
    broad = np.sin(np.indices((32, 32))[1] * np.pi / 8)

    def scores(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(
            [(one.mean(-1) * wanted).mean() for one, wanted in zip(pixels, (stripes, broad), strict=True)]
        )

    canvas = Waves((32, 32, 3), dice(0, 1))
    first = scores(canvas.still())
    # Waves that nobody asked for, fine ones as well; then what is wanted.
    canvas.spectrum += np.random.default_rng(2).normal(0, 0.3, canvas.spectrum.shape)
    slope = np.stack([np.repeat(one[..., None], 3, -1) for one in (stripes, broad)]).astype(np.float32)
    for _ in range(30):
        canvas.climb(slope, 0.0)
    before, fine = scores(canvas.still()), [energy(one) for one in canvas.still()]
    canvas.settle(scores, first)
    after, left = scores(canvas.still()), [energy(one) for one in canvas.still()]
    assert (after - first >= Waves.KEPT * (before - first)).all()
    assert left[0] > 0.9 * fine[0]  # Stripes are all fine.
    assert left[1] < 0.5 * fine[1]


def test_the_document_s_pixels_stay_as_they_were_climbed() -> None:
    canvas = PlainPixels((16, 16, 3), dice(0))
    before = canvas.still().copy()
    canvas.settle(lambda pixels: pixels.mean((1, 2, 3)), np.zeros(1, np.float32))
    assert (canvas.still() == before).all()


@pytest.mark.parametrize("kind", [Waves, PlainPixels])
def test_a_filter_is_the_same_alone_and_beside_others(kind: type[Waves | PlainPixels]) -> None:
    slope = np.random.default_rng(5).normal(size=(2, 12, 12, 3)).astype(np.float32)
    alone, beside = kind((12, 12, 3), dice(7)), kind((12, 12, 3), dice(3, 7))
    for _ in range(3):
        assert alone.pictures().shape[0] == 1
        beside.pictures()
        alone.climb(slope[1:], 0.5)
        beside.climb(slope, 0.5)
    assert (alone.still()[0] == beside.still()[1]).all()
    assert alone.visible(alone.still()[0]).dtype == np.uint8


def test_steps_grow_shorter_towards_the_end() -> None:
    far = []
    for done in (0.0, 0.5, 1.0):
        canvas = Waves((16, 16, 3), dice(0))
        start = canvas.spectrum.copy()
        canvas.climb(np.random.default_rng(0).normal(size=canvas.pictures().shape).astype(np.float32), done)
        far.append(float(np.abs(canvas.spectrum - start).max()))
    first, last = Waves.RATES
    assert far == pytest.approx([first, (first + last) / 2, last], rel=1e-3)
