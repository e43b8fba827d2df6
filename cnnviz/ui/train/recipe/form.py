"""Form of the hyperparameters on the page Train, which begins with a recipe and returns the edited one."""

from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.base.errors import CnnvizError
from cnnviz.recipes import LIMITS, OPTIMIZERS, Recipe, usual_rate
from cnnviz.recipes.differences import OPTIMIZER_NAMES
from cnnviz.training.runs import titles
from cnnviz.ui.choices import recipe_files
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import forget, touched
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.parts.words import HELP
from cnnviz.ui.train.recipe import cost, folds
from cnnviz.ui.train.recipe.choice import at_hand, field_ending
from cnnviz.ui.train.recipe.fields import Fields

SHORT = 20
"""Epochs at most with which the form begins on other pictures than the recipe's."""


def edit(base: Recipe, dataset: str) -> Recipe | None:
    """Show the form of the hyperparameters.

    Args:
        base: The recipe that they begin with.
        dataset: Name of the data set.

    Returns:
        The recipe, or None, with a sentence on the page, if there can be no such training.
    """
    ending = field_ending(base)
    st.caption(visitor.source(dataset).summary)
    main = _main_fields(base, dataset, Fields(ending))
    place = st.container()
    try:
        edited = base.edited(
            dataset=dataset,
            **main,
            early_stopping=folds.stopping(base, dataset, main["validation_split"], ending),
            **folds.transfer(base, ending),
            **folds.pictures(base, ending),
            **folds.steps(base, ending, main["optimizer"]),
            **folds.layers(base, ending),
        )
        networks.of(edited).table(edited.input_shape, len(visitor.source(dataset).labels))
    except CnnvizError as error:
        show_error(error, place)
        return None
    with place:
        _show_adaptations(base, edited)
        cost.show(edited)
    recipe_files.offer(edited)
    return edited


def _main_fields(base: Recipe, dataset: str, fields: Fields) -> dict[str, Any]:
    """Show the fields that are always on the page; return their values by the recipe's names for them."""
    left, right = st.columns(2)
    with left:
        epochs = fields.whole("Epochs", "epochs", _epochs(base, dataset), HELP["epoch"])
    with right:
        batch = fields.whole("Batch size", "batch_size", base.batch_size, HELP["batch"])
    optimizer = fields.option(
        "Optimiser", "opt", base.optimizer, OPTIMIZERS, OPTIMIZER_NAMES.__getitem__, HELP["optimizer"]
    )
    left, right = st.columns(2)
    with left:
        rate = fields.exact("Learning rate", "rate", usual_rate(base, optimizer), 10.0, HELP["learning_rate"])
    with right:
        seed = fields.whole("Seed", "seed", base.seed, HELP["seed"])
    _show_usual_rate(base, optimizer, rate, fields.key("rate"))
    share = fields.slider(
        "Validation share",
        "validation_split",
        _share(base, dataset),
        LIMITS["validation_split"][1],
        help=HELP["validation"],
    )
    return {
        "epochs": epochs,
        "batch_size": batch,
        "optimizer": optimizer,
        "learning_rate": rate,
        "seed": seed,
        "validation_split": round(share, 2),
    }


def _epochs(base: Recipe, dataset: str) -> int:
    """Return the recipe's epochs; on another, easier data set a class should not wait for a hundred."""
    return base.epochs if dataset == base.dataset else min(base.epochs, SHORT)


def _share(base: Recipe, dataset: str) -> float:
    return base.validation_split if dataset == base.dataset else 0.1


def _show_usual_rate(base: Recipe, optimizer: str, rate: float, key: str) -> None:
    """Show which learning rate is usual for an optimiser that is not the recipe's."""
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


def adapted_fields(base: Recipe, edited: Recipe) -> list[str]:
    """Return the fields that differ from the recipe because of the pictures, not because somebody edited them."""
    ending = field_ending(base)
    return [
        name
        for name in ("epochs", "validation_split")
        if getattr(edited, name) != getattr(base, name) and not touched(f"{name}:{ending}")
    ]


def _show_adaptations(base: Recipe, edited: Recipe) -> None:
    """Show what was changed to suit the pictures, and why."""
    adapted, sentences = adapted_fields(base, edited), []
    if edited.dataset != base.dataset and edited.dataset == at_hand(base):
        title = escaped(titles.pictures(base.dataset))
        sentences.append(f"{title} is not on this machine: other pictures stand in for it.")
    if "epochs" in adapted:
        sentences.append(
            f"On other pictures than the recipe’s it begins with {edited.epochs} epochs, not {base.epochs}: you wait "
            f"less."
        )
    if "validation_split" in adapted:
        sentences.append(
            f"On other pictures than the recipe’s a share of {edited.validation_split:g} validates, "
            f"not {base.validation_split:g}."
        )
    if base.reported and not edited.reported:
        sentences.append("What the document reports is for the recipe as it is, on its own pictures.")
    if sentences:
        st.caption(" ".join(sentences))
