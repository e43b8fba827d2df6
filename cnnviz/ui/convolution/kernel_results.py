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
from cnnviz.locale import _, number
from cnnviz.ui.parts import linked, pictures, words
from cnnviz.ui.parts.charts import drawn, saved

PER_ROW = 3
WRITTEN = 5
"""Rows of the largest kernel whose column and row are written out."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The result of a kernel, or of a chain of them.

    Attributes:
        kernels: The kernel, or the chain up to it.
        reading: The result as a picture.
        file: The picture as a PNG file.
    """

    kernels: tuple[Kernel, ...]
    reading: Reading
    file: bytes

    @property
    def name(self) -> str:
        """Names of the kernels, separated by commas."""
        return ",".join(kernel.name for kernel in self.kernels)

    @property
    def title(self) -> str:
        """Title of the kernel, or of the chain up to it, in the language that is spoken."""
        return " → ".join(_(kernel.title) for kernel in self.kernels)

    @property
    def kernel(self) -> Kernel:
        """The kernel, in a chain the last one."""
        return self.kernels[-1]


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
    for place, values in enumerate(chain(photo.astype(np.float32) / 255, kernels, treatment), 1):
        reading = read(values, kernels[:place])
        results.append(Shown(kernels[:place], reading, images.png(reading.pixels)))
    return results


def show_large(photo: NDArray[np.uint8], caption: str, results: Sequence[Shown]) -> Shown:
    """Show one result large beside the photo in one frame, a slider moving the line between them; return the result."""
    by_name = {result.name: result for result in results}
    names = list(by_name)
    name = linked.select(
        _("Main picture"), names, name="large", of=names, start=names[-1], shown=lambda name: by_name[name].title
    )
    shown = by_name[name]
    st.fragment(_show_split)(photo, caption, shown)  # The line moves alone: the rest of the page stays.
    _show_kernel(shown.kernel)
    return shown


def _show_split(photo: NDArray[np.uint8], caption: str, shown: Shown) -> None:
    help = _("Left of the line is the photo, right of it the result. Arrow keys move it too.")
    line = _("Before and after: position of the line, %")
    share = linked.number(line, 0, 100, name="split", start=50, field=st.slider, help=help)
    sides = _("{photo}: left of the line the photo, right of it {result}.", photo=caption, result=shown.title)
    pictures.show(
        images.jpeg(split(photo, shown.reading.pixels, share / 100)),  # One for each place of the line.
        caption=words.facts(f"{sides} {how_to_read(shown.reading)}"),
        alt=_("{photo}, left of the line as it is, right of it after {result}", photo=caption, result=shown.title),
        width="stretch",
    )


def show_tiles(results: Sequence[Shown]) -> None:
    """Show every result with the numbers of its kernel, three in a row."""
    for start in range(0, len(results), PER_ROW):
        for column, place in zip(st.columns(PER_ROW), range(start, min(start + PER_ROW, len(results))), strict=False):
            with column.container(border=True):
                _show_tile(results[place], place)


def _show_tile(shown: Shown, place: int) -> None:
    kernel, title = shown.kernel, shown.title
    st.markdown(f"**{title}**")
    size = _("{size} pixels.", size=dimensions(shown.reading.pixels.shape[1::-1]))
    pictures.show(
        shown.file,
        caption=f"{size} {how_to_read(shown.reading)}",
        alt=_("The photo after {result}", result=title),
        width="stretch",
    )
    st.code(numbers(kernel), language=None)
    st.caption(facts(kernel))
    st.markdown(_(kernel.text))
    st.download_button(
        "PNG",
        shown.file,
        f"{kernel.name}.png",
        "image/png",
        key=f"png_{place}",
        icon=":material/download:",
        on_click="ignore",
        help=_("Download the photo after {result}", result=title),
    )


def _show_kernel(kernel: Kernel) -> None:
    """Draw the kernel and its frequency response."""
    weights = kernel.weights[0]
    two = len(kernel.weights) > 1
    left, right = st.columns(2)
    with left:
        st.markdown(_("**The kernel {kernel}**, {size}", kernel=_(kernel.title), size=dimensions(weights.shape)))
        st.plotly_chart(
            drawn(kernel_figures.numbers, weights),
            key="kernel_numbers",
            config=saved("kernel"),
            alt=_("The numbers of the first kernel") if two else _("The numbers of the kernel"),
        )
        st.caption(
            _("The numbers of its first kernel. Red ones are positive, blue ones negative.")
            if two
            else _("Its numbers. Red ones are positive, blue ones negative.")
        )
    with right:
        st.markdown(_("**What it lets through**"))
        st.plotly_chart(
            drawn(kernel_figures.response, weights),
            key="kernel_response",
            config=saved("kernels"),
            alt=_("Frequency response of the first kernel") if two else _("Frequency response of the kernel"),
        )
        st.caption(
            _(
                "The frequency response of its first kernel: in the middle broad shapes, at the rim the finest "
                "stripes. Yellow passes best."
            )
            if two
            else _(
                "Its frequency response: in the middle broad shapes, at the rim the finest stripes. Yellow passes best."
            )
        )


def how_to_read(reading: Reading) -> str:
    """Return which values are black, grey and white."""
    if reading.black < 0:
        return _("Black is {black:.2g}, grey 0, white {white:.2g}.", black=reading.black, white=reading.white)
    return _("Black is 0, white {white:.2g}.", white=reading.white)


def numbers(kernel: Kernel) -> str:
    """Write the numbers of a kernel in columns."""
    share = Fraction(kernel.scale).limit_denominator(100)
    factor = str(share) if abs(share - kernel.scale) < 1e-9 else number(kernel.scale, ".4g")
    scale = "" if kernel.scale == 1 else f"{factor} ×\n"
    offset = "" if kernel.offset == 0 else f"\n+ {number(kernel.offset, '.4g')}"
    return scale + "\n\n".join(_columns(matrix) for matrix in kernel.matrices) + offset


def _columns(matrix: Matrix) -> str:
    rounded = matrix.round(2) + 0.0
    digits = 0 if np.array_equal(rounded, rounded.round()) else 2
    cells = [[number(value, f".{digits}f") for value in row] for row in rounded]
    width = max(len(cell) for row in cells for cell in row)
    return "\n".join(" ".join(cell.rjust(width) for cell in row) for row in cells)


def facts(kernel: Kernel) -> str:
    """Return the sum in words, and whether a column times a row does the same work."""
    total, matrix = kernel.total, kernel.matrices[0]
    if len(kernel.matrices) > 1:
        return _("Sum {total:.3g} each · both separable · root of the sum of squares: not linear", total=total)
    if not separable(matrix):
        return _("Sum {total:.3g} · not separable", total=total)
    if len(matrix) > WRITTEN:
        return _("Sum {total:.3g} · separable", total=total)
    column, row = (" ".join(number(value, ".3g") for value in each) for each in factors(matrix))
    return _("Sum {total:.3g} · separable: column ({column}) × row ({row})", total=total, column=column, row=row)
