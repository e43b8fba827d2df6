"""Form of the hyperparameters on the page Train, which begins with a recipe and returns the edited one."""

from typing import Any

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, _, ngettext
from cnnviz.recipes import LIMITS, OPTIMIZERS, Recipe, documents, usual_rate
from cnnviz.recipes.differences import OPTIMIZER_NAMES
from cnnviz.training.runs import titles
from cnnviz.ui.choices import recipe_files
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import enter, forget, touched
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.parts.words import facts, help_text
from cnnviz.ui.train.recipe import cost, folds
from cnnviz.ui.train.recipe.choice import at_hand, field_ending
from cnnviz.ui.train.recipe.fields import Fields

REPORTED = {
    "test": N_("Reported test accuracy {accuracy:.4f}"),
    "validation": N_("Reported validation accuracy {accuracy:.4f}"),
}
SHORT = 20
"""Epochs at most with which the form begins on other pictures than the recipe's."""
FAR = 5
"""Times the usual learning rate from which on the form says what is usual, though the optimiser is the recipe's."""


def edit(base: Recipe, dataset: str) -> Recipe | None:
    """Show the form of the hyperparameters.

    Args:
        base: The recipe that they begin with.
        dataset: Name of the data set.

    Returns:
        The recipe, or None, with a sentence on the page, if there can be no such training.
    """
    ending = field_ending(base)
    st.caption(_(visitor.source(dataset).summary))
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
        _show_origin(base)
    recipe_files.offer(edited)
    return edited


def _main_fields(base: Recipe, dataset: str, fields: Fields) -> dict[str, Any]:
    """Show the fields that are always on the page; return their values by the recipe's names for them."""
    left, right = st.columns(2)
    with left:
        epochs = fields.whole(_("Epochs"), "epochs", _epochs(base, dataset), help_text("epoch"))
    with right:
        batch = fields.whole(_("Batch size"), "batch_size", base.batch_size, help_text("batch"))
    optimizer = fields.option(
        _("Optimiser"), "opt", base.optimizer, OPTIMIZERS, OPTIMIZER_NAMES.__getitem__, help_text("optimizer")
    )
    left, right = st.columns(2)
    with left:
        rate = fields.exact(_("Learning rate"), "rate", usual_rate(base, optimizer), 10.0, help_text("learning_rate"))
    with right:
        seed = fields.whole(_("Seed"), "seed", base.seed, help_text("seed"))
    _show_usual_rate(base, optimizer, rate, fields.key("rate"))
    share = fields.slider(
        _("Validation share"),
        "validation_split",
        _share(base, dataset),
        LIMITS["validation_split"][1],
        help=help_text("validation"),
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
    """Show which learning rate is usual for an optimiser that is not the recipe's, or where the rate is far from it."""
    usual, name = usual_rate(base, optimizer), OPTIMIZER_NAMES[optimizer]
    if optimizer == base.optimizer and usual / FAR < rate < usual * FAR:
        return
    if not touched(key):
        st.caption(
            _(
                "The learning rate has followed the optimiser: {usual:g} is usual for {optimizer}; the recipe has "
                "{rate:g}, for {before}.",
                usual=usual,
                optimizer=name,
                rate=base.learning_rate,
                before=OPTIMIZER_NAMES[base.optimizer],
            )
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _("Usual for {optimizer} is {usual:g}, not {rate:g}.", optimizer=name, usual=usual, rate=rate),
            width="content",
        )
        st.button(
            _("Set {rate:g}", rate=usual), icon=":material/check:", key=f"set_{key}", on_click=forget, args=(key,)
        )


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
        sentences.append(_("{dataset} is not on this machine: other pictures stand in for it.", dataset=title))
    if "epochs" in adapted:
        sentences.append(
            _(
                "With pictures other than the recipe’s, it begins with {epochs} epochs, not {usual}, to save time.",
                epochs=edited.epochs,
                usual=base.epochs,
            )
        )
    if "validation_split" in adapted:
        sentences.append(
            _(
                "With pictures other than the recipe’s, the validation share is {share:g}, not {usual:g}.",
                share=edited.validation_split,
                usual=base.validation_split,
            )
        )
    if base.reported and not edited.reported:
        sentences.append(_("The reported accuracy is that of the unchanged recipe, on its own pictures."))
    if sentences:
        st.caption(" ".join(sentences))
    if "epochs" in adapted:
        key = f"epochs:{field_ending(base)}"
        st.button(
            ngettext("Set {n} epoch", "Set {n} epochs", base.epochs),
            icon=":material/check:",
            key=f"set_{key}",
            on_click=enter,
            args=(key, base.epochs),
        )


def _show_origin(base: Recipe) -> None:
    """Show where a ready-made recipe comes from, what is reported for it, and where it differs from its source."""
    if base != recipes.recipes().get(base.name):
        return
    with fold(_("About this recipe"), ":material/menu_book:", "origin") as shown:
        if not shown:
            return
        st.markdown(facts(*filter(None, (documents.shown(base.source), _(base.lesson)))))
        if base.reported:
            loss = base.reported.loss
            reported = [_(REPORTED[base.reported.split], accuracy=base.reported.accuracy)]
            reported += [] if loss is None else [_("loss {loss:.3f}", loss=loss)]
            st.markdown(" · ".join(reported))
        if base.notes:
            st.caption(_(base.notes))
