"""Questions about a kernel: (kernel, treatment, shape of the photo) -> questions of the Kernels page."""

from __future__ import annotations

from cnnviz.explore.convolution.kernel_matrices import separable
from cnnviz.explore.convolution.kernels import Kernel
from cnnviz.explore.convolution.sliding import Treatment
from cnnviz.lessons.questions import Question, ask
from cnnviz.locale import Message, number


def questions(kernel: Kernel, treatment: Treatment, shape: tuple[int, ...]) -> list[Question]:
    """Return questions about the kernel that is the main picture.

    Args:
        kernel: The kernel.
        treatment: How it is applied.
        shape: Shape of the photo, (rows, cols, channels).
    """
    matrix = kernel.weights[0]
    size = matrix.size
    total = round(float(matrix.sum()), 3) + 0.0
    name = Message(kernel.title)
    return [
        ask(
            Message("What is the sum of the numbers of {kernel}?", kernel=name),
            total,
            [0.0, 1.0, -total, float(size)],
            Message("The {size} numbers add up to {total:.6g}.", size=size, total=total)
            if kernel.scale == 1
            else Message(
                "The {size} numbers, each times {scale:.3g}, add up to {total:.6g}.",
                size=size,
                scale=kernel.scale,
                total=total,
            ),
            _plain,
        ),
        ask(
            Message("Every pixel of a wall is 0.5. What does {kernel} give there, before the offset?", kernel=name),
            total / 2,
            [0.0, 0.5, 1.0, total],
            Message(
                "Each number is multiplied by 0.5, so the result is 0.5 times their sum: "
                "0.5 × {total:.6g} = {result:.6g}.",
                total=total,
                result=total / 2 + 0.0,
            ),
            _plain,
        ),
        _size(shape[0], shape[1], treatment.stride),
        _separable(kernel),
        ask(
            Message("Where do the numbers of the kernels in a convolution layer come from?"),
            Message("Training finds them."),
            [
                Message("People choose them among the classic kernels."),
                Message("They are random and stay as they are."),
            ],
            Message(
                "They begin at random, and gradient descent changes them step by step so that the loss falls. Some "
                "become much like a classic kernel: the section “Learned beside classic” shows which."
            ),
        ),
    ]


def _size(rows: int, cols: int, stride: int) -> Question:
    right = -(-rows // stride), -(-cols // stride)
    wrong = (rows, cols), (rows // 2, cols // 2), (rows - 2, cols - 2), (rows * stride, cols * stride)
    return ask(
        Message(
            "The photo has {rows} rows and {cols} columns. With a stride of {stride}, how large is the result?",
            rows=rows,
            cols=cols,
            stride=stride,
        ),
        right,
        wrong,
        Message(
            "The picture is padded, so the window stands on each pixel: {rows} rows and {cols} columns.",
            rows=rows,
            cols=cols,
        )
        if stride == 1
        else Message(
            "The picture is padded, so the window stands on one pixel in {stride} along each axis: {rows} ÷ {stride} "
            "rows and {cols} ÷ {stride} columns, rounded up.",
            rows=rows,
            cols=cols,
            stride=stride,
        ),
        _grid,
    )


def _separable(kernel: Kernel) -> Question:
    matrix, name = kernel.weights[0], Message(kernel.title)
    high, wide = matrix.shape
    return ask(
        Message("Can the first kernel of {kernel} be split into a column times a row?", kernel=name)
        if len(kernel.matrices) > 1
        else Message("Can {kernel} be split into a column times a row?", kernel=name),
        Message("yes") if separable(matrix) else Message("no"),
        [Message("yes"), Message("no")],
        Message(
            "All its rows are multiples of one row, so {high} + {wide} multiplications per pixel do the work of "
            "{size}.",
            high=high,
            wide=wide,
            size=matrix.size,
        )
        if separable(matrix)
        else Message(
            "Its rows are not multiples of a single row: each pixel needs all {size} multiplications.", size=matrix.size
        ),
    )


def _grid(size: tuple[int, int]) -> str:
    return str(Message("{rows} rows, {cols} columns", rows=size[0], cols=size[1]))


def _plain(value: float) -> str:
    return number(value + 0.0, ".6g")  # Adding 0 leaves no −0, which would be a second right answer.
