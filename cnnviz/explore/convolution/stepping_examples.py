"""Examples to step through: that of Wílmer Pereira's slides, and a few more.

The slides move a vertical Sobel kernel over a letter A of 6×6 cells, the first row of whose result is -1.2 -0.6 0.6
1.2, then keep what is above zero, then the largest of each 2×2 block.
"""

from dataclasses import dataclass

from cnnviz.explore.convolution.stepping import Window
from cnnviz.locale import N_

CONVOLUTION, MAX, MEAN, RELU = "convolution", "max", "mean", "relu"
KINDS = {CONVOLUTION: N_("Convolution"), MAX: N_("Max pooling"), MEAN: N_("Average pooling"), RELU: N_("ReLU")}

LETTER = "0 0 0 0 0 0\n0 0 .6 .6 0 0\n0 .6 0 0 .6 0\n0 .6 .6 .6 .6 0\n0 .6 0 0 .6 0\n0 0 0 0 0 0"
ANSWER = "-1.2 -0.6 0.6 1.2\n-1.2 0.6 -0.6 1.2\n-1.2 1.2 -1.2 1.2\n-0.6 1.2 -1.2 0.6"
ABOVE_ZERO = "0 0 0.6 1.2\n0 0.6 0 1.2\n0 1.2 0 1.2\n0 1.2 0 0.6"
EDGE = "0 0 0 1 1 1\n0 0 0 1 1 1\n0 0 0 1 1 1\n0 0 0 1 1 1\n0 0 0 1 1 1\n0 0 0 1 1 1"
SPOT = "0 0 0 0 0\n0 0 0 0 0\n0 0 9 0 0\n0 0 0 0 0\n0 0 0 0 0"
COUNT = "1 2 3\n4 5 6\n7 8 9\n10 11 12"
RED_AND_GREEN = "1 1 0 0\n1 1 0 0\n1 1 0 0\n1 1 0 0\n\n0 0 1 1\n0 0 1 1\n0 0 1 1\n0 0 1 1"
VERTICAL = "1 0 -1\n2 0 -2\n1 0 -1"
MEAN_OF_NINE = "\n".join(["0.111 0.111 0.111"] * 3)
LEFT_TO_RIGHT, BOTH_ALIKE = "-1 1\n-1 1", "0.25 0.25\n0.25 0.25"


@dataclass(frozen=True)
class Example:
    """An input and the operation on it.

    Attributes:
        title: A few words for a list.
        says: The point of the example, one sentence.
        input: Channels as lines of numbers, an empty line between two.
        kind: One of `KINDS`.
        window: The window.
        kernels: Lines of numbers: a square for each channel of the first kernel, then of the second, and so on.
    """

    title: str
    says: str
    input: str
    kind: str
    window: Window
    kernels: str = VERTICAL


EXAMPLES = {
    "letter": Example(
        N_("The letter A"),
        N_(
            "Each output says how much brighter the left of the window is than its right: as in Wílmer Pereira’s "
            "slides, the first row is −1.2, −0.6, 0.6, 1.2."
        ),
        LETTER,
        CONVOLUTION,
        Window(3),
    ),
    "letter_relu": Example(
        N_("The letter A, then ReLU"),
        N_("Negative values, where the right is brighter, become zero: edges in one of the two directions are left."),
        ANSWER,
        RELU,
        Window(1),
    ),
    "letter_pooled": Example(
        N_("The letter A, then max pooling"),
        N_("Four values become one: the exact place of an edge is lost, that there is one is kept."),
        ABOVE_ZERO,
        MAX,
        Window(2, 2),
    ),
    "edge": Example(
        N_("An edge"),
        N_("Where nothing changes under the window, the products cancel out; at the edge they do not."),
        EDGE,
        CONVOLUTION,
        Window(3),
    ),
    "spot": Example(
        N_("A spot, blurred"),
        N_("The kernel takes the mean of nine cells, so the spot of 9 becomes nine ones."),
        SPOT,
        CONVOLUTION,
        Window(3, 1, "same"),
        MEAN_OF_NINE,
    ),
    "channels": Example(
        N_("Two channels, two kernels"),
        N_(
            "Each kernel has one square for each channel, and the sums of its channels are added: two kernels, two "
            "feature maps."
        ),
        RED_AND_GREEN,
        CONVOLUTION,
        Window(2),
        f"{LEFT_TO_RIGHT}\n\n{BOTH_ALIKE}\n\n{BOTH_ALIKE}\n\n{BOTH_ALIKE}",
    ),
    "uneven": Example(
        N_("Pooling that does not come out even"),
        N_(
            "The 4×3 input of Wílmer Pereira’s slides: with padding valid its last column is never looked at, with "
            "same it is."
        ),
        COUNT,
        MAX,
        Window(2, 2, "same"),
    ),
}
"""The examples by name."""
