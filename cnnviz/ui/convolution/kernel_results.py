"""What kernels make of a photo: before and after, side by side, with their numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.cache import Cache
from cnnviz.base.dimensions import dimensions
from cnnviz.explore.convolution.kernel_matrices import Matrix, factors, separable
from cnnviz.explore.convolution.kernels import Kernel
from cnnviz.explore.convolution.sliding import Reading, Treatment, chain, read, split
from cnnviz.figures import kernels as kernel_figures
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.charts import drawn, saved

PER_ROW = 3
WRITTEN = 5
"""Rows of the largest kernel whose column and row are written out."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The result of a kernel, or of a chain of them.

    Attributes:
        name: Names of the kernels, separated by commas.
        title: Title of the kernel, or of the chain up to it.
        kernel: The kernel, in a chain the last one.
        reading: The answer as a picture.
        file: The picture as a PNG file.
    """

    name: str
    title: str
    kernel: Kernel
    reading: Reading
    file: bytes


RESULTS = Cache[list[Shown]](
    2**26, size=lambda results: sum(result.reading.pixels.nbytes + len(result.file) for result in results)
)
"""Results of kernels, up to 64 MB, for a whole class: a changed number or a moved line costs only what it changes."""


def applied(photo: NDArray[np.uint8], kernels: Sequence[Kernel], treatment: Treatment, chained: bool) -> list[Shown]:
    """Apply kernels to a photo of shape (rows, cols, 3), 0..255: each to the photo, or one after another."""
    key = (photo.shape, hashlib.sha256(np.ascontiguousarray(photo).data).digest(), treatment)
    chains = [tuple(kernels)] if chained else [(kernel,) for kernel in kernels]
    return [
        shown
        for links in chains
        for shown in RESULTS.get((key, *map(_identity, links)), partial(_chained, photo, links, treatment))
    ]


def _identity(kernel: Kernel) -> tuple[object, ...]:
    return kernel.name, kernel.scale, kernel.offset, *((matrix.shape, matrix.tobytes()) for matrix in kernel.matrices)


def _chained(photo: NDArray[np.uint8], kernels: tuple[Kernel, ...], treatment: Treatment) -> list[Shown]:
    """Apply kernels one after another."""
    results = []
    for number, values in enumerate(chain(photo.astype(np.float32) / 255, kernels, treatment)):
        until = kernels[: number + 1]
        reading = read(values, until)
        name, title = ",".join(kernel.name for kernel in until), " → ".join(kernel.title for kernel in until)
        results.append(Shown(name, title, until[-1], reading, images.png(reading.pixels)))
    return results


def show_large(photo: NDArray[np.uint8], caption: str, results: Sequence[Shown]) -> Shown:
    """Show one result large beside the photo in one frame, a slider moving the line between them; return the result."""
    by_name = {result.name: result for result in results}
    names = list(by_name)
    name = linked.select(
        "Shown large", names, name="large", of=names, start=names[-1], shown=lambda name: by_name[name].title
    )
    shown = by_name[name]
    st.fragment(_show_split)(photo, caption, shown)  # The line moves alone: the rest of the page stays.
    _show_kernel(shown.kernel)
    return shown


def _show_split(photo: NDArray[np.uint8], caption: str, shown: Shown) -> None:
    help = "Left of the line is the photo, right of it the result. Arrow keys move it too."
    line = "Before and after: place of the line, %"
    share = linked.number(line, 0, 100, name="split", start=50, field=st.slider, help=help)
    pictures.show(
        images.jpeg(split(photo, shown.reading.pixels, share / 100)),  # One for each place of the line.
        caption=f"{caption}: left of the line the photo, right of it {shown.title}. {how_to_read(shown.reading)}",
        alt=f"{caption}, left of the line as it is, right of it after {shown.title}",
        width="stretch",
    )


def show_tiles(results: Sequence[Shown]) -> None:
    """Show every result with the numbers of its kernel, three in a row."""
    for start in range(0, len(results), PER_ROW):
        for column, number in zip(st.columns(PER_ROW), range(start, min(start + PER_ROW, len(results))), strict=False):
            with column.container(border=True):
                _show_tile(results[number], number)


def _show_tile(shown: Shown, number: int) -> None:
    kernel = shown.kernel
    st.markdown(f"**{shown.title}**")
    pixels = dimensions(shown.reading.pixels.shape[1::-1])
    pictures.show(
        shown.file,
        caption=f"{pixels} pixels. {how_to_read(shown.reading)}",
        alt=f"The photo after {shown.title}",
        width="stretch",
    )
    st.code(numbers(kernel), language=None)
    st.caption(facts(kernel))
    st.markdown(kernel.text)
    st.download_button(
        "PNG",
        shown.file,
        f"{kernel.name}.png",
        "image/png",
        key=f"png_{number}",
        icon=":material/download:",
        on_click="ignore",
        help=f"Download the photo after {shown.title}",
    )


def _show_kernel(kernel: Kernel) -> None:
    """Draw the kernel and its frequency response."""
    weights = kernel.weights[0]
    first = " of its first kernel" if len(kernel.weights) > 1 else ""
    left, right = st.columns(2)
    with left:
        st.markdown(f"**The kernel {kernel.title}**, {dimensions(weights.shape)}")
        st.plotly_chart(
            drawn(kernel_figures.numbers, weights),
            key="kernel_numbers",
            config=saved("kernel"),
            alt=f"The numbers{first}",
        )
        st.caption(f"The numbers{first}. Red ones count for the answer, blue ones against it.")
    with right:
        st.markdown("**What it lets through**")
        st.plotly_chart(
            drawn(kernel_figures.response, weights),
            key="kernel_response",
            config=saved("kernels"),
            alt=f"Frequency response{first}",
        )
        st.caption(
            f"The frequency response{first}: in the middle broad shapes, at the rim the finest stripes; "
            "yellow passes best."
        )


def how_to_read(reading: Reading) -> str:
    """Return which values are black, grey and white."""
    if reading.black < 0:
        return f"Black is {reading.black:.2g}, grey 0, white {reading.white:.2g}."
    return f"Black is 0, white {reading.white:.2g}."


def numbers(kernel: Kernel) -> str:
    """Write the numbers of a kernel in columns."""
    share = Fraction(kernel.scale).limit_denominator(100)
    factor = str(share) if abs(share - kernel.scale) < 1e-9 else f"{kernel.scale:.4g}"
    scale = "" if kernel.scale == 1 else f"{factor} ×\n"
    offset = "" if kernel.offset == 0 else f"\n+ {kernel.offset:.4g}"
    return scale + "\n\n".join(_columns(matrix) for matrix in kernel.matrices) + offset


def _columns(matrix: Matrix) -> str:
    rounded = matrix.round(2) + 0.0
    digits = 0 if np.array_equal(rounded, rounded.round()) else 2
    cells = [[f"{value:.{digits}f}" for value in row] for row in rounded]
    width = max(len(cell) for row in cells for cell in row)
    return "\n".join(" ".join(cell.rjust(width) for cell in row) for row in cells)


def facts(kernel: Kernel) -> str:
    """Return the sum in words, and whether a column times a row does the same work."""
    total = f"{kernel.total:.3g}"
    matrix = kernel.matrices[0]
    if len(kernel.matrices) > 1:
        return f"Sum {total} each · both separable · root of the sum of squares: not linear"
    if not separable(matrix):
        return f"Sum {total} · not separable"
    if len(matrix) > WRITTEN:
        return f"Sum {total} · separable"
    column, row = (" ".join(f"{value:.3g}" for value in each) for each in factors(matrix))
    return f"Sum {total} · separable: column ({column}) × row ({row})"
