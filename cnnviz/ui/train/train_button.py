"""The Train button of the page Train, with the list of edits and the way back to the recipe."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import _
from cnnviz.recipes import Recipe
from cnnviz.recipes.differences import differences
from cnnviz.ui.choices import layer_editor
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.edits import forget, reset
from cnnviz.ui.parts.messages import escaped, leave_message
from cnnviz.ui.train.recipe.choice import at_hand, dataset_key, field_ending
from cnnviz.ui.train.recipe.form import adapted_fields


def show(base: Recipe, recipe: Recipe | None) -> None:
    """Show the button that starts the training, what was edited, and the button that undoes the edits.

    Args:
        base: The recipe that the form began with.
        recipe: What is to be trained, or None where that cannot be.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Train"),
            type="primary",
            icon=":material/play_arrow:",
            disabled=recipe is None,
            on_click=_start,
            args=(recipe,),
        )
        edits = differences(recipe, base, but=("dataset", *adapted_fields(base, recipe))) if recipe else {}
        if recipe is None:
            st.caption(_("This cannot be trained: the settings say why."), width="content")
        elif edits:
            changes = escaped(" · ".join(map(str, edits.values())))
            st.caption(_("**Edited:** {changes}", changes=changes), width="content")
        if recipe is None or edits or recipe.dataset != at_hand(base):
            st.button(_("Reset to the recipe"), icon=":material/undo:", on_click=_reset, args=(base,), type="tertiary")


def _start(recipe: Recipe) -> None:
    """Queue a training and make it the picked run."""
    try:
        linked.pick("run", visitor.submit(recipe).name)
    except CnnvizError as error:
        leave_message(error)


def _reset(base: Recipe) -> None:
    reset(f":{field_ending(base)}")
    forget(dataset_key(base))
    layer_editor.undo(field_ending(base))
