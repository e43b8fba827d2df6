"""Examples of tensors from Wílmer Pereira's slides, from a number to videos: axes, sizes, bytes."""

from dataclasses import dataclass
from math import prod

from cnnviz.locale import N_

SECONDS_OF_A_FILM = 90 * 60
"""An hour and a half, as in the slides."""


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
    Tensor(
        N_("0-D: a number"),
        (),
        (),
        (),
        N_("A single value, called a scalar, has no axis: one temperature, one grade."),
    ),
    Tensor(
        N_("1-D: an example"),
        (N_("Attributes"),),
        (784,),
        (10_000,),
        N_("A row of values, called a vector: all 28·28 pixels of a handwritten digit one after another."),
    ),
    Tensor(
        N_("2-D: a table"),
        (N_("Examples"), N_("Attributes")),
        (70_000, 784),
        (1_000_000, 10_000),
        N_("A row for each example, called a matrix: all of MNIST as rows of pixels."),
    ),
    Tensor(
        N_("3-D: time series"),
        (N_("Examples"), N_("Attributes"), N_("Points in time")),
        (1000, 5, 390),
        (1_000_000, 1000, 10_000),
        N_("Each example has a few attributes that change with time."),
    ),
    Tensor(
        N_("4-D: pictures"),
        (N_("Pictures"), N_("Rows"), N_("Columns"), N_("Colours")),
        (30_000, 128, 128, 3),
        (1_000_000, 4096, 4096, 4),
        N_("A data set from Wílmer Pereira’s slides: 30,000 pictures of 128×128 pixels in three colours."),
    ),
    Tensor(
        N_("5-D: videos"),
        (N_("Videos"), N_("Frames"), N_("Rows"), N_("Columns"), N_("Colours")),
        (30_000, 75, 1024, 1024, 3),
        (1_000_000, 500, 4096, 4096, 4),
        N_(
            "Also from Wílmer Pereira’s slides: a single second of 30,000 videos, 75 frames of 1024×1024 "
            "pixels in three colours."
        ),
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
