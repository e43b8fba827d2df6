"""Where is my own recipe?  Saved under a name, downloaded, and opened again."""

from pathlib import Path

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.recipes import Recipe, saved
from cnnviz.training.runs import recipe_file
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_error, show_notice, show_success
from cnnviz.ui.parts.state import session


def opened() -> Recipe | None:
    """Return the recipe that a person has opened to edit, and let it be put away; None while there is none."""
    recipe = session().recipe
    if recipe is not None:
        show_notice(f"Editing your recipe {recipe.title}.", icon=":material/receipt_long:")
        st.button("Back to the documents' recipes", icon=":material/undo:", on_click=_open, args=(None,))
    return recipe


def offer(recipe: Recipe) -> None:
    """Offer to save, download and open recipes.

    Args:
        recipe: The recipe as it is edited now.
    """
    with fold("Save or open a recipe", ":material/save:", "files") as shown:
        if shown:
            _files(recipe)
    if fault := st.session_state.pop("recipe_fault", None):
        show_error(fault)


def _files(recipe: Recipe) -> None:
    name = st.text_input("Name", f"my {recipe.network}", max_chars=saved.LONGEST_NAME, key="recipe_name")
    with st.container(horizontal=True):
        st.button("Save", icon=":material/save:", on_click=_save, args=(recipe, name))
        st.download_button("Download", recipe.to_json(), "recipe.json", "application/json", icon=":material/download:")
    if word := st.session_state.pop("recipe_saved", None):
        show_success(word)
    mine = visitor.saved_recipes()
    if mine:
        chosen = st.selectbox("Saved recipes", list(mine), key="saved_recipe")
        st.button("Open", icon=":material/folder_open:", on_click=_open, args=(mine.get(chosen),), key="open_saved")
    file = st.file_uploader("A recipe from a file", ["json"], key="recipe_file", max_upload_size=1)
    if file is not None and st.session_state.get("recipe_file_read") != file.file_id:
        st.session_state["recipe_file_read"] = file.file_id
        _read(file.getvalue())
        st.rerun()


def _save(recipe: Recipe, name: str) -> None:
    try:
        path = visitor.save_recipe(recipe.then(recipe.name, name.strip() or recipe.title), name)
        st.session_state["recipe_saved"] = f"Saved as {path.stem}: it is in the list below from now on."
    except CnnvizError as error:
        st.session_state["recipe_fault"] = str(error)


def _open(path: Path | None) -> None:
    """Begin to edit a saved recipe, or the documents' again."""
    if path is None:
        session().recipe = None
        return
    try:
        _read(path.read_bytes())
    except OSError as error:
        st.session_state["recipe_fault"] = f"The recipe {path.stem} cannot be read ({error.strerror}): choose another."


def _read(content: bytes) -> None:
    """Begin to edit a recipe that somebody sent; what it names must be here."""
    try:
        session().recipe = recipe_file.read(content, visitor.owner())
    except CnnvizError as error:
        st.session_state["recipe_fault"] = str(error)
