"""What if a layer were different?  One layer of a plain stack at a time, its fields as widgets."""

from dataclasses import fields, replace
from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.networks.layers import (
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalAverage,
    Part,
    Pool,
    Relu,
    Residual,
    Scale,
)
from cnnviz.networks.values import ACTIVATIONS, LIMITS, PADDINGS, from_values, to_values
from cnnviz.recipes import Recipe
from cnnviz.ui.parts.state import session

NAMES = (*ACTIVATIONS, "none")
BLOCKS: dict[str, Part] = {
    "Convolution": Conv(16),
    "BatchNorm": BatchNorm(),
    "Activation: ReLU": Relu(),
    "Pooling": Pool(),
    "Dropout": Dropout(0.25),
    "Flatten": Flatten(),
    "Global average": GlobalAverage(),
    "Dense": Dense(32),
    "Times a number": Scale(0.5),
    "Residual block": Residual(16, project=True),
}
"""One of each kind of part, as it is when it is added."""
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
    "factor": ("Factor", "Each value is multiplied by it; below 1, the layer after it learns in smaller steps."),
    "project": (
        "Project the shortcut",
        "A convolution of 1×1 on the shortcut, needed where the number of channels changes.",
    ),
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
    state = f"layers_{key}"
    parts: list[Part] = list(session().layers.get(state, network.layers))
    edited = to_values(parts) if tuple(parts) != network.layers else base.layers
    if not shown:
        return edited
    names = [f"{place}. {described(part)}" for place, part in enumerate(parts, 1)]
    box = f"{key}_layer"
    if st.session_state.get(box, 0) not in range(len(parts)):
        st.session_state[box] = 0  # Set, not deleted: the browser goes on showing what it is not told.
    place = int(st.selectbox(
        "Layer", range(len(parts)), format_func=names.__getitem__, key=box, help="The layer whose fields stand below."
    ))  # fmt: skip
    version = st.session_state.get(f"{state}_version", 0)
    show_fields(parts, place, state, f"{key}_{place}_{type(parts[place]).__name__}" + f"_{version}" * bool(version))
    with st.container(horizontal=True):
        st.button(
            "Remove", icon=":material/remove:", key=f"{key}_remove",
            on_click=_change, args=(key, parts[:place] + parts[place + 1 :], max(0, place - 1)), disabled=len(parts) < 2,
        )  # fmt: skip
        st.button(
            "Undo all", icon=":material/undo:", key=f"{key}_undo", disabled=edited == base.layers,
            on_click=undo, args=(key,),
        )  # fmt: skip
    kind = st.selectbox("Another layer", list(BLOCKS), key=f"{key}_kind")
    st.button(
        "Add after it", icon=":material/add:", key=f"{key}_add",
        on_click=_change, args=(key, [*parts[: place + 1], BLOCKS[kind], *parts[place + 1 :]], place + 1),
    )  # fmt: skip
    return edited


def undo(key: str) -> None:
    """Let a network have its own layers again.

    Args:
        key: As `edit` was given it.
    """
    _change(key, None, 0)


def _change(key: str, parts: list[Part] | None, place: int) -> None:
    """Remember other parts, of which one is then shown."""
    state = f"layers_{key}"
    _keep(state, parts)
    st.session_state[f"{key}_layer"] = place
    # New keys, so that the fields begin with the values of the layer that now stands there.
    st.session_state[f"{state}_version"] = st.session_state.get(f"{state}_version", 0) + 1


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
        session().layers.pop(state, None)
    else:
        session().layers[state] = from_values(to_values(parts))


def described(part: Part) -> str:
    """Describe a part in a few words, such as Pooling 2×2."""
    if isinstance(part, Conv):
        return f"Convolution, {part.filters} kernels of {part.kernel}×{part.kernel}"
    if isinstance(part, Dense):
        return f"Dense, {part.units} neurons"
    if isinstance(part, Pool):
        return f"{'Average pooling' if part.average else 'Pooling'} {part.size}×{part.size}"
    if isinstance(part, Dropout):
        return f"Dropout {part.rate:g}"
    if isinstance(part, Scale):
        return f"Times {part.factor:g}"
    if isinstance(part, Residual):
        return f"Residual block, {part.filters} kernels"
    return next(name for name, block in BLOCKS.items() if type(block) is type(part))
