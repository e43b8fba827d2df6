"""The page Build a network: blocks that are added, moved, changed and removed, and what the network then costs."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from cnnviz import datasets, networks, recipes
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.sizes import Size, amount, check, sizes, step_bytes
from cnnviz.locale import N_, _
from cnnviz.networks.layers import NetworkError, Part
from cnnviz.networks.stack import describe, nodes
from cnnviz.networks.values import to_values
from cnnviz.recipes import Recipe, saved
from cnnviz.ui.choices import layer_editor
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import enter, kept
from cnnviz.ui.parts.fields import choose
from cnnviz.ui.parts.messages import leave_message, show_error, show_left
from cnnviz.ui.parts.state import session

LONGEST = 40
"""Blocks at most."""
EDITOR, PLACE = "build", "build_place"
"""The name of the layer editor, and the key of the field in which a block is chosen."""
CHANNELS = {1: N_("grey"), 3: N_("colour")}

Parts = tuple[Part, ...]
Input = tuple[int, int, int]
"""Rows, columns and channels of a picture."""


def edit() -> Recipe:
    """Draw the fields in which data set, pictures and blocks are chosen.

    Returns:
        The recipe, whose layers may not fit together yet.
    """
    base = recipes.get("own")
    sources = datasets.datasets()
    titles = {
        name: _(source.title) if source.present() else _("{data_set} · will be downloaded", data_set=_(source.title))
        for name, source in sources.items()
    }
    names = list(titles)
    dataset = kept(
        st.selectbox, _("Data set"), base.dataset, "build_data", options=names, format_func=titles.__getitem__
    )
    left, right = st.columns(2)
    rows = base.input_shape[0]
    size = kept(left.number_input, _("Rows and columns"), rows, "build_size", min_value=4, max_value=256)
    kinds = list(CHANNELS)
    channels = kept(
        right.selectbox,
        _("Pictures"),
        1,
        "build_channels",
        options=kinds,
        format_func=lambda channels: _(CHANNELS[channels]),
    )
    parts = _parts()
    _blocks(parts, (size, size, channels), len(sources[dataset].labels))
    return replace(
        base,
        title=_("My network"),
        dataset=dataset,
        input_shape=(size, size, channels),
        layers=() if parts == networks.get("own").layers else to_values(parts),
    )


def _parts() -> Parts:
    return tuple(session().layers.get(EDITOR, networks.get("own").layers))


def _blocks(parts: Parts, input_shape: Input, classes: int) -> None:
    """Show the blocks in order, and what can be done with the chosen one."""
    names = [f"{nodes(parts[:end])[-1].name} · {layer_editor.described(part)}" for end, part in enumerate(parts, 1)]
    place = kept(
        st.radio,
        _("Blocks, from the pixels to the classes"),
        0,
        PLACE,
        options=range(len(parts)),
        format_func=names.__getitem__,
        captions=_outputs(parts, input_shape),
        help=_(
            "Below each block stands the shape of its output. The last layer, with a neuron for each class, is added "
            "automatically."
        ),
    )
    st.caption(_("… and dense over {classes} classes, softmax.", classes=classes))
    _move_or_remove(parts, place)
    layer_editor.show_fields(list(parts), place, EDITOR, f"build_{session().versions[EDITOR]}_{place}")
    _add(parts, place)
    _begin_again()


def _outputs(parts: Parts, input_shape: Input) -> list[str]:
    """Return the shape of each block's output, as far as the blocks fit together."""
    shapes = []
    with suppress(NetworkError):
        for end in range(1, len(parts) + 1):
            shapes.append(dimensions(describe(parts[:end], input_shape)[-1].output_shape))
    return shapes + [_("does not fit")] * (len(parts) - len(shapes))


def _move_or_remove(parts: Parts, place: int) -> None:
    """Draw the buttons that move the chosen block up or down, or remove it."""
    last = len(parts) - 1
    without = (*parts[:place], *parts[place + 1 :]), max(0, place - 1)
    with st.container(horizontal=True):
        for label, icon, change, disabled in (
            (N_("Up"), "arrow_upward", _moved(parts, place, -1), place == 0),
            (N_("Down"), "arrow_downward", _moved(parts, place, 1), place == last),
            (N_("Remove"), "delete", without, last == 0),
        ):
            key = f"build_{label}"
            icon = f":material/{icon}:"
            st.button(_(label), key=key, icon=icon, disabled=disabled, on_click=_change, args=change)


def _moved(parts: Parts, place: int, by: int) -> tuple[Parts, int]:
    """Return the parts with one of them moved, and its new place."""
    rest = [*parts[:place], *parts[place + 1 :]]
    rest.insert(max(0, place + by), parts[place])
    return tuple(rest), place + by


def _add(parts: Parts, place: int) -> None:
    """Draw the field and the button that add a block after the chosen one."""
    kind = choose(_("Another block"), list(layer_editor.BLOCKS), "build_kind", _)
    st.button(
        _("Add after it"),
        key="build_add",
        icon=":material/add:",
        width="stretch",
        disabled=len(parts) >= LONGEST,
        on_click=_change,
        args=((*parts[: place + 1], layer_editor.BLOCKS[kind], *parts[place + 1 :]), place + 1),
    )
    if len(parts) >= LONGEST:
        st.caption(_("A network has at most {most} blocks here: remove one before adding another.", most=LONGEST))


def _begin_again() -> None:
    """Draw the field and the button that take the blocks of another network."""
    plain = {name: network for name, network in networks.networks().items() if not network.trained}
    titles = {name: _(network.title) for name, network in plain.items()}
    start = choose(_("Begin again with"), list(titles), "build_start", titles.__getitem__)
    args = plain[start].layers, 0
    st.button(
        _("Use its blocks"),
        key="build_take",
        icon=":material/restart_alt:",
        width="stretch",
        on_click=_change,
        args=args,
    )


def _change(parts: Parts, place: int) -> None:
    """Take other parts, and choose one of them."""
    session().layers[EDITOR] = parts
    enter(PLACE, place)
    session().versions[EDITOR] += 1  # New keys: the fields begin with the values of the block that is now chosen.


def costs(recipe: Recipe) -> list[Size]:
    """Return the sizes of the layers; empty, with a message on the page, if they do not fit or are too much."""
    try:
        rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
        layers = sizes(rows, recipe.input_shape)
        check(layers, recipe.batch_size)
    except CnnvizError as error:
        show_error(error)
        st.caption(
            _(
                "Change this block or those before it, move it, or remove it: the buttons stand below the list of "
                "blocks."
            )
        )
        return []
    needed = amount(step_bytes(layers, recipe.batch_size))
    st.caption(
        _(
            "A training step with a batch of {batch} needs about {needed} of memory.",
            batch=recipe.batch_size,
            needed=needed,
        )
    )
    return layers


def offer(recipe: Recipe, fits: bool) -> None:
    """Offer to train the network and to save it as a recipe."""
    usual = _("My network")  # It is not typed into the field, where it would stay in the language of its first sight.
    name = kept(st.text_input, _("Name"), "", "build_name", max_chars=saved.LONGEST_NAME, placeholder=usual)
    named = replace(recipe, title=name.strip() or usual)
    with st.container(horizontal=True):
        if st.button(
            _("Train it"), key="build_train", type="primary", icon=":material/model_training:", disabled=not fits
        ):
            session().recipe = named
            st.switch_page("pages/train.py")
        st.button(
            _("Save as a recipe"),
            key="build_save",
            icon=":material/save:",
            disabled=not fits,
            on_click=_save,
            args=(named,),
        )
    show_left("build")


def _save(recipe: Recipe) -> None:
    try:
        path = visitor.save_recipe(recipe, recipe.title)
    except CnnvizError as error:
        leave_message(error, at="build")
        return
    text = _("Saved as {name}. The page Train can open it.", name=path.stem)
    leave_message(text, "success", at="build")
