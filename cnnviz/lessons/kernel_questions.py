"""Questions about a kernel: (kernel, treatment, shape of the photo) -> questions of the Kernels page."""

from __future__ import annotations

from cnnviz.explore.convolution.kernel_matrices import separable
from cnnviz.explore.convolution.kernels import Kernel
from cnnviz.explore.convolution.sliding import Treatment
from cnnviz.lessons.questions import Question, ask


def questions(kernel: Kernel, treatment: Treatment, shape: tuple[int, ...]) -> list[Question]:
    """Return questions about the kernel that is shown large.

    Args:
        kernel: The kernel.
        treatment: How it is applied.
        shape: Shape of the photo, (rows, cols, channels).
    """
    matrix = kernel.weights[0]
    high, wide = matrix.shape
    total, size = round(float(matrix.sum()), 3) + 0.0, high * wide
    rows, cols = shape[:2]
    return [
        ask(
            f"What is the sum of the numbers of {kernel.title}?",
            _plain(total),
            [_plain(each) for each in (0.0, 1.0, -total, float(size))],
            f"Added up, the {size} numbers{'' if kernel.scale == 1 else f', each times {kernel.scale:.3g},'} give "
            f"{_plain(total)}.",
        ),
        ask(
            f"A wall is the same grey everywhere, 0.5. What does {kernel.title} give in its middle, before anything is "
            "added?",
            _plain(total / 2),
            [_plain(each) for each in (0.0, 0.5, 1.0, total)],
            f"Each number meets 0.5, so the answer is 0.5 times their sum: 0.5 × {_plain(total)} = "
            f"{_plain(total / 2)}.",
        ),
        _size(rows, cols, treatment.stride),
        ask(
            f"Can {kernel.title}{' (its first kernel)' if len(kernel.matrices) > 1 else ''} be split into a column "
            "times a row?",
            "yes" if separable(matrix) else "no",
            ["yes", "no"],
            f"All its rows are multiples of one row, so {high} + {wide} multiplications a pixel do the work of {size}."
            if separable(matrix)
            else f"Its rows are no multiples of one row: each pixel needs all {size} multiplications.",
        ),
    ]


def _size(rows: int, cols: int, stride: int) -> Question:
    answer = -(-rows // stride), -(-cols // stride)
    return ask(
        f"The photo has {rows} rows and {cols} columns. With a stride of {stride}, how large is the answer?",
        _grid(*answer),
        [
            _grid(*each)
            for each in ((rows, cols), (rows // 2, cols // 2), (rows - 2, cols - 2), (rows * stride, cols * stride))
        ],
        "The picture is continued at its rim, so the window stands on each "
        f"{'pixel' if stride == 1 else f'{stride}th pixel'}: {rows} ÷ {stride} rows and {cols} ÷ {stride} columns, "
        "rounded up.",
    )


def _grid(rows: int, cols: int) -> str:
    return f"{rows} rows, {cols} columns"


def _plain(value: float) -> str:
    return f"{value:.3g}"
