"""A freeze search as it goes on: its trials as points in a chart and as a table, and its best."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import duration, number
from cnnviz.figures import search as search_figures
from cnnviz.training.runs import Status
from cnnviz.training.runs import search as searching
from cnnviz.training.runs.search import Plan, Search, Trial
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import show_share
from cnnviz.ui.parts.messages import leave_message
from cnnviz.ui.parts.state import session
from cnnviz.ui.train import run_state

REFRESH_S = 2.0
TRIAL_STATES = {
    "done": "to the end",
    "running": "at work",
    "pruned": "given up early",
    "stopped": "stopped",
    "failed": "failed",
}


def pick() -> Search | None:
    """Show the field in which a search is picked, the newest first; None if there is none."""
    names = [search.name for search in visitor.searches()]
    if not names:
        return None
    linked.pick_first("search", names[0])  # It stays when a newer one begins.
    return visitor.find_search(linked.select("Search", names, name="search", start=names[0], always=True))


def show(search: Search) -> None:
    """Show the search; while it is at work, anew every other second, without touching the rest of the page."""
    going_on = search.status().active
    st.fragment(_show, run_every=REFRESH_S if going_on else None)(search, going_on)


def _show(search: Search, was_going_on: bool) -> None:
    status = search.status()
    if status.active != was_going_on:
        st.rerun()
    plan, trials, best = search.plan(), search.trials(), search.best()
    run_state.show(status.state, status.message, label="Searching" if status.state == "running" else "")
    if status.active:
        show_share(status.epoch / plan.trials, f"{status.epoch} of {plan.trials} trials")
    _show_buttons(search, status)
    _show_charts(plan, trials, best)
    _show_table(plan, trials, best)


def _show_buttons(search: Search, status: Status) -> None:
    if not visitor.may_change(search):
        return
    if status.active:
        st.button("Stop", icon=":material/stop:", on_click=search.request_stop, disabled=status.state == "stopping")
    elif status.state != "done":
        st.button("Resume", icon=":material/resume:", on_click=_resume, args=(search,))


def _resume(search: Search) -> None:
    try:
        searching.carry_out(search)
    except CnnvizError as error:
        leave_message(error)


def _show_charts(plan: Plan, trials: list[Trial], best: Trial | None) -> None:
    names, recipe = _names(plan), plan.recipe
    tried = [(trial.frozen, trial.state, trial.accuracies) for trial in trials]
    first = best.frozen if best else None
    reached = "; ".join(f"{names[trial.frozen]}: {_share(trial.accuracy)}" for trial in trials) or "nothing tried yet"
    st.plotly_chart(
        search_figures.cuts(tried, names, {frozen: learning_weights(plan, frozen) for frozen in names}, first),
        key="search_cuts",
        alt=f"Validation accuracy by frozen block: {reached}",
        config={"displaylogo": False},
    )
    st.caption(
        f"{recipe.network} on {recipe.dataset}, {recipe.input_shape[1]}×{recipe.input_shape[0]} pixels, "
        f"seed {recipe.seed}, {recipe.epochs} epochs a trial. One seed: differences of a hundredth may be chance."
    )
    if recipe.epochs > 1 and tried:
        st.plotly_chart(
            search_figures.curves(tried, names, first, recipe.epochs),
            key="search_curves",
            alt=f"Validation accuracy of each trial over its epochs: {reached}",
            config={"displaylogo": False},
        )


def _show_table(plan: Plan, trials: list[Trial], best: Trial | None) -> None:
    with fold("The trials as a table", ":material/table:", "trials") as shown:
        if shown:
            st.dataframe(
                [_row(plan, trial, best) for trial in sorted(trials, key=lambda trial: -(trial.accuracy or 0))],
                hide_index=True,
                column_config={
                    "validation accuracy": st.column_config.NumberColumn(format="%.4f"),
                    "seconds of epochs": st.column_config.NumberColumn(format="%.1f"),
                },
                alt="Table of the trials with what was frozen and what each reached",
            )


def _row(plan: Plan, trial: Trial, best: Trial | None) -> dict[str, str | float | None]:
    return {
        "frozen up to": _names(plan)[trial.frozen],
        "layers frozen": trial.frozen,
        "weights that learn": learning_weights(plan, trial.frozen),
        "validation accuracy": trial.accuracy,
        "epochs": len(trial.accuracies),
        "seconds of epochs": trial.seconds,
        "": "best" if best and best.frozen == trial.frozen else TRIAL_STATES[trial.state],
    }


def show_best(search: Search) -> None:
    """Show which trial was best, and a button that opens it on the page Train."""
    plan, best = search.plan(), search.best()
    if best is None:
        return
    figures = search.run(best.frozen).evaluation() or {}
    st.metric("Best validation accuracy", _share(best.accuracy))
    st.caption(
        f"Frozen up to {_names(plan)[best.frozen]}: {best.frozen} layers. "
        f"{number(learning_weights(plan, best.frozen))} weights of {plan.backbone.title} learned, "
        f"{duration(best.seconds)}."
    )
    if figures:
        st.caption(
            f"On {number(figures['images'])} test pictures, which chose nothing, after epoch {figures['epoch']}: "
            f"{figures['test_accuracy']:.3f}."
        )
    if st.button("Train the best on Train", icon=":material/model_training:", key="train_best"):
        title = f"{plan.recipe.title}, {best.frozen} layers frozen"
        session().recipe = plan.recipe.then(plan.recipe.name, title, frozen=best.frozen)
        st.switch_page("pages/train.py")


def learning_weights(plan: Plan, frozen: int) -> int:
    """Return how many weights of the backbone learn."""
    block = plan.backbone.cut(frozen)
    return plan.backbone.trainable - (block.trainable if block else 0)


def _names(plan: Plan) -> dict[int, str]:
    """Return the name of each block that may be the last frozen one, by the number of layers up to its end."""
    return {0: "nothing", **{block.layers: block.name for block in plan.backbone.blocks}}


def _share(value: float | None) -> str:
    return "not yet" if value is None else f"{value:.3f}"
