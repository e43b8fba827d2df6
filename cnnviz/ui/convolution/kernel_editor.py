"""The editor of a visitor's own kernel: a table of numbers that begins as a classic one and stands in the link."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from cnnviz.explore.convolution import kernels
from cnnviz.explore.convolution.kernel_matrices import Matrix, resized
from cnnviz.explore.convolution.kernels import CLASSIC, SIZES, Kernel
from cnnviz.locale import N_, _
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.fields import DECIMALS, Choice, choose
from cnnviz.ui.parts.state import field_value, has_field, session, set_field

LIMIT = 1000.0
RANGES = {
    "sigma": (0.3, 4.0, 0.1),
    "angle": (0.0, 180.0, 5.0),
    "wavelength": (2.0, 16.0, 0.5),
    "amount": (0.0, 5.0, 0.1),
}
LABELS = {
    "sigma": N_("Width of the Gaussian (σ), pixels"),
    "angle": N_("Angle, degrees"),
    "wavelength": N_("Width of a dark and a bright stripe, pixels"),
    "amount": N_("Amount"),
}
Rows = tuple[tuple[float, ...], ...]
"""A matrix in a form that can be compared."""


def own_kernel() -> Kernel | None:
    """Draw the fields in which a kernel is written; None while the switch for them is off."""
    if not linked.switch(_("A kernel of your own"), name="own"):
        return None
    numbers = Choice(
        _("A kernel of your own"),
        "matrix",
        _rows(kernels.made("sharpen")),
        read=lambda text: _rows(matrix) if (matrix := parsed(text)) is not None else None,
        valid=lambda rows: True,
        written=lambda rows: written(np.array(rows)),
        always=True,
    )
    before = linked.picked("matrix")
    rows = numbers.value()
    if not has_field(_table_key()) or rows != before:
        _begin(np.array(rows))
    with st.container(border=True):
        _presets()
        matrix = _table()
        linked.pick("matrix", _rows(matrix))
        numbers.write(_rows(matrix))
        return _finished(matrix)


def _rows(matrix: Matrix) -> Rows:
    return tuple(map(tuple, matrix.tolist()))


def _table_key() -> str:
    return f"own_table_{session().versions['kernel']}"


def _begin(matrix: Matrix) -> None:
    """Put a matrix into the table; under a new key it forgets what was typed into the old one."""
    session().kernel = matrix
    session().versions["kernel"] += 1
    linked.pick("matrix", _rows(matrix))
    set_field("own_size", matrix.shape[0])


def _presets() -> None:
    """Draw the fields that fill the table: a classic kernel, its settings, and the size."""
    name = choose(
        _("Start from"),
        list(CLASSIC),
        "own_preset",
        lambda name: _(CLASSIC[name].title),
        on_change=_fill,
        help=_("Fills the table with a classic kernel, whose numbers can then be changed."),
    )
    for setting, start in kernels.settings(name).items():
        if setting != "size":
            low, high, step = RANGES[setting]
            label, key = _(LABELS[setting]), f"own_{name}_{setting}"
            st.slider(label, low, high, start, step, DECIMALS, key=key, on_change=_resize)
    st.select_slider(_("Rows and columns"), SIZES, key="own_size", on_change=_resize)


def _fill() -> None:
    """Fill the table with the preset as it is."""
    _begin(kernels.made(field_value("own_preset")))


def _resize() -> None:
    """Make the kernel again with its settings and size; one without settings gets zeros around it, or loses its rim."""
    name, size = field_value("own_preset"), field_value("own_size")
    settings = {
        setting: field_value(f"own_{name}_{setting}", start) for setting, start in kernels.settings(name).items()
    }
    _begin(kernels.made(name, **settings | {"size": size}) if settings else resized(_current(), size))


def _current() -> Matrix:
    return np.array(linked.picked("matrix"))


def _table() -> Matrix:
    """Show the numbers to be changed, and return them; an emptied cell is 0."""
    matrix = session().kernel
    assert matrix is not None  # `_begin` has run.
    columns = {
        str(place): st.column_config.NumberColumn(
            str(place + 1), min_value=-LIMIT, max_value=LIMIT, width=46, format=DECIMALS, required=True
        )
        for place in range(len(matrix))
    }
    edited = st.data_editor(
        matrix, hide_index=True, column_config=columns, key=_table_key(), alt=_("The numbers of the kernel")
    )
    numbers: Matrix = np.nan_to_num(np.asarray(edited, float))
    return numbers


def _finished(matrix: Matrix) -> Kernel:
    """Draw the fields for scale and offset, and return the kernel."""
    help = _("Divides by the sum, so that the brightness stays. With a sum of 0 nothing is divided.")
    normalise = linked.switch(_("Normalise"), name="normalise", help=help)
    left, right = st.columns(2)
    scale = linked.number(
        _("Scale"),
        -LIMIT,
        LIMIT,
        name="scale",
        start=1.0,
        step=0.1,
        field=left.number_input,
        help=_("What each number is multiplied by."),
    )
    offset = linked.number(
        _("Offset"),
        -1.0,
        1.0,
        name="offset",
        start=0.0,
        step=0.1,
        field=right.number_input,
        help=_("Added to each result: 1 is white. In a network it is called bias."),
    )
    total = float(matrix.sum())
    divisor = total if normalise and abs(total) > kernels.TOLERANCE * np.abs(matrix).sum() else 1.0
    text = N_("A kernel of your own. Its sum is the result on a white area.")
    return Kernel("own", N_("Your own"), text, (matrix,), scale / divisor, offset)


def written(matrix: Matrix) -> str:
    """Write a matrix for a link: numbers separated by commas, rows by semicolons.

    >>> written(np.array([[0, -1], [0.5, 5]]))
    '0,-1;0.5,5'
    """
    return ";".join(",".join(f"{value:.6g}" for value in row) for row in matrix)


def parsed(text: str | None) -> Matrix | None:
    """Read a matrix of 2×2 to 9×9 from a link; None for a text that is no such matrix.

    >>> parsed("0,-1;0.5,5").tolist(), parsed("1,2;3"), parsed("nan,1;1,1")
    ([[0.0, -1.0], [0.5, 5.0]], None, None)
    """
    try:
        matrix = np.array([[float(value) for value in row.split(",")] for row in (text or "").split(";")])
    except ValueError:
        return None
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and matrix.shape[0] in SIZES
    return matrix if square and all(math.isfinite(value) and abs(value) <= LIMIT for value in matrix.flat) else None
