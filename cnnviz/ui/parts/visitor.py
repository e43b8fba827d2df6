"""The one door to runs, searches, photos and recipes for every page: it knows what a visitor may see and change.

In classroom mode a visitor is a browser with a token that nobody can guess, kept in a cookie; the disk holds only its
checksum. At home the owner is None, who sees everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import streamlit as st

from cnnviz import datasets
from cnnviz.base.settings import classroom
from cnnviz.datasets import Source
from cnnviz.datasets.personal import sets
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.locale import Message, _
from cnnviz.recipes import Recipe, saved
from cnnviz.training.queueing import queue, turns
from cnnviz.training.runs import Run, RunError, search, titles
from cnnviz.training.runs import find as find_run
from cnnviz.training.runs import runs as all_runs
from cnnviz.training.runs.search import Search
from cnnviz.ui.parts import cookie
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.parts.state import session


def owner() -> str | None:
    """Return the checksum of this browser's token, 64 hexadecimal digits; None at home, where everything is seen."""
    return sha256(cookie.token().encode()).hexdigest() if classroom() else None


def is_teacher() -> bool:
    """Return whether this session has given the teacher's password."""
    return classroom() and session().teacher


def may_change(thing: Run | Search | PersonalSet) -> bool:
    """Return whether this visitor may stop, delete or share it."""
    return is_teacher() or thing.ownership.belongs_to(owner())


def pseudonym(thing: Run) -> str:
    """Return a short name for its owner, which tells nobody who that is."""
    checksum = thing.ownership.owner
    if not checksum:
        return _("everybody")
    return _("you") if checksum == owner() else _("browser {name}", name=checksum[:4])


SHORT = "r"
"""The name under which a short link carries a run's code."""


def short_code(run: Run) -> str:
    """Return the run's code in a short link, six letters and digits."""
    return sha256(run.name.encode()).hexdigest()[:6]


def follow_short_link() -> None:
    """Open the run of a short link, if this visitor may see it; else the first page opens, with a warning."""
    code = st.query_params.get(SHORT)
    if code is None:
        return
    del st.query_params[SHORT]
    for run in runs():
        if short_code(run) == code:
            st.switch_page("pages/train.py", query_params={"run": run.name})
    show_warning(_("There is no training behind this link: it was deleted, or is no longer shared."))


# What a visitor may see.


def runs() -> list[Run]:
    """Return the runs that this visitor may see, the newest first."""
    return all_runs(owner())


def managed_runs() -> list[Run]:
    """Return the runs that this visitor may stop or delete; a teacher manages everybody's."""
    return all_runs(None if is_teacher() else owner())


def find(name: str) -> Run:
    """Return the run of that name.

    Raises:
        RunError: There is none that this visitor may see.
    """
    return find_run(name, owner())


def searches() -> list[Search]:
    """Return the freeze searches that this visitor may see, newest first; a teacher sees everybody's, to stop them."""
    return search.searches(None if is_teacher() else owner())


def find_search(name: str) -> Search:
    """Return the freeze search of that name.

    Raises:
        SearchError: There is none that this visitor may see.
    """
    return search.find(name, None if is_teacher() else owner())


def sources() -> dict[str, Source]:
    """Return the data sets that this visitor may see, by name."""
    return datasets.available(owner())


def source(name: str) -> Source:
    """Return the data set of that name.

    Raises:
        DataError: There is none that this visitor may see.
    """
    return datasets.get(name, owner())


def own_sets() -> list[PersonalSet]:
    """Return the data sets of photos that this visitor may change, the newest first."""
    return [each for each in sets.personal_sets(owner()) if each.ownership.belongs_to(owner())]


def saved_recipes() -> dict[str, Path]:
    """Return the files of the saved recipes that this visitor may see, by name."""
    return saved.saved(owner() or "")


# What a visitor makes, and owns.


def submit(recipe: Recipe) -> Run:
    """Queue a training.

    Raises:
        CnnvizError: It is not possible; the message says why and what to do.
    """
    source(recipe.dataset)
    return queue.submit(recipe, owner() or "", most_each())


def resume(run: Run) -> None:
    """Queue a run again.

    Raises:
        RunError: It is not possible; the message says why and what to do.
    """
    queue.resume(run, most_each())


def rename(run: Run, new_title: str) -> None:
    """Give a run another title.

    Raises:
        RunError: It belongs to another visitor, came with the app, or cannot be written to.
    """
    if not may_change(run):
        raise RunError(Message("Only the person who trained it can rename {name}.", name=titles.title(run)))
    titles.rename(run, new_title)


def most_each() -> int | None:
    """Return how many runs each visitor may have queued or running; None at home, where there is no limit."""
    return turns.most_each() if classroom() else None


def create_search(recipe: Recipe, trials: int, minutes: int) -> Search:
    """Create a freeze search.

    Raises:
        CnnvizError: It is not possible; the message says why and what to do.
    """
    source(recipe.dataset)
    return Search.create(recipe, trials, minutes, owner=owner() or "")


def create_set(title: str, labels: Sequence[str] = ()) -> PersonalSet:
    """Create a data set for photos, with its first classes.

    Raises:
        DataError: It is not possible; the message says why and what to do.
    """
    return sets.create(title, owner() or "", labels)


def save_recipe(recipe: Recipe, name: str) -> Path:
    """Save a recipe under a name.

    Raises:
        RecipeError: It is not possible; the message says why and what to do.
    """
    return saved.save(recipe, name, owner() or "")
