"""What did each rung buy?  The documents' figures beside those that were measured, rung by rung."""

import streamlit as st

from cnnviz import figures, recipes
from cnnviz.catalogue import Measured, measured, parameters, rungs
from cnnviz.recipes import Ladder, Recipe
from cnnviz.training import Run
from cnnviz.ui.words import duration

Rung = tuple[Recipe, Run | None, Measured | None]


def pick() -> Ladder:
    """Let a ladder be picked; the pick stands in the link."""
    offered = recipes.ladders()
    names = list(offered)
    chosen = st.selectbox(
        "Ladder", names, format_func=lambda name: f"{offered[name].title} · {offered[name].source}",
        key="ladder", bind="query-params", help="Recipes that build on each other, in the order of their document.",
    )  # fmt: skip
    return offered[chosen or names[0]]


def climbed(ladder: Ladder) -> list[Rung]:
    """Return each rung with its best known run: the shipped one, else the person's newest; None where there is none."""
    found: list[Rung] = []
    for recipe, made in rungs(ladder):
        run = next((each for each in made if each.evaluation()), None)
        found.append((recipe, run, measured(run) if run else None))
    return found


def show_chart(climb: list[Rung]) -> None:
    """Draw reported and measured accuracies."""
    names = [f"{recipe.rung} · {recipe.title}" for recipe, _, _ in climb]
    reported = [recipe.reported.accuracy if recipe.reported else None for recipe, _, _ in climb]
    found = [_comparable(recipe, figures_) for recipe, _, figures_ in climb]
    pairs = zip(names, reported, found, strict=True)
    words = "; ".join(f"{name}: reported {_share(there)}, measured {_share(here)}" for name, there, here in pairs)
    st.plotly_chart(figures.rungs(names, reported, found), alt=words, config={"displaylogo": False})


def show_table(climb: list[Rung]) -> None:
    """Show every rung's figures; what is reported and what was measured stand in columns of their own."""
    st.dataframe(
        [
            {
                "rung": recipe.rung,
                "recipe": recipe.title,
                "parameters": parameters(recipe),
                "reported": recipe.reported.accuracy if recipe.reported else None,
                "reported on": recipe.reported.split if recipe.reported else "",
                "measured, test": found.test_accuracy if found else None,
                "measured, validation": found.validation_accuracy if found else None,
                "loss, test": found.test_loss if found else None,
                "epochs run": found.epochs if found else None,
                "kept epoch": found.kept if found else None,
                "training": duration(found.seconds) if found else "not trained yet",
                "seed": found.seed if found else None,
            }
            for recipe, _, found in climb
        ],
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.4f")
            for name in ("reported", "measured, test", "measured, validation", "loss, test")
        },
        alt="Table of the ladder's rungs with reported and measured figures",
    )


def show_rung(recipe: Recipe, run: Run | None, found: Measured | None) -> None:
    """Say what the rung changed and why, how it came out, and where to go from here."""
    with st.container(border=True):
        st.markdown(f"**{recipe.rung} {recipe.title}** · {recipe.source}  \n{recipe.lesson}")
        st.caption(_verdict(recipe, found) + (f" {recipe.notes}" if recipe.notes else ""))
        with st.container(horizontal=True):
            st.page_link(
                "pages/train.py", label="Train it", icon=":material/model_training:",
                query_params={"recipe": recipe.name},
            )  # fmt: skip
            if run and run.weights:
                for page, label in (("activations", "See its layers"), ("evaluate", "See its mistakes")):
                    st.page_link(
                        f"pages/{page}.py", label=label, icon=":material/arrow_forward:", query_params={"run": run.name}
                    )


def _verdict(recipe: Recipe, found: Measured | None) -> str:
    """Say how measured and reported compare; a smaller measured figure is said as plainly as a larger one."""
    if found is None:
        return "Not trained here yet."
    cost = (
        f"{found.epochs} epochs, {duration(found.seconds)} on {found.device or 'an unnamed device'}, seed {found.seed}."
    )
    if recipe.reported is None:
        return f"Measured {found.test_accuracy:.4f} on the test pictures; {cost}"
    here, there = found.against(recipe.reported), recipe.reported.accuracy
    gap = f"{abs(here - there):.4f} {'above' if here >= there else 'below'}"
    return f"Measured {here:.4f} ({recipe.reported.split}), {gap} the {there:.4f} that the document reports; {cost}"


def _comparable(recipe: Recipe, found: Measured | None) -> float | None:
    if found is None:
        return None
    return found.against(recipe.reported) if recipe.reported else found.test_accuracy


def _share(value: float | None) -> str:
    return "not yet" if value is None else f"{value:.3f}"
