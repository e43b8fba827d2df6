"""What does a freeze search look like?  Choosing it, starting it, and watching its trials come in."""

import streamlit as st

from cnnviz import datasets, networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.figures import search as search_figures
from cnnviz.recipes import Recipe
from cnnviz.training.queueing.cuts import candidates
from cnnviz.training.runs import Status
from cnnviz.training.runs import search as searching
from cnnviz.training.runs.search import Plan, Search, Trial
from cnnviz.training.transfer import weight_files
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import leave_message, show_error
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import HELP, STATES, duration, number
from cnnviz.ui.train.recipe_fields import WEIGHT_NAMES

LOOK_S = 2.0
PICKED = "picked_search"
NAMED = {
    "done": "to the end",
    "running": "at work",
    "pruned": "given up early",
    "stopped": "stopped",
    "failed": "failed",
}


def choose() -> tuple[Recipe | None, int, int]:
    """Let it be chosen what is searched, and how long.

    Returns:
        The recipe, None where the pictures are too small for its network; trials; minutes.
    """
    offered = {name: each for name, each in recipes.recipes().items() if networks.of(each).trained}
    name = kept(
        st.selectbox, "Recipe", "flowers_mobilenet", "search_recipe", options=list(offered),
        format_func=lambda name: offered[name].title, help="Of its trained network, another part is frozen in each trial.",
    )  # fmt: skip
    base = offered[name]
    backbone = networks.of(base).trained
    assert backbone is not None
    sources = datasets.datasets()
    start = base.dataset if sources[base.dataset].present() else "shapes"
    names = [each for each in sources if sources[each].shape[2] == 3]
    dataset = kept(
        st.selectbox, "Data set", start, f"search_dataset_{name}", options=names, format_func=lambda each: sources[each].title
    )  # fmt: skip
    weights = kept(
        st.selectbox, "Begins with", "imagenet", f"search_weights_{backbone.name}",
        options=[word for word in WEIGHT_NAMES if word != "hed" or backbone.name == "vgg16"],
        format_func=WEIGHT_NAMES.__getitem__, help=HELP["weights"],
    )  # fmt: skip
    if not weight_files.present(backbone, weights):
        st.caption(weight_files.missing(backbone, weights))
    left, right = st.columns(2)
    with left:
        size = kept(
            st.number_input, "Picture size", min(base.input_shape[0], 96 if backbone.smallest < 96 else 150),
            f"search_size_{name}", min_value=backbone.smallest, max_value=512,
            help="Rows and columns. A quarter of the pixels takes a quarter of the time.",
        )  # fmt: skip
        trials = kept(
            st.number_input, "Most trials", 6, f"search_trials_{backbone.name}", min_value=1,
            max_value=len(candidates(backbone)),
        )  # fmt: skip
    with right:
        epochs = kept(
            st.number_input, "Epochs each", 3, "search_epochs", min_value=1, max_value=1000, help=HELP["epoch"]
        )
        minutes = kept(
            st.number_input, "Most minutes", 30, "search_minutes", min_value=1, max_value=10_000,
            help="Of training, all trials together.",
        )  # fmt: skip
    try:
        recipe = base.edited(
            dataset=dataset, weights=weights, input_shape=(size, size, 3), epochs=epochs,
            validation_split=base.validation_split or (0.0 if sources[dataset].own_validation else 0.1),
        )  # fmt: skip
        networks.of(recipe).table(recipe.input_shape, len(sources[dataset].labels))
    except CnnvizError as error:
        show_error(error)
        return None, trials, minutes
    return recipe, trials, minutes


def start(recipe: Recipe, trials: int, minutes: int) -> None:
    """Begin a search and make it the picked one."""
    try:
        if other := searching.at_work():
            raise searching.SearchError(
                f"{searching.named(other, visitor.owner())} is at work: stop it first, or wait for it."
            )
        search = visitor.create_search(recipe, trials, minutes)
        searching.carry_out(search)
        st.session_state[PICKED] = search.name
    except CnnvizError as error:
        leave_message(error)


def pick() -> Search | None:
    """Let a search be picked, the newest first; None if there is none."""
    names = [search.name for search in visitor.searches()]
    if not names:
        return None
    if st.session_state.get(PICKED) not in names:
        st.session_state[PICKED] = names[0]
    return visitor.find_search(st.selectbox("Search", names, key=PICKED))


def show(search: Search) -> None:
    """Show the search; while it is at work, anew every other second, without touching the rest of the page."""
    going_on = search.status().active
    st.fragment(_show, run_every=LOOK_S if going_on else None)(search, going_on)


def _show(search: Search, was_going_on: bool) -> None:
    status = search.status()
    if status.active != was_going_on:
        st.rerun()
    plan, trials, best = search.plan(), search.trials(), search.best()
    word, icon = STATES[status.state]
    box = {"failed": st.error, "interrupted": st.warning, "done": st.success}.get(status.state, st.info)
    box(f"**{'Searching' if status.state == 'running' else word}** · {status.message}", icon=icon)
    if status.active:
        st.progress(min(1.0, status.epoch / plan.trials), text=f"{status.epoch} of {plan.trials} trials")
    _buttons(search, status)
    _charts(plan, trials, best)
    _table(plan, trials, best)


def _buttons(search: Search, status: Status) -> None:
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


def _charts(plan: Plan, trials: list[Trial], best: Trial | None) -> None:
    names = _names(plan)
    tried = [(trial.frozen, trial.state, trial.accuracies) for trial in trials]
    first = best.frozen if best else None
    words = "; ".join(f"{names[trial.frozen]}: {_share(trial.accuracy)}" for trial in trials) or "nothing tried yet"
    figure = search_figures.cuts(tried, names, {frozen: learns(plan, frozen) for frozen in names}, first)
    st.plotly_chart(figure, key="search_cuts", alt=f"Validation accuracy by frozen block: {words}",
                    config={"displaylogo": False})  # fmt: skip
    recipe = plan.recipe
    st.caption(
        f"{recipe.network} on {recipe.dataset}, {recipe.input_shape[1]}×{recipe.input_shape[0]} pixels, seed {recipe.seed}, "
        f"{recipe.epochs} epochs a trial. One seed: differences of a hundredth may be chance."
    )
    if plan.recipe.epochs > 1 and tried:
        figure = search_figures.curves(tried, names, first, recipe.epochs)
        st.plotly_chart(
            figure, key="search_curves", alt=f"Validation accuracy of each trial over its epochs: {words}",
            config={"displaylogo": False},
        )  # fmt: skip


def _table(plan: Plan, trials: list[Trial], best: Trial | None) -> None:
    names = _names(plan)
    with fold("The trials as a table", ":material/table:", "trials") as shown:
        if shown:
            st.dataframe(
                [
                    {
                        "frozen up to": names[trial.frozen],
                        "layers frozen": trial.frozen,
                        "weights that learn": learns(plan, trial.frozen),
                        "validation accuracy": trial.accuracy,
                        "epochs": len(trial.accuracies),
                        "seconds of epochs": trial.seconds,
                        "": "best" if best and best.frozen == trial.frozen else NAMED[trial.state],
                    }
                    for trial in sorted(trials, key=lambda trial: -(trial.accuracy or 0))
                ],
                hide_index=True,
                column_config={
                    "validation accuracy": st.column_config.NumberColumn(format="%.4f"),
                    "seconds of epochs": st.column_config.NumberColumn(format="%.1f"),
                },
                alt="Table of the trials with what was frozen and what each reached",
            )


def offer_best(search: Search) -> None:
    """Say which trial was best, and let it be opened on the page Train."""
    plan, best = search.plan(), search.best()
    if best is None:
        return
    figures = search.run(best.frozen).evaluation() or {}
    st.metric("Best validation accuracy", _share(best.accuracy))
    st.caption(
        f"Frozen up to {_names(plan)[best.frozen]}: {best.frozen} layers. {number(learns(plan, best.frozen))} weights of "
        f"{plan.backbone.title} learned, {duration(best.seconds)}."
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


def learns(plan: Plan, frozen: int) -> int:
    """Return how many weights of the backbone learn."""
    block = plan.backbone.cut(frozen)
    return plan.backbone.trainable - (block.trainable if block else 0)


def _names(plan: Plan) -> dict[int, str]:
    return {0: "nothing", **{block.layers: block.name for block in plan.backbone.blocks}}


def _share(value: float | None) -> str:
    return "not yet" if value is None else f"{value:.3f}"
