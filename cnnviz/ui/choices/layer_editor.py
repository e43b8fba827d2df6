"""Editor for the layers of a plain stack: one layer at a time, its fields as widgets."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.locale import N_, NP_, _, pgettext
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
from cnnviz.ui.parts.fields import choose
from cnnviz.ui.parts.state import field_value, session, set_field

NONE = NP_("activation", "none")
NAMES = (*ACTIVATIONS, NONE)
BLOCKS: dict[str, Part] = {
    N_("Convolution"): Conv(16),
    N_("BatchNorm"): BatchNorm(),
    N_("Activation: ReLU"): Relu(),
    N_("Pooling"): Pool(),
    N_("Dropout"): Dropout(0.25),
    N_("Flatten"): Flatten(),
    N_("Global average"): GlobalAverage(),
    N_("Dense"): Dense(32),
    N_("Times a number"): Scale(0.5),
    N_("Residual block"): Residual(16, project=True),
}
"""One of each kind of part, as it is when it is added."""
LABELS = {
    "filters": (N_("Filters"), N_("How many patterns the layer looks for; each gives one channel, a feature map.")),
    "units": (N_("Neurons"), N_("Each is connected with every value of the layer before.")),
    "kernel": (N_("Kernel size"), N_("Rows and columns of each kernel.")),
    "size": (N_("Pool size"), N_("Rows and columns of the window of which one value is kept.")),
    "stride": (
        N_("Stride"),
        N_("Pixels from one place of the window to the next. For pooling, 0 means its own size."),
    ),
    "padding": (
        N_("Padding"),
        N_("valid: inside the picture only; same: zeros around it, so that the size stays."),
    ),
    "activation": (N_("Activation"), N_("The function that each value goes through.")),
    "average": (
        N_("Mean instead of largest"),
        N_("Average pooling keeps the mean of each window, max pooling the largest value."),
    ),
    "bias": (N_("Bias"), N_("A constant that each filter or neuron adds.")),
    "rate": (
        N_("Dropout rate"),
        N_("Share of the values that are set to zero at random in each training step, against overfitting."),
    ),
    "factor": (
        N_("Factor"),
        N_("Each value is multiplied by it; below 1, the layer after it learns in smaller steps."),
    ),
    "project": (
        N_("Project the shortcut"),
        N_("A convolution of 1×1 on the shortcut, needed where the number of channels changes."),
    ),
    "l1": (N_("L1"), N_("Regularisation: a penalty on the size of each weight, which drives weights to zero.")),
    "l2": (N_("L2"), N_("Regularisation: a penalty on the square of each weight, which keeps weights small.")),
}


def edit(base: Recipe, key: str, shown: bool) -> tuple[dict[str, Any], ...]:
    """Return the layers of the recipe's network as the visitor edits them.

    Args:
        base: The recipe that is edited.
        key: Start of the widgets' keys; another recipe has another.
        shown: Whether the fields are on the page.

    Returns:
        The layers as values, or nothing while they are the network's own.
    """
    network = networks.of(base)
    parts = list(session().layers.get(key, network.layers))
    edited = to_values(parts) if tuple(parts) != network.layers else base.layers
    if not shown:
        return edited
    place = _pick_place(parts, f"{key}_layer")
    version = session().versions[f"layers_{key}"]
    fields_key = f"{key}_{place}_{type(parts[place]).__name__}" + f"_{version}" * bool(version)
    show_fields(parts, place, key, fields_key)
    with st.container(horizontal=True):
        fewer = (key, parts[:place] + parts[place + 1 :], max(0, place - 1))
        single, unedited = len(parts) < 2, edited == base.layers
        _button(_("Remove"), "remove", f"{key}_remove", _change, fewer, disabled=single)
        _button(_("Undo all"), "undo", f"{key}_undo", undo, (key,), disabled=unedited)
    kind = choose(_("Another layer"), list(BLOCKS), f"{key}_kind", _)
    more = (key, [*parts[: place + 1], BLOCKS[kind], *parts[place + 1 :]], place + 1)
    _button(_("Add after it"), "add", f"{key}_add", _change, more)
    return edited


def _pick_place(parts: Sequence[Part], box: str) -> int:
    """Return the place of the layer that the visitor chooses."""
    if field_value(box, 0) not in range(len(parts)):
        set_field(box, 0)
    names = [f"{place}. {described(part)}" for place, part in enumerate(parts, 1)]
    help = _("The layer whose fields stand below.")
    return int(choose(_("Layer"), range(len(parts)), box, names.__getitem__, help=help))


def _button(
    label: str, icon: str, key: str, act: Callable[..., None], args: tuple[Any, ...], disabled: bool = False
) -> None:
    st.button(label, icon=f":material/{icon}:", key=key, on_click=act, args=args, disabled=disabled)


def undo(key: str) -> None:
    """Give a network its own layers again.

    Args:
        key: The key that `edit` was given.
    """
    _change(key, None, 0)


def _change(key: str, parts: Sequence[Part] | None, place: int) -> None:
    """Keep other parts, of which one is then shown."""
    _keep(key, parts)
    set_field(f"{key}_layer", place)
    # New keys, so that the fields begin with the values of the layer that now stands there.
    session().versions[f"layers_{key}"] += 1


def show_fields(parts: Sequence[Part], place: int, name: str, key: str) -> None:
    """Show the fields of one part; each change is kept at once, because Streamlit forgets a hidden widget.

    Args:
        parts: All parts.
        place: Which of them, from 0.
        name: Under which the session keeps the parts.
        key: Start of the widgets' keys.
    """
    part = parts[place]
    columns = st.columns(2)
    for number, field in enumerate(fields(part)):
        value, (label, help) = getattr(part, field.name), LABELS[field.name]
        box = f"{key}_{field.name}"
        settings: dict[str, Any] = {
            "key": box,
            "help": _(help),
            "on_change": _changed,
            "args": (parts, place, field.name, box, name),
        }
        with columns[number % 2]:
            _show_field(field.name, _(label), value, settings)


def _show_field(field: str, label: str, value: Any, settings: dict[str, Any]) -> None:
    if field == "padding":
        st.selectbox(label, PADDINGS, PADDINGS.index(value), **settings)
    elif field == "activation":
        choose(label, NAMES, shown=_activation, start=value or NONE, **settings)
    elif isinstance(value, bool):
        st.checkbox(label, value, **settings)
    elif field in LIMITS:
        low, high = LIMITS[field]
        st.number_input(label, min(low, value), high, value, **settings)
    else:
        st.number_input(label, 0.0, 0.95 if field == "rate" else 1.0, float(value), format="%g", **settings)


def _activation(name: str) -> str:
    return pgettext("activation", name) if name == NONE else name


def _changed(parts: Sequence[Part], place: int, field: str, box: str, name: str) -> None:
    value = field_value(box)
    if field == "activation" and value == NONE:
        value = None
    _keep(name, [*parts[:place], replace(parts[place], **{field: value}), *parts[place + 1 :]])


def _keep(name: str, parts: Sequence[Part] | None) -> None:
    """Keep the parts; None means the network's own again."""
    if parts is None:
        session().layers.pop(name, None)
    else:
        session().layers[name] = from_values(to_values(parts))


def described(part: Part) -> str:
    """Describe a part in a few words, such as Pooling 2×2."""
    if isinstance(part, Conv):
        return _("Convolution, {filters} filters of {size}×{size}", filters=part.filters, size=part.kernel)
    if isinstance(part, Dense):
        return _("Dense, {neurons} neurons", neurons=part.units)
    if isinstance(part, Pool) and part.average:
        return _("Average pooling {size}×{size}", size=part.size)
    if isinstance(part, Pool):
        return _("Max pooling {size}×{size}", size=part.size)
    if isinstance(part, Dropout):
        return _("Dropout {rate:g}", rate=part.rate)
    if isinstance(part, Scale):
        return _("Times {factor:g}", factor=part.factor)
    if isinstance(part, Residual):
        return _("Residual block, {filters} filters", filters=part.filters)
    return _(next(name for name, block in BLOCKS.items() if type(block) is type(part)))
