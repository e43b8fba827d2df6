"""Examples of tensors from document 003, from a number to videos: axes, sizes, bytes."""

from dataclasses import dataclass
from math import prod

SECONDS_OF_A_FILM = 90 * 60
"""An hour and a half, as in the document."""


@dataclass(frozen=True)
class Tensor:
    """An example of a tensor.

    Attributes:
        title: A few words.
        axes: Name of each axis.
        shape: An example of its shape.
        largest: Largest size along each axis that is worth trying.
        says: One sentence.
    """

    title: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    largest: tuple[int, ...]
    says: str


TENSORS = (
    Tensor("0-D: a number", (), (), (), "A single value has no axis: one temperature, one grade."),
    Tensor(
        "1-D: an example",
        ("Attributes",),
        (784,),
        (10_000,),
        "A row of values: all 28·28 pixels of a handwritten digit one after another.",
    ),
    Tensor(
        "2-D: a table",
        ("Examples", "Attributes"),
        (70_000, 784),
        (1_000_000, 10_000),
        "A row for each example: all of MNIST as rows of pixels.",
    ),
    Tensor(
        "3-D: time series",
        ("Examples", "Attributes", "Points in time"),
        (1000, 5, 390),
        (1_000_000, 1000, 10_000),
        "Each example has a few attributes that change with time.",
    ),
    Tensor(
        "4-D: pictures",
        ("Pictures", "Rows", "Columns", "Colours"),
        (30_000, 128, 128, 3),
        (1_000_000, 4096, 4096, 4),
        "The documents' batch of 30,000 pictures of 128×128 pixels and three colours.",
    ),
    Tensor(
        "5-D: videos",
        ("Videos", "Frames", "Rows", "Columns", "Colours"),
        (30_000, 75, 1024, 1024, 3),
        (1_000_000, 500, 4096, 4096, 4),
        "The documents' 30,000 videos of a single second: 75 frames of 1024×1024 pixels and three colours.",
    ),
)
TYPES = {"uint8": 1, "float16": 2, "float32": 4, "float64": 8}
"""Bytes of a value, by the name of its type."""


def tensor_bytes(shape: tuple[int, ...], kind: str) -> int:
    """Return the memory of a tensor, in bytes.

    >>> tensor_bytes((), "float32"), tensor_bytes((70_000, 28, 28, 1), "uint8")
    (4, 54880000)
    """
    return prod(shape) * TYPES[kind]
