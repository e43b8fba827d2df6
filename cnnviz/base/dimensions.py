"""Write the dimensions of an array for people."""

from collections.abc import Iterable


def dimensions(shape: Iterable[int | None]) -> str:
    """Join the sizes of a shape.

    >>> dimensions((26, 26, 32))
    '26×26×32'
    """
    return "×".join(map(str, shape))
