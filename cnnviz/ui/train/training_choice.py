"""Choice of the training that the page Train shows beside its form."""

import streamlit as st

from cnnviz.locale import _
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run, records, titles
from cnnviz.training.runs.search import at_work as search_at_work
from cnnviz.training.runs.search import named
from cnnviz.ui.choices.run_choice import by_name, select_run
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.train.recipe.choice import field_ending


def pick_training(base: Recipe) -> str | None:
    """Show the field in which a training is picked, and return its name; None if there is no training.

    Until the visitor has picked one, it is one of the form's recipe. One that was started here or that the link names
    stays when a newer training begins, and gives way only where the form turns to another recipe.

    Args:
        base: The recipe that the form begins with.
    """
    available = by_name(*visitor.runs(), *records())
    if not available:
        return None
    state, suggested = session(), _fitting(base, list(available.values())).name
    picked, turned = linked.picked("run"), field_ending(base) != state.form_recipe
    if turned and picked and picked == state.suggested_run:  # The visitor has picked no other.
        state.links.picks["run"] = suggested  # Not by `linked.pick`: what the link says comes first.
    state.form_recipe, state.suggested_run = field_ending(base), suggested
    return select_run(available, suggested, _("Training shown"))


def _fitting(base: Recipe, available: list[Run]) -> Run:
    """Return the run to show beside the form: one at work, else one of the same recipe, else the newest."""
    mine = [run for run in available if not run.shipped]
    if mine and (mine[0].status().active or mine[0].status().state == "queued"):
        return mine[0]
    alike = [run for run in available if run.recipe().name == base.name]
    related = [run for run in available if run.recipe().network == base.network]
    return [*alike, *mine, *sorted(related, key=lambda run: not run.weights), *available][0]


def show_search_notice() -> None:
    """Show a notice while a freeze search is at work: a training begins between two of its trials."""
    if search := search_at_work():
        show_notice(
            _(
                "{search} is running: a training begins when its current trial has ended.",
                search=named(search, visitor.owner()),
            ),
            icon=":material/ac_unit:",
        )


def show_mismatch(base: Recipe, dataset: str, run: Run) -> None:
    """Show a caption where the run on the page is of another recipe, or on another data set, than the form.

    Args:
        base: The recipe that the form begins with.
        dataset: Name of the form's data set.
        run: The run that is shown.
    """
    recipe = run.recipe()
    if recipe.name != base.name:
        st.caption(
            _("The training below used another recipe than the form: {title}.", title=escaped(titles.title(run)))
        )
    elif recipe.dataset != dataset:
        shown = titles.pictures(recipe.dataset)  # A user's own are not named: the run may be shared, and they not.
        st.caption(_("The training below used other pictures than the form: {dataset}.", dataset=escaped(shown)))
