"""Form of a freeze search: what is searched, and for how long."""

from typing import NamedTuple

import streamlit as st

from cnnviz import datasets, networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message, _
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Recipe
from cnnviz.training.queueing.cuts import candidates
from cnnviz.training.runs import search as searching
from cnnviz.training.transfer import weight_files
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.messages import leave_message, show_error
from cnnviz.ui.parts.words import help_text
from cnnviz.ui.train.recipe.folds import WEIGHT_NAMES, weight_options


class Limits(NamedTuple):
    """How large the trials are, and how many.

    Attributes:
        size: Rows and columns of the pictures.
        epochs: Epochs of each trial.
        trials: Trials at most.
        minutes: Minutes of training at most, all trials together.
    """

    size: int
    epochs: int
    trials: int
    minutes: int


def show() -> tuple[Recipe | None, Limits]:
    """Show the form.

    Returns:
        The recipe whose network is cut, None where the pictures are too small for it; the limits of the search.
    """
    base, backbone = _pick_base()
    dataset = _pick_dataset(base)
    weights = _pick_weights(backbone)
    limits = _pick_limits(base, backbone)
    source = datasets.datasets()[dataset]
    try:
        recipe = base.edited(
            dataset=dataset,
            weights=weights,
            input_shape=(limits.size, limits.size, 3),
            epochs=limits.epochs,
            validation_split=base.validation_split or (0.0 if source.own_validation else 0.1),
        )
        networks.of(recipe).table(recipe.input_shape, len(source.labels))
    except CnnvizError as error:
        show_error(error)
        return None, limits
    return recipe, limits


def start(recipe: Recipe, limits: Limits) -> None:
    """Begin a search and make it the picked one."""
    try:
        if other := searching.at_work():
            raise searching.SearchError(
                Message(
                    "{search} is running: stop it first, or wait until it has ended.",
                    search=searching.named(other, visitor.owner()),
                )
            )
        search = visitor.create_search(recipe, limits.trials, limits.minutes)
        searching.carry_out(search)
        linked.pick("search", search.name)
    except CnnvizError as error:
        leave_message(error)


def _pick_base() -> tuple[Recipe, Backbone]:
    """Show the field of the recipe; return it and its trained network."""
    offered = {name: recipe for name, recipe in recipes.recipes().items() if networks.of(recipe).trained}
    name = kept(
        st.selectbox,
        _("Recipe"),
        "flowers_mobilenet",
        "search_recipe",
        options=list(offered),
        format_func=lambda name: _(offered[name].title),
        help=_("Each trial freezes a different number of layers of its pretrained network."),
    )
    backbone = networks.of(offered[name]).trained
    assert backbone is not None
    return offered[name], backbone


def _pick_dataset(base: Recipe) -> str:
    sources = datasets.datasets()
    name: str = kept(
        st.selectbox,
        _("Data set"),
        base.dataset if sources[base.dataset].present() else "shapes",
        f"search_dataset_{base.name}",
        options=[name for name in sources if sources[name].shape[2] == 3],
        format_func=lambda name: _(sources[name].title),
    )
    return name


def _pick_weights(backbone: Backbone) -> str:
    weights: str = kept(
        st.selectbox,
        _("Initial weights"),
        "imagenet",
        f"search_weights_{backbone.name}",
        options=weight_options(backbone),
        format_func=lambda name: _(WEIGHT_NAMES[name]),
        help=help_text("weights"),
    )
    if not weight_files.present(backbone, weights):
        st.caption(str(weight_files.missing(backbone, weights)))
    return weights


def _pick_limits(base: Recipe, backbone: Backbone) -> Limits:
    """Show the fields of the limits, in two columns."""

    def field(label: str, start: int, key: str, low: int, high: int, help: str | None = None) -> int:
        value: int = kept(st.number_input, label, start, key, min_value=low, max_value=high, help=help)
        return value

    size_help = _("Rows and columns. A quarter of the pixels takes a quarter of the time.")
    size = min(base.input_shape[0], 96 if backbone.smallest < 96 else 150)
    left, right = st.columns(2)
    with left:
        size = field(_("Picture size"), size, f"search_size_{base.name}", backbone.smallest, 512, size_help)
        trials = field(_("Trials at most"), 6, f"search_trials_{backbone.name}", 1, len(candidates(backbone)))
    with right:
        epochs = field(_("Epochs per trial"), 3, "search_epochs", 1, 1000, help_text("epoch"))
        minutes_help = _("Minutes of training, all trials together.")
        minutes = field(_("Minutes at most"), 30, "search_minutes", 1, 10_000, minutes_help)
    return Limits(size, epochs, trials, minutes)
