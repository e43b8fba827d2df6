"""What did each rung buy?  The documents' figures beside those that were measured, rung by rung."""

from pathlib import Path

import streamlit as st

from cnnviz import figures, networks, recipes
from cnnviz.actions.catalogue import Measured, measured, parameters, rungs
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Ladder, Recipe
from cnnviz.training.runs import Run
from cnnviz.training.transfer import weight_files
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.charts import drawn
from cnnviz.ui.parts.words import duration, number

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
    for recipe, made in rungs(ladder, visitor.owner()):
        run = next((each for each in made if each.evaluation()), None)
        found.append((recipe, run, _measured(str(run.path), _written(run)) if run else None))
    return found


@st.cache_data(max_entries=256, show_spinner=False)
def _measured(path: str, written: int) -> Measured | None:
    """Return what a run reached; ``written`` makes a new measurement a new entry."""
    return measured(Run(Path(path)))


def _written(run: Run) -> int:
    return (run.path / "evaluation.json").stat().st_mtime_ns


def show_chart(climb: list[Rung]) -> None:
    """Draw reported and measured accuracies."""
    names = [f"{recipe.rung} · {recipe.title}" for recipe, _, _ in climb]
    reported = [recipe.reported.accuracy if recipe.reported else None for recipe, _, _ in climb]
    found = [_comparable(recipe, figures_) for recipe, _, figures_ in climb]
    pairs = zip(names, reported, found, strict=True)
    words = "; ".join(
        f"{name}: reported {_share(there, 'nothing')}, measured {_share(here, 'nothing yet')}"
        for name, there, here in pairs
    )
    st.plotly_chart(drawn(figures.rungs, names, reported, found), alt=words, config={"displaylogo": False})


def show_table(climb: list[Rung]) -> None:
    """Show every rung's figures; what is reported and what was measured stand in columns of their own."""
    rows = [_row(recipe, found) for recipe, _, found in climb]
    figures_ = set(rows[0]) - {"rung", "recipe", "reported on"}
    st.dataframe(
        rows,
        hide_index=True,
        column_config={name: st.column_config.Column(alignment="right") for name in figures_},
        alt="Table of the ladder's rungs with reported and measured figures",
    )


def _row(recipe: Recipe, found: Measured | None) -> dict[str, str]:
    reported, missing = recipe.reported, _missing(recipe)
    about = {
        "rung": recipe.rung,
        "recipe": recipe.title,
        "parameters": number(parameters(recipe)),
        "reported": f"{reported.accuracy:.4f}" if reported else "none",
        "reported on": reported.split if reported else "",
    }
    if found is None:
        told = ("measured, test", "measured, validation", "loss, test", "epochs run", "kept epoch", "training", "seed")
        return about | dict.fromkeys(told, missing)
    validated = found.validation_accuracy
    return about | {
        "measured, test": f"{found.test_accuracy:.4f}",
        "measured, validation": "not validated" if validated is None else f"{validated:.4f}",
        "loss, test": f"{found.test_loss:.4f}",
        "epochs run": str(found.epochs),
        "kept epoch": str(found.kept),
        "training": duration(found.seconds),
        "seed": str(found.seed),
    }


def _missing(recipe: Recipe) -> str:
    """Say why a rung has no figures: nobody has trained it here, or it begins with weights that are not here."""
    return "not measured here" if _absent(recipe) else "not trained here yet"


def _absent(recipe: Recipe) -> Backbone | None:
    """Return the backbone whose weights would have to be had first, or None."""
    trained = networks.of(recipe).trained
    return trained if trained and not weight_files.present(trained, recipe.weights or "imagenet") else None


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
        absent = _absent(recipe)
        return (
            f"Not measured here: {absent.title}’s weights are not on this machine, and are downloaded when it is trained."
            if absent
            else "Not trained here yet."
        )
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


def _share(value: float | None, absent: str) -> str:
    return absent if value is None else f"{value:.3f}"
