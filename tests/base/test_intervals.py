"""Intervals of accuracies: against published values, and what they say of chance."""

import pytest

from cnnviz.base.intervals import wilson, within_chance


@pytest.mark.parametrize(
    ("right", "images", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17, 1998, pages 857 to 872, method 3.
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_the_published_ones(right: int, images: int, low: float, high: float) -> None:
    assert wilson(right / images, images) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_narrows_with_the_pictures_and_holds_the_accuracy() -> None:
    low, high = wilson(0.9, 100)
    nearer, lower = wilson(0.9, 10_000)
    assert low < nearer < 0.9 < lower < high


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_an_interval_stays_between_0_and_1(accuracy: float) -> None:
    low, high = wilson(accuracy, 7)
    assert 0 <= low <= accuracy <= high <= 1


@pytest.mark.parametrize(("accuracy", "images"), [(1.1, 10), (-0.1, 10), (0.5, 0)])
def test_what_is_no_measurement_has_no_interval(accuracy: float, images: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(accuracy, images)


def test_the_difference_of_two_accuracies_is_the_published_one() -> None:
    """Newcombe, Statistics in Medicine 17, 1998, pages 873 to 890, method 10: 56/70 - 48/80 is 0.0524 to 0.3339."""
    assert not within_chance(56 / 70, 70, 48 / 80, 80)
    assert within_chance(9 / 10, 10, 3 / 5, 10)
    assert within_chance(48 / 80, 80, 48 / 80, 80)
    assert within_chance(0.561, 2500, 0.582, 2500) is within_chance(0.582, 2500, 0.561, 2500) is True
