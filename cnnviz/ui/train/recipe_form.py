"""What shall be trained?  Recipe, pictures and hyperparameters, kept from page to page; what was changed, and the way back."""

from contextlib import suppress
from zlib import crc32

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.recipes import LIMITS, OPTIMIZERS, Recipe, usual_rate
from cnnviz.recipes.differences import OPTIMIZER_NAMES, differences
from cnnviz.training.runs import Run, checkpoints, titles
from cnnviz.training.runs.search import at_work as search_at_work
from cnnviz.training.runs.search import named
from cnnviz.ui.choices import layer_editor, recipe_files
from cnnviz.ui.choices.pickers import by_name, select_run
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.edits import enter, forget, kept, reset, touched
from cnnviz.ui.parts.fields import beginning
from cnnviz.ui.parts.messages import escaped, leave_message, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import HELP
from cnnviz.ui.train import cost, recipe_fields

PICKED = "picked_recipes"
"""The recipe last picked of each network."""
SHORT = 20
"""Epochs at most with which the form begins on other pictures than the recipe's."""


def choose() -> tuple[Recipe, str]:
    """Let network, recipe and data set be chosen, side by side where there is room.

    Returns:
        The recipe that the form begins with, and the name of the data set.
    """
    own = recipe_files.opened()
    with st.container(horizontal=True):
        base = own or _base()
        return base, _dataset(base, own is not None)


def open_with(recipe: Recipe, dataset: str) -> None:
    """Go to the page Train with a recipe of the documents and other pictures than its own."""
    enter(f"dataset:{recipe.network}:network", dataset)
    st.switch_page("pages/train.py", query_params={"recipe": recipe.name})


def edit(base: Recipe, dataset: str) -> Recipe | None:
    """Let the hyperparameters be edited.

    Args:
        base: The recipe that they begin with.
        dataset: Name of the data set.

    Returns:
        The recipe, or None, with a sentence on the page, if there can be no such training.
    """
    key = _key(base)
    st.caption(visitor.source(dataset).summary)
    left, right = st.columns(2)
    with left:
        epochs = _whole("Epochs", "epochs", _epochs(base, dataset), key, HELP["epoch"])
    with right:
        batch = _whole("Batch size", "batch_size", base.batch_size, key, HELP["batch"])
    optimizer = kept(
        st.selectbox, "Optimiser", base.optimizer, f"opt:{key}", options=OPTIMIZERS,
        format_func=OPTIMIZER_NAMES.__getitem__, help=HELP["optimizer"],
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        rate = kept(
            st.number_input, "Learning rate", usual_rate(base, optimizer), f"rate:{key}", min_value=0.0, max_value=10.0,
            format="%g", help=HELP["learning_rate"],
        )  # fmt: skip
    with right:
        seed = _whole("Seed", "seed", base.seed, key, HELP["seed"])
    _hint(base, optimizer, rate, f"rate:{key}")
    share = kept(
        st.slider, "Validation share", _share(base, dataset), f"validation_split:{key}",
        min_value=LIMITS["validation_split"][0], max_value=LIMITS["validation_split"][1], step=0.05, help=HELP["validation"],
    )  # fmt: skip
    said = st.container()
    try:
        edited = base.edited(
            dataset=dataset,
            epochs=epochs,
            batch_size=batch,
            seed=seed,
            optimizer=optimizer,
            learning_rate=rate,
            validation_split=round(share, 2),
            early_stopping=recipe_fields.stopping(base, dataset, share, key),
            **recipe_fields.transfer(base, key),
            **recipe_fields.pictures(base, key),
            **recipe_fields.steps(base, key, optimizer),
            **recipe_fields.layers(base, key),
        )
        networks.of(edited).table(edited.input_shape, len(visitor.source(dataset).labels))
    except CnnvizError as error:
        said.error(escaped(str(error)))
        return None
    with said:
        _tell_of_changes(base, edited)
        cost.show(edited)
    recipe_files.offer(edited)
    return edited


def train_button(base: Recipe, recipe: Recipe | None) -> None:
    """Show the button that starts the training, what was edited, and the way back.

    Args:
        base: The recipe that the form began with.
        recipe: What is to be trained, or None where that cannot be.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            disabled=recipe is None,
            on_click=_start,
            args=(recipe,),
        )
        edits = differences(recipe, base, but=("dataset", *_moved(base, recipe))) if recipe else {}
        if recipe is None:
            st.caption("This cannot be trained: the reason stands among the settings.", width="content")
        elif edits:
            st.caption(f"**Edited:** {escaped(' · '.join(edits.values()))}", width="content")
        if recipe is None or edits or recipe.dataset != _at_hand(base):
            st.button("Reset to the recipe", icon=":material/undo:", on_click=_reset, args=(base,), type="tertiary")


def _start(recipe: Recipe) -> None:
    """Queue a training and make it the picked run."""
    try:
        linked.pick("run", visitor.submit(recipe).name)
    except CnnvizError as error:
        leave_message(error)


def tell_of_a_search() -> None:
    """Say so where a freeze search has the machine: a training begins between two of its trials."""
    if search := search_at_work():
        show_notice(
            f"{named(search, visitor.owner())} is at work: a training begins when its trial has ended.",
            icon=":material/ac_unit:",
        )


def pick_training(base: Recipe) -> str | None:
    """Let a training be picked to look at, the newest first; None if there is none.

    Until a person has picked one, it is one of what the form trains. One that was started here or that the link names stays
    when a newer training begins, and gives way only where the form turns to another recipe.
    """
    state, there = st.session_state, by_name(*visitor.runs(), *checkpoints())
    if not there:
        return None
    default = _fitting(base, list(there.values())).name
    turned = _key(base) != state.get("fitting_recipe")
    if (
        turned and linked.picked("run") and linked.picked("run") == state.get("fitting_run")
    ):  # Nobody has picked another.
        session().links.picks["run"] = default
    state["fitting_recipe"], state["fitting_run"] = _key(base), default
    return select_run(there, default)


def tell_of_another(base: Recipe, run: Run) -> None:
    """Say so where the run that is shown is of another recipe than the form."""
    if run.recipe().name != base.name:
        st.caption("The training below is of another recipe; others are listed under Run.")


def _fitting(base: Recipe, there: list[Run]) -> Run:
    """Return the run to show beside the form: what goes on, else one of the same recipe, else the newest."""
    mine = [run for run in there if not run.shipped]
    if mine and (mine[0].status().active or mine[0].status().state == "queued"):
        return mine[0]
    alike = [run for run in there if run.recipe().name == base.name]
    related = [run for run in there if run.recipe().network == base.network]
    return [*alike, *mine, *related, *there][0]


def _base() -> Recipe:
    """Return the picked recipe of the picked network: at first that of the picked run, else the first that is offered.

    The link names the recipe; written by hand, because a widget bound to the link would write its label there.
    """
    every, state, named = recipes.recipes(), st.session_state, st.query_params.get("recipe")
    picked: dict[str, str] = state.setdefault(PICKED, {})
    if named in every and named != state.get("linked_recipe"):
        state["network"], picked[every[named].network] = every[named].network, named
    last = every[state["linked_recipe"]] if state.get("linked_recipe") in every else _recipe_of_a_run()
    state.setdefault("network", last.network)
    titles = {name: network.title for name, network in networks.networks().items()}
    network = st.selectbox(
        "Network", list(titles), format_func=titles.__getitem__, key="network",
        **beginning(st.selectbox, state["network"], list(titles)),
    )  # fmt: skip
    offered = {recipe.name: recipe for recipe in every.values() if recipe.network == network}
    first = last.name if last.name in offered else network if network in offered else next(iter(offered))
    state[f"recipe_{network}"] = picked.setdefault(network, first)
    if len(offered) > 1:
        st.selectbox(
            "Recipe", list(offered), format_func=lambda name: f"{offered[name].rung} {offered[name].title}".strip(),
            key=f"recipe_{network}", on_change=_pick_recipe, args=(network,),
            help="How the documents trained this network; every field below can be changed.",
            **beginning(st.selectbox, picked[network], list(offered)),
        )  # fmt: skip
    state["linked_recipe"] = st.query_params["recipe"] = picked[network]
    return offered[picked[network]]


def _pick_recipe(network: str) -> None:
    st.session_state[PICKED][network] = st.session_state[f"recipe_{network}"]


def _recipe_of_a_run() -> Recipe:
    """Return the recipe of the run that a person looks at, so that form and curves speak of the same; else a simple one."""
    every = recipes.recipes()
    names = [st.query_params.get("run"), linked.picked("run"), *(run.name for run in visitor.runs()[:1])]
    for name in filter(None, names):
        with suppress(CnnvizError):
            if (recipe := visitor.find(name).recipe()).name in every:
                return every[recipe.name]
    return every["mnist"]


def _dataset(base: Recipe, own: bool) -> str:
    sources = visitor.sources()

    def label(name: str) -> str:
        source = sources[name]
        return source.title if source.present() else f"{source.title} · will be downloaded"

    # One key a network: the natural data set comes with it, and the choice is kept.
    key = f"dataset:{_key(base)}" if own else f"dataset:{base.network}:network"
    return str(kept(st.selectbox, "Data set", _at_hand(base), key, options=list(sources), format_func=label))


def _at_hand(base: Recipe) -> str:
    """Return the recipe's data set where it is on this machine, else one that needs no download."""
    sources = visitor.sources()
    offline = "shapes" if networks.of(base).trained else "digits"
    return base.dataset if base.dataset in sources and sources[base.dataset].present() else offline


def _epochs(base: Recipe, dataset: str) -> int:
    """Return the recipe's epochs; on another, easier data set a class should not wait for a hundred."""
    return base.epochs if dataset == base.dataset else min(base.epochs, SHORT)


def _share(base: Recipe, dataset: str) -> float:
    return base.validation_split if dataset == base.dataset else 0.1


def _whole(label: str, field: str, start: int, key: str, words: str) -> int:
    low, high = LIMITS[field]
    value: int = kept(st.number_input, label, start, f"{field}:{key}", min_value=low, max_value=high, help=words)
    return value


def _hint(base: Recipe, optimizer: str, rate: float, key: str) -> None:
    """Say which learning rate goes with an optimiser that is not the recipe's."""
    usual, name = usual_rate(base, optimizer), OPTIMIZER_NAMES[optimizer]
    if optimizer == base.optimizer:
        return
    if not touched(key):
        st.caption(
            f"The learning rate has followed the optimiser: {usual:g} is usual for {name}; the recipe has "
            f"{base.learning_rate:g}, for {OPTIMIZER_NAMES[base.optimizer]}."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Usual for {name} is {usual:g}, not {rate:g}.", width="content")
        st.button(f"Set {usual:g}", icon=":material/check:", key=f"set_{key}", on_click=forget, args=(key,))


def _moved(base: Recipe, edited: Recipe) -> list[str]:
    """Return the fields that are not the recipe's because the pictures are others, not because somebody edited them."""
    key = _key(base)
    fields = ("epochs", "validation_split")
    return [
        field for field in fields if getattr(edited, field) != getattr(base, field) and not touched(f"{field}:{key}")
    ]


def _tell_of_changes(base: Recipe, edited: Recipe) -> None:
    """Say what had to change for the pictures, and why."""
    moved, said = _moved(base, edited), []
    if edited.dataset != base.dataset and edited.dataset == _at_hand(base):
        said.append(f"{escaped(titles.pictures(base.dataset))} is not on this machine: other pictures stand in for it.")
    if "epochs" in moved:
        said.append(
            f"On other pictures than the recipe’s it begins with {edited.epochs} epochs, not {base.epochs}: you wait less."
        )
    if "validation_split" in moved:
        said.append(
            f"On other pictures than the recipe’s a share of {edited.validation_split:g} validates, "
            f"not {base.validation_split:g}."
        )
    if base.reported and not edited.reported:
        said.append("What the document reports is for the recipe as it is, on its own pictures.")
    if said:
        st.caption(" ".join(said))


def _reset(base: Recipe) -> None:
    reset(f":{_key(base)}")
    forget(f"dataset:{base.network}:network")
    layer_editor.undo(_key(base))


def _key(base: Recipe) -> str:
    """Return what the keys of a recipe's fields end with; a recipe of one's own may have the name of another."""
    return base.name if base == recipes.recipes().get(base.name) else f"{base.name}_{crc32(base.to_json().encode())}"
