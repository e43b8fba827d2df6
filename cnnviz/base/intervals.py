"""How far chance may move an accuracy: an accuracy and the number of pictures -> a 95 % interval."""

from math import sqrt

Z = 1.959963984540054
"""Deviations of a normal distribution between which 95 % of it lie."""
Interval = tuple[float, float]


def wilson(accuracy: float, images: int) -> Interval:
    """Return the 95 % interval of an accuracy that was measured on some pictures (Wilson, 1927).

    Of such intervals, 19 in 20 hold the accuracy on endlessly many pictures of the same kind. That another training
    differs too, by its first weights and the order of its pictures, is not in it.

    Args:
        accuracy: Share of the pictures that were recognised, 0 to 1.
        images: Number of pictures, 1 or more.

    Returns:
        Lower and upper end, 0 to 1.

    >>> "{:.3f} {:.3f}".format(*wilson(0.726, 2500))
    '0.708 0.743'
    """
    if not 0 <= accuracy <= 1 or images < 1:
        raise ValueError(f"An accuracy of {accuracy} on {images} pictures has no interval.")
    spread = Z * Z / images
    middle = (accuracy + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(accuracy * (1 - accuracy) / images + spread / (4 * images))
    return max(0.0, min(accuracy, middle - half)), min(1.0, max(accuracy, middle + half))


def within_chance(accuracy: float, images: int, other: float, other_images: int) -> bool:
    """Return whether two accuracies, each measured on pictures of its own, differ by no more than chance may explain.

    By Newcombe's interval of the difference (1998), made from those of `wilson`: chance may explain the difference if
    zero lies within. On the same pictures chance explains a little less.

    Args:
        accuracy: Share of the pictures that were recognised, 0 to 1.
        images: Number of pictures, 1 or more.
        other: The accuracy that it is compared with.
        other_images: The number of its pictures.

    >>> within_chance(0.582, 2500, 0.561, 2500), within_chance(0.582, 2500, 0.45, 2500)
    (True, False)
    """
    (high, of_high), (low, of_low) = sorted(((accuracy, images), (other, other_images)), reverse=True)
    return high - low <= sqrt((high - wilson(high, of_high)[0]) ** 2 + (wilson(low, of_low)[1] - low) ** 2)
