"""Which layers shall the network have?  Blocks that are added, moved, changed and removed, and what becomes of them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from cnnviz import datasets, networks, recipes
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.questions import Question, ask
from cnnviz.lessons.sizes import Size, amount, check, sizes, step_bytes
from cnnviz.networks.layers import NetworkError, Part
from cnnviz.networks.stack import describe, nodes
from cnnviz.networks.values import to_values
from cnnviz.recipes import Recipe, saved
from cnnviz.ui.choices import layer_editor, recipe_files
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.messages import show_error, show_success
from cnnviz.ui.parts.words import number

LONGEST = 40
"""Blocks at most."""
LAYERS, PLACE, VERSION = "build_layers", "build_at", "build_version"
CHANNELS = {1: "grey", 3: "colour"}


def edit() -> Recipe:
    """Let data set, pictures and blocks be chosen.

    Returns:
        The recipe, whose layers may not fit together yet.
    """
    base = recipes.get("own")
    sources = datasets.datasets()
    dataset = kept(
        st.selectbox, "Data set", base.dataset, "build_data", options=list(sources),
        format_func=lambda name: sources[name].title + ("" if sources[name].present() else " · will be downloaded"),
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        size = kept(st.number_input, "Rows and columns", base.input_shape[0], "build_size", min_value=4, max_value=256)
    with right:
        channels = kept(
            st.selectbox, "Pictures", 1, "build_channels", options=list(CHANNELS), format_func=CHANNELS.__getitem__
        )
    parts = _parts()
    _blocks(parts, (size, size, channels), len(sources[dataset].labels))
    return replace(
        base,
        title="My network",
        dataset=dataset,
        input_shape=(size, size, channels),
        layers=() if parts == networks.get("own").layers else to_values(parts),
    )


def _parts() -> tuple[Part, ...]:
    return tuple(st.session_state.get(LAYERS, networks.get("own").layers))


def _blocks(parts: tuple[Part, ...], input_shape: tuple[int, int, int], classes: int) -> None:
    """Show the blocks in order, and what can be done with the one that is picked."""
    state, last = st.session_state, len(parts) - 1
    place = state["build_place"] = min(state.get(PLACE, 0), last)
    names = [f"{nodes(parts[:end])[-1].name} · {layer_editor.described(part)}" for end, part in enumerate(parts, 1)]
    st.radio(
        "Blocks, from the pixels to the classes", range(len(parts)), format_func=names.__getitem__, key="build_place",
        captions=_outputs(parts, input_shape), on_change=_pick,
        help="Below each stands what comes out of it. The last layer, a neuron for each class, is added by itself.",
    )  # fmt: skip
    st.caption(f"… and dense over {classes} classes, softmax.")
    with st.container(horizontal=True):
        for label, icon, change, idle in (
            ("Up", "arrow_upward", _moved(parts, place, -1), place == 0),
            ("Down", "arrow_downward", _moved(parts, place, 1), place == last),
            ("Remove", "delete", ((*parts[:place], *parts[place + 1 :]), max(0, place - 1)), last == 0),
        ):
            st.button(
                label, icon=f":material/{icon}:", disabled=idle, on_click=_change, args=change, key=f"build_{label}"
            )
    layer_editor.show_fields(list(parts), place, LAYERS, f"build_{state.get(VERSION, 0)}_{place}")
    kind = st.selectbox("Another block", list(layer_editor.BLOCKS), key="build_kind")
    st.button(
        "Add after it", icon=":material/add:", width="stretch", disabled=len(parts) >= LONGEST,
        on_click=_change, args=((*parts[: place + 1], layer_editor.BLOCKS[kind], *parts[place + 1 :]), place + 1), key="build_add",
    )  # fmt: skip
    if len(parts) >= LONGEST:
        st.caption(f"{LONGEST} blocks are the most that one reads: remove one before you add another.")
    plain = {name: each for name, each in networks.networks().items() if not each.trained}
    start = st.selectbox("Begin again with", list(plain), format_func=lambda name: plain[name].title, key="build_start")
    layers = plain[start].layers
    st.button("Take its blocks", icon=":material/restart_alt:", width="stretch", on_click=_change, args=(layers, 0))


def _outputs(parts: Sequence[Part], input_shape: tuple[int, int, int]) -> list[str]:
    """Return what comes out of each block, as far as they fit."""
    said = []
    with suppress(NetworkError):
        for end in range(1, len(parts) + 1):
            said.append(dimensions(describe(parts[:end], input_shape)[-1].output_shape))
    return said + ["does not fit"] * (len(parts) - len(said))


def _moved(parts: tuple[Part, ...], place: int, by: int) -> tuple[tuple[Part, ...], int]:
    """Return the parts with one of them moved, and its new place."""
    rest = [*parts[:place], *parts[place + 1 :]]
    rest.insert(max(0, place + by), parts[place])
    return tuple(rest), place + by


def _change(parts: tuple[Part, ...], place: int) -> None:
    st.session_state[LAYERS], st.session_state[PLACE] = parts, place
    # New keys, so that the fields begin with the values of the block that now stands there.
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def _pick() -> None:
    st.session_state[PLACE] = st.session_state["build_place"]


def costs(recipe: Recipe) -> list[Size]:
    """Return what the layers cost; empty, with a sentence on the page, if they do not fit or are too much."""
    try:
        rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
        found = sizes(rows, recipe.input_shape)
        check(found, recipe.batch_size)
    except CnnvizError as error:
        show_error(error)
        st.caption(
            "Change this block or those before it, move it, or remove it: the buttons stand under the list of blocks."
        )
        return []
    needed = amount(step_bytes(found, recipe.batch_size))
    st.caption(f"A training step over {recipe.batch_size} pictures needs about {needed} of memory.")
    return found


def offer(recipe: Recipe, fits: bool) -> None:
    """Offer to train the network and to save it as a recipe."""
    name = kept(st.text_input, "Name", "My network", "build_name", max_chars=saved.LONGEST_NAME)
    named = replace(recipe, title=name.strip() or "My network")
    with st.container(horizontal=True):
        if st.button("Train it", type="primary", icon=":material/model_training:", disabled=not fits):
            st.session_state[recipe_files.OPENED] = named
            st.switch_page("pages/train.py")
        st.button("Save as a recipe", icon=":material/save:", disabled=not fits, on_click=_save, args=(named,))
    if word := st.session_state.pop("build_saved", None):
        show_success(word)
    if fault := st.session_state.pop("build_fault", None):
        show_error(fault)


def _save(recipe: Recipe) -> None:
    try:
        path = visitor.save_recipe(recipe, recipe.title)
        st.session_state["build_saved"] = (
            f"Saved as {path.stem}: open it on the page Train, under Save or open a recipe."
        )
    except CnnvizError as error:
        st.session_state["build_fault"] = str(error)


def questions(found: Sequence[Size], input_shape: tuple[int, int, int]) -> list[Question]:
    """Ask what a change of the network would do to it."""
    asked: list[Question] = []
    convolution = next((size for size in found if size.kind == "Conv2D"), None)
    if convolution:
        twice = 2 * convolution.parameters
        asked.append(
            ask(
                f"{convolution.name} has {number(convolution.parameters)} parameters. How many with pictures twice as high and wide?",
                convolution.parameters, (twice, 4 * convolution.parameters, convolution.parameters // 4),
                "As many: the same kernels slide over more places. Only a dense layer behind a flattening grows.",
            )
        )  # fmt: skip
    flat = next((place for place, size in enumerate(found) if size.kind == "Flatten"), None)
    if flat is not None and flat + 1 < len(found) and found[flat + 1].kind == "Dense":
        before = found[flat - 1].shape if flat else input_shape
        dense, channels = found[flat + 1], before[-1]
        neurons = dense.shape[0]
        fewer = (channels + 1) * neurons
        asked.append(
            ask(
                f"How many parameters would {dense.name} have with a global average in place of {found[flat].name}?",
                fewer, (dense.parameters, channels * neurons, before[0] * neurons, (channels + 1) * neurons * before[0]),
                f"{dimensions(before)} would become {channels} means: ({channels} + 1)·{neurons} = {fewer}, "
                f"instead of {dense.formula}.",
            )
        )  # fmt: skip
    return asked
