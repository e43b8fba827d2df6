"""What if a layer were different?  One layer of a plain stack at a time, its fields as widgets."""

from dataclasses import fields, replace
from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.networks.layers import BatchNorm, Conv, Dense, Dropout, Part, Pool, Scale
from cnnviz.networks.values import ACTIVATIONS, LIMITS, PADDINGS, from_values, to_values
from cnnviz.recipes import Recipe

NAMES = (*ACTIVATIONS, "none")
EDITABLE = (Conv, Pool, Dense, Dropout)
WORDS = {
    "filters": ("Kernels", "How many patterns the layer looks for; each gives one channel."),
    "units": ("Neurons", "Each is connected with every value of the layer before."),
    "kernel": ("Kernel size", "Rows and columns of each kernel."),
    "size": ("Pool size", "Rows and columns of the block of which one value is kept."),
    "stride": ("Stride", "Pixels from one place of the window to the next. A pooling's 0 means its own size."),
    "padding": ("Padding", "valid: inside the picture only; same: zeros around it, so that the size stays."),
    "activation": ("Activation", "The function that each value goes through."),
    "average": ("Mean instead of largest", "Average pooling keeps the mean of each block, max pooling the largest."),
    "bias": ("Bias", "A constant that each kernel or neuron adds."),
    "rate": ("Dropout rate", "Share of the values that are silenced at random in each training step."),
    "l1": ("L1", "Penalty on the size of each weight: it drives weights to zero."),
    "l2": ("L2", "Penalty on the square of each weight: it keeps weights small."),
}


def edit(base: Recipe, key: str, shown: bool) -> tuple[dict[str, Any], ...]:
    """Let the layers of the recipe's network be changed.

    Args:
        base: The recipe that is edited.
        key: Start of the widgets' keys; another recipe has another.
        shown: Whether the fields are on the page.

    Returns:
        The layers as values, or nothing while they are the network's own.
    """
    network = networks.of(base)
    if not network.plain:
        if shown:
            st.caption("This network has shortcuts: its layers cannot be edited one by one.")
        return base.layers
    state = f"layers_{key}"
    parts: list[Part] = list(st.session_state.get(state, network.layers))
    edited = to_values(parts) if tuple(parts) != network.layers else base.layers
    if not shown:
        return edited
    names = [f"{place}. {described(part)}" for place, part in enumerate(parts, 1)]
    places = [place for place, part in enumerate(parts) if isinstance(part, EDITABLE)]
    place = st.selectbox(
        "Layer", places, format_func=names.__getitem__, key=f"{key}_layer", help="The layer whose fields stand below."
    )
    if place is None or place >= len(parts):
        return edited
    show_fields(parts, place, state, f"{key}_{place}_{type(parts[place]).__name__}")
    left, right = st.columns(2)
    left.button(
        "Add dropout after it", icon=":material/add:", key=f"{key}_add", width="stretch",
        on_click=_keep, args=(state, [*parts[: place + 1], Dropout(0.25), *parts[place + 1 :]]),
    )  # fmt: skip
    right.button(
        "Remove this layer", icon=":material/remove:", key=f"{key}_remove", width="stretch",
        on_click=_keep, args=(state, parts[:place] + parts[place + 1 :]), disabled=len(parts) < 2,
    )  # fmt: skip
    st.button(
        "Undo all changes of layers", icon=":material/undo:", key=f"{key}_undo", disabled=edited == base.layers,
        on_click=_keep, args=(state, None),
    )  # fmt: skip
    return edited


def show_fields(parts: list[Part], place: int, state: str, key: str) -> None:
    """Show the fields of one part; each change is kept at once, because a hidden widget forgets.

    Args:
        parts: All parts.
        place: Which of them, from 0.
        state: Where in the session the parts are kept.
        key: Start of the widgets' keys.
    """
    part = parts[place]
    columns = st.columns(2)
    for number, field in enumerate(fields(part)):
        value, (label, words) = getattr(part, field.name), WORDS[field.name]
        name = f"{key}_{field.name}"
        given: dict[str, Any] = {
            "key": name,
            "help": words,
            "on_change": _changed,
            "args": (parts, place, field.name, name, state),
        }
        with columns[number % 2]:
            if field.name == "padding":
                st.selectbox(label, PADDINGS, PADDINGS.index(value), **given)
            elif field.name == "activation":
                st.selectbox(label, NAMES, NAMES.index(value or "none"), **given)
            elif isinstance(value, bool):
                st.checkbox(label, value, **given)
            elif field.name in LIMITS:
                low, high = LIMITS[field.name]
                st.number_input(label, min(low, value), high, value, **given)
            else:
                st.number_input(label, 0.0, 0.95 if field.name == "rate" else 1.0, float(value), format="%g", **given)


def _changed(parts: list[Part], place: int, field: str, key: str, state: str) -> None:
    value = st.session_state[key]
    if field == "activation" and value == "none":
        value = None
    _keep(state, [*parts[:place], replace(parts[place], **{field: value}), *parts[place + 1 :]])


def _keep(state: str, parts: list[Part] | None) -> None:
    """Remember the parts; None means the network's own again."""
    if parts is None:
        st.session_state.pop(state, None)
    else:
        st.session_state[state] = from_values(to_values(parts))


def described(part: Part) -> str:
    """Describe a part in a few words, such as Pooling 2×2."""
    if isinstance(part, Conv):
        return f"Convolution, {part.filters} kernels of {part.kernel}×{part.kernel}"
    if isinstance(part, Dense):
        return f"Dense, {part.units} neurons"
    if isinstance(part, Pool):
        return f"Pooling {part.size}×{part.size}"
    if isinstance(part, Dropout):
        return f"Dropout {part.rate:g}"
    if isinstance(part, Scale):
        return f"Times {part.factor:g}"
    return "BatchNorm" if isinstance(part, BatchNorm) else type(part).__name__
