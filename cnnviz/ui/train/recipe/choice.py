"""Choice of the network, the recipe and the data set on the page Train."""

from contextlib import suppress
from typing import Any
from zlib import crc32

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import _
from cnnviz.recipes import Recipe
from cnnviz.ui.choices import recipe_files
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.edits import enter, kept
from cnnviz.ui.parts.state import session


def choose() -> tuple[Recipe, str]:
    """Show the fields of network, recipe and data set, side by side where there is room.

    Returns:
        The recipe that the form begins with, and the name of the data set.
    """
    own = recipe_files.opened()
    with st.container(horizontal=True):
        base = own or _pick_recipe()
        return base, _pick_dataset(base, f"dataset:{field_ending(base)}" if own else dataset_key(base))


def open_with(recipe: Recipe, dataset: str) -> None:
    """Go to the page Train, to a recipe of the documents with other pictures than its own."""
    enter(dataset_key(recipe), dataset)
    st.switch_page("pages/train.py", query_params={"recipe": recipe.name})


def at_hand(base: Recipe) -> str:
    """Return the recipe's data set where it is on this machine, else one that needs no download."""
    sources = visitor.sources()
    offline = "shapes" if networks.of(base).trained else "digits"
    return base.dataset if base.dataset in sources and sources[base.dataset].present() else offline


def field_ending(base: Recipe) -> str:
    """Return the ending of the keys of a recipe's fields; a user's own recipe may have the name of another."""
    return base.name if base == recipes.recipes().get(base.name) else f"{base.name}_{crc32(base.to_json().encode())}"


def dataset_key(base: Recipe) -> str:
    """Return the key of the data set's field: one a network, so that the choice outlives a change of recipe."""
    return f"dataset:{base.network}:network"


def _pick_recipe() -> Recipe:
    """Show the fields of network and recipe. The recipe stands in the link, and each network remembers its own."""
    known = recipes.recipes()
    if asked := known.get(linked.asked("recipe") or ""):
        linked.pick("network", asked.network)
    first = known[session().first_recipe or (asked or _recipe_of_a_run()).name]
    session().first_recipe = first.name
    available = networks.networks()
    network = linked.select(
        _("Network"),
        list(available),
        name="network",
        start=first.network,
        shown=lambda name: _(available[name].title),
        tell=False,
    )
    offered = {name: recipe for name, recipe in known.items() if recipe.network == network}
    start = next((name for name in (first.name, network) if name in offered), next(iter(offered)))
    name = linked.select(
        _("Recipe"),
        list(offered),
        name="recipe",
        of=(network,),
        start=start,
        shown=lambda name: _(offered[name].title),
        carried=False,
        always=True,
        field=st.selectbox if len(offered) > 1 else _no_field,
        help=_(
            "A recipe is everything that determines a training. These are ready-made for this network; every setting "
            "can be changed."
        ),
    )
    return offered[name]


def _no_field(*_: object, value: Any, **__: object) -> Any:
    """Stand in for a field that offers one option only: nothing is shown, and that one is chosen."""
    return value


def _recipe_of_a_run() -> Recipe:
    """Return the recipe of the linked, picked or newest run, so that form and curves agree; else a simple one."""
    known = recipes.recipes()
    names = [linked.asked("run"), linked.picked("run"), *(run.name for run in visitor.runs()[:1])]
    for name in filter(None, names):
        with suppress(CnnvizError):
            if (recipe := visitor.find(name).recipe()).name in known:
                return known[recipe.name]
    return known["mnist"]


def _pick_dataset(base: Recipe, key: str) -> str:
    sources = visitor.sources()

    def label(name: str) -> str:
        source = sources[name]
        title = _(source.title)
        return title if source.present() else _("{dataset} · will be downloaded", dataset=title)

    return str(kept(st.selectbox, _("Data set"), at_hand(base), key, options=list(sources), format_func=label))
