"""The visitor's own recipes: saved under a name, downloaded, and opened again."""

from pathlib import Path

import streamlit as st

from cnnviz import networks
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import _
from cnnviz.recipes import Recipe, saved
from cnnviz.training.runs import recipe_file
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import leave_message, show_left, show_notice
from cnnviz.ui.parts.state import session

FAULT, SAVED = "recipe_fault", "recipe_saved"
"""The places of messages: below the fold, and in it."""


def opened() -> Recipe | None:
    """Return the recipe that the visitor opened to edit, and offer to close it; None while there is none."""
    recipe = session().recipe
    if recipe is not None:
        show_notice(_("Editing your recipe {title}.", title=_(recipe.title)), icon=":material/receipt_long:")
        st.button(_("Back to the ready-made recipes"), icon=":material/undo:", on_click=_close)
    return recipe


def offer(recipe: Recipe) -> None:
    """Offer to save, download and open recipes.

    Args:
        recipe: The recipe as it is edited now.
    """
    with fold(_("Save or open a recipe"), ":material/save:", "files") as shown:
        if shown:
            _show_fields(recipe)
    show_left(FAULT)


def _show_fields(recipe: Recipe) -> None:
    suggested = _("My {network}", network=_(networks.of(recipe).title))
    name = st.text_input(_("Name"), max_chars=saved.LONGEST_NAME, key="recipe_name", placeholder=suggested)
    with st.container(horizontal=True):
        st.button(_("Save"), icon=":material/save:", on_click=_save, args=(recipe, name.strip() or suggested))
        st.download_button(
            _("Download"), recipe.to_json(), "recipe.json", "application/json", icon=":material/download:"
        )
    show_left(SAVED)
    recipes = visitor.saved_recipes()
    if recipes:
        chosen = st.selectbox(_("Saved recipes"), list(recipes), key="saved_recipe")
        path = recipes.get(chosen)
        st.button(
            _("Open"), icon=":material/folder_open:", on_click=_open, args=(path,), disabled=not path, key="open_saved"
        )
    file = st.file_uploader(_("A recipe from a file"), ["json"], key="recipe_file", max_upload_size=1)
    if file is not None and session().recipe_file != file.file_id:
        session().recipe_file = file.file_id
        _read(file.getvalue())
        st.rerun()


def _save(recipe: Recipe, name: str) -> None:
    try:
        path = visitor.save_recipe(recipe.then(recipe.name, name), name)
    except CnnvizError as error:
        leave_message(error, at=FAULT)
    else:
        leave_message(_("Saved as {name}: it is in the list below from now on.", name=path.stem), "success", at=SAVED)


def _open(path: Path) -> None:
    """Begin to edit a saved recipe."""
    try:
        _read(path.read_bytes())
    except OSError as error:
        fault = _("The recipe {name} cannot be read ({reason}): choose another.", name=path.stem, reason=error.strerror)
        leave_message(fault, at=FAULT)


def _close() -> None:
    """Return to the ready-made recipes."""
    session().recipe = None


def _read(content: bytes) -> None:
    """Begin to edit a recipe from a file; what it names must be on this machine."""
    try:
        session().recipe = recipe_file.read(content, visitor.owner())
    except CnnvizError as error:
        leave_message(error, at=FAULT)
