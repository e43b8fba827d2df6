"""How does a person write a kernel?  A table of numbers that begins as a classic one and stands in the link."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from cnnviz.explore.convolution import kernels
from cnnviz.explore.convolution.kernel_matrices import Matrix, resized
from cnnviz.explore.convolution.kernels import CLASSIC, SIZES, Kernel

LIMIT = 1000.0
RANGES = {
    "sigma": (0.3, 4.0, 0.1),
    "angle": (0.0, 180.0, 5.0),
    "wavelength": (2.0, 16.0, 0.5),
    "amount": (0.0, 5.0, 0.1),
}
LABELS = {
    "sigma": "Width of the bell (σ), pixels",
    "angle": "Angle, degrees",
    "wavelength": "Width of a stripe pair, pixels",
    "amount": "Amount",
}


def own_kernel() -> Kernel | None:
    """Let a kernel be written; None while nobody wants to."""
    state = st.session_state
    linked = parsed(st.query_params.get("matrix"))
    if not st.toggle("A kernel of your own", key="own", bind="query-params"):
        st.query_params.pop("matrix", None)
        return None
    if _table_key() not in state:
        _begin(state["own_now"] if "own_now" in state else kernels.made("sharpen") if linked is None else linked)
    with st.container(border=True):
        _presets()
        matrix = _table(state["own_matrix"])
        st.query_params["matrix"] = written(matrix)
        return _finished(matrix)


def _table_key() -> str:
    return f"own_table_{st.session_state.get('own_version', 0)}"


def _begin(matrix: Matrix) -> None:
    """Put a matrix into the table; under a new key it forgets what was typed into the old one."""
    state = st.session_state
    state["own_matrix"] = state["own_now"] = matrix
    state["own_version"] = state.get("own_version", 0) + 1
    state["own_size"] = matrix.shape[0]


def _presets() -> None:
    name = st.selectbox(
        "Start from", list(CLASSIC), format_func=lambda each: CLASSIC[each].title, key="own_preset", on_change=_fill,
        help="Fills the table with a classic kernel, which you may then change.",
    )  # fmt: skip
    for each, start in kernels.settings(name).items():
        if each != "size":
            low, high, step = RANGES[each]
            st.slider(LABELS[each], low, high, start, step, key=f"own_{name}_{each}", on_change=_resize)
    st.select_slider("Rows and columns", SIZES, key="own_size", on_change=_resize)


def _fill() -> None:
    """Begin with the preset as it is."""
    _begin(kernels.made(st.session_state["own_preset"]))


def _resize() -> None:
    """Make the kernel anew with its settings and size; one that has no other sizes gets zeros around it, or loses its rim."""
    state, name, size = st.session_state, st.session_state["own_preset"], st.session_state["own_size"]
    chosen = {each: state.get(f"own_{name}_{each}", start) for each, start in kernels.settings(name).items()}
    _begin(kernels.made(name, **chosen | {"size": size}) if chosen else resized(state["own_now"], size))


def _table(matrix: Matrix) -> Matrix:
    """Show the numbers to be changed; return them, an emptied one as 0."""
    columns = {
        str(place): st.column_config.NumberColumn(
            str(place + 1), min_value=-LIMIT, max_value=LIMIT, width=46, format="%.3g", required=True
        )
        for place in range(len(matrix))
    }
    edited = st.data_editor(
        matrix, hide_index=True, column_config=columns, key=_table_key(), alt="The numbers of your kernel"
    )
    now: Matrix = np.nan_to_num(np.asarray(edited, float))
    st.session_state["own_now"] = now
    return now


def _finished(matrix: Matrix) -> Kernel:
    normalise = st.toggle(
        "Normalise", key="normalise", bind="query-params",
        help="Divides by the sum, so that the brightness stays; a sum of 0 stays as it is.",
    )  # fmt: skip
    left, right = st.columns(2)
    scale = left.number_input(
        "Scale", -LIMIT, LIMIT, 1.0, 0.1, key="scale", bind="query-params", help="What each number is multiplied with."
    )
    offset = right.number_input(
        "Offset",
        -1.0,
        1.0,
        0.0,
        0.1,
        key="offset",
        bind="query-params",
        help="Added to each answer: 1 is white. In a network it is called bias.",
    )
    total = float(matrix.sum())
    divisor = total if normalise and abs(total) > kernels.TOLERANCE * np.abs(matrix).sum() else 1.0
    text = "This kernel is yours. Its sum is what a white wall gives."
    return Kernel("own", "Your own", text, (matrix,), scale / divisor, offset)


def written(matrix: Matrix) -> str:
    """Write a matrix for a link: numbers apart by commas, rows by semicolons.

    >>> written(np.array([[0, -1], [0.5, 5]]))
    '0,-1;0.5,5'
    """
    return ";".join(",".join(f"{value:.6g}" for value in row) for row in matrix)


def parsed(text: str | None) -> Matrix | None:
    """Read a matrix from a link; None if it is none, of 2×2 to 9×9.

    >>> parsed("0,-1;0.5,5").tolist(), parsed("1,2;3"), parsed("nan,1;1,1")
    ([[0.0, -1.0], [0.5, 5.0]], None, None)
    """
    try:
        matrix = np.array([[float(value) for value in row.split(",")] for row in (text or "").split(";")])
    except ValueError:
        return None
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and matrix.shape[0] in SIZES
    return matrix if square and all(math.isfinite(each) and abs(each) <= LIMIT for each in matrix.flat) else None
