"""A freeze search as it goes on: its trials as points in a chart and as a table, and its best."""

from datetime import datetime

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import duration
from cnnviz.figures import search as search_figures
from cnnviz.locale import N_, _, date, ngettext, number
from cnnviz.training.runs import Status, titles
from cnnviz.training.runs import search as searching
from cnnviz.training.runs.search import Plan, Search, Trial
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import show_share
from cnnviz.ui.parts.messages import escaped, leave_message
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import table
from cnnviz.ui.train import run_state

REFRESH_S = 2.0
TRIAL_STATES = {state: label for state, (label, *_marks) in search_figures.STYLES.items()} | {"failed": N_("Failed")}


def pick() -> Search | None:
    """Show the field in which a search is picked, the newest first; None if there is none."""
    names = [search.name for search in visitor.searches()]
    if not names:
        return None
    linked.pick_first("search", names[0])  # It stays when a newer one begins.
    labels = {name: _label(name) for name in names}
    name = linked.select(_("Searches"), names, name="search", start=names[0], shown=labels.__getitem__, always=True)
    return visitor.find_search(name)


def _label(name: str) -> str:
    """Return what is searched, and when it was begun or how it was named; the name where it cannot be read."""
    try:
        title = _(visitor.find_search(name).plan().recipe.title)
    except CnnvizError:
        return name
    try:
        return f"{title} · {date(datetime.strptime(name[:19], '%Y-%m-%d_%H-%M-%S'))}"
    except ValueError:  # It was named on the command line.
        return f"{title} · {name}"


def show(search: Search) -> None:
    """Show the search; while it is at work, anew every other second, without touching the rest of the page."""
    going_on = search.status().active
    st.fragment(_show, run_every=REFRESH_S if going_on else None)(search, going_on)


def _show(search: Search, was_going_on: bool) -> None:
    status = search.status()
    if status.active != was_going_on:
        st.rerun()
    plan, trials, best = search.plan(), search.trials(), search.best()
    label = _("Searching") if status.state == "running" else ""
    run_state.show(status.state, str(status.message), label=label)
    if status.active:
        trials_done = ngettext("{done} of {n} trial", "{done} of {n} trials", plan.trials, done=status.epoch)
        show_share(status.epoch / plan.trials, trials_done)
    _show_buttons(search, status)
    _show_charts(plan, trials, best)
    _show_table(plan, trials, best)


def _show_buttons(search: Search, status: Status) -> None:
    if not visitor.may_change(search):
        return
    if status.active:
        st.button(_("Stop"), icon=":material/stop:", on_click=search.request_stop, disabled=status.state == "stopping")
    elif status.state != "done":
        st.button(_("Resume"), icon=":material/resume:", on_click=_resume, args=(search,))


def _resume(search: Search) -> None:
    try:
        searching.carry_out(search)
    except CnnvizError as error:
        leave_message(error)


def _show_charts(plan: Plan, trials: list[Trial], best: Trial | None) -> None:
    names, recipe = _names(plan), plan.recipe
    tried = [(trial.frozen, trial.state, trial.accuracies) for trial in trials]
    first = best.frozen if best else None
    reached = " · ".join(f"{names[trial.frozen]}: {_share(trial.accuracy)}" for trial in trials)
    reached = reached or _("nothing tried yet")
    st.plotly_chart(
        search_figures.cuts(tried, names, {frozen: learning_weights(plan, frozen) for frozen in names}, first),
        key="search_cuts",
        alt=_("Validation accuracy by frozen block: {trials}", trials=reached),
        config={"displaylogo": False},
    )
    st.caption(
        " ".join(
            (
                ngettext(
                    "{network} on {pictures}, {size} pixels, {n} epoch per trial, all with seed {seed}.",
                    "{network} on {pictures}, {size} pixels, {n} epochs per trial, all with seed {seed}.",
                    recipe.epochs,
                    network=plan.backbone.title,
                    pictures=escaped(titles.pictures(recipe.dataset)),
                    size=f"{recipe.input_shape[1]}×{recipe.input_shape[0]}",
                    seed=recipe.seed,
                ),
                _("Differences of one or two hundredths may be chance."),
            )
        )
    )
    if recipe.epochs > 1 and tried:
        st.plotly_chart(
            search_figures.curves(tried, names, first, recipe.epochs),
            key="search_curves",
            alt=_("Validation accuracy of each trial over its epochs: {trials}", trials=reached),
            config={"displaylogo": False},
        )


def _show_table(plan: Plan, trials: list[Trial], best: Trial | None) -> None:
    with fold(_("The trials as a table"), ":material/table:", "trials") as shown:
        if shown:
            table(
                [_row(plan, trial, best) for trial in sorted(trials, key=lambda trial: -(trial.accuracy or 0))],
                {"validation accuracy": ".4f", "seconds of epochs": ".1f"},
                hide_index=True,
                column_config={
                    "frozen up to": _("Frozen up to"),
                    "layers frozen": _("Layers frozen"),
                    "weights that learn": _("Weights that learn"),
                    "validation accuracy": st.column_config.NumberColumn(_("Validation accuracy")),
                    "epochs": _("Epochs"),
                    "seconds of epochs": st.column_config.NumberColumn(_("Seconds")),
                },
                alt=_("Table of the trials, with the layers frozen and the accuracy reached"),
            )


def _row(plan: Plan, trial: Trial, best: Trial | None) -> dict[str, str | float | None]:
    return {
        "frozen up to": _names(plan)[trial.frozen],
        "layers frozen": trial.frozen,
        "weights that learn": learning_weights(plan, trial.frozen),
        "validation accuracy": trial.accuracy,
        "epochs": len(trial.accuracies),
        "seconds of epochs": trial.seconds,
        "": _("Best") if best and best.frozen == trial.frozen else _(TRIAL_STATES[trial.state]),
    }


def show_best(search: Search) -> None:
    """Show which trial was best, and a button that opens it on the page Train."""
    plan, best = search.plan(), search.best()
    if best is None:
        return
    evaluation = search.run(best.frozen).evaluation() or {}
    st.metric(_("Best validation accuracy"), _share(best.accuracy))
    st.caption(
        _(
            "{layers} layers frozen, up to {block}. {weights:,} weights of {network} learned, in {time}.",
            layers=best.frozen,
            block=_names(plan)[best.frozen],
            weights=learning_weights(plan, best.frozen),
            network=plan.backbone.title,
            time=duration(best.seconds),
        )
        if best.frozen
        else _(
            "Nothing frozen: all {weights:,} weights of {network} learned, in {time}.",
            weights=learning_weights(plan, 0),
            network=plan.backbone.title,
            time=duration(best.seconds),
        )
    )
    if evaluation:
        st.caption(
            ngettext(
                "Test accuracy {accuracy:.3f}, on {n:,} picture that had no part in the choice; weights of epoch "
                "{epoch}.",
                "Test accuracy {accuracy:.3f}, on {n:,} pictures that had no part in the choice; weights of epoch "
                "{epoch}.",
                evaluation["images"],
                accuracy=evaluation["test_accuracy"],
                epoch=evaluation["epoch"],
            )
        )
    if st.button(_("Open the best on Train"), icon=":material/model_training:", key="train_best"):
        title = _("{recipe}, {n} layers frozen", recipe=_(plan.recipe.title), n=best.frozen)
        session().recipe = plan.recipe.then(plan.recipe.name, title, frozen=best.frozen)
        st.switch_page("pages/train.py")


def learning_weights(plan: Plan, frozen: int) -> int:
    """Return how many weights of the backbone learn."""
    block = plan.backbone.cut(frozen)
    return plan.backbone.trainable - (block.trainable if block else 0)


def _names(plan: Plan) -> dict[int, str]:
    """Return the name of each block that may be the last frozen one, by the number of layers up to its end."""
    return {0: _("nothing"), **{block.layers: block.name for block in plan.backbone.blocks}}


def _share(value: float | None) -> str:
    return _("not yet") if value is None else number(value, ".3f")
