"""The rungs of a ladder: the documents' figures beside those that were measured."""

from pathlib import Path

import streamlit as st

from cnnviz import figures, networks, recipes
from cnnviz.actions.catalogue import Measured, measured, parameters, rungs
from cnnviz.base.formats import duration, number
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Ladder, Recipe
from cnnviz.training.runs import Run
from cnnviz.training.transfer import weight_files
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.charts import drawn

Rung = tuple[Recipe, Run | None, Measured | None]


def pick() -> Ladder:
    """Show the field in which a ladder is picked, and return it."""
    offered = recipes.ladders()
    names = list(offered)
    name = linked.select(
        "Ladder",
        names,
        name="ladder",
        start=names[0],
        shown=lambda name: f"{offered[name].title} · {offered[name].source}",
        help="Recipes that build on each other, in the order of their document.",
    )
    return offered[name]


def climbed(ladder: Ladder) -> list[Rung]:
    """Return each rung with its best run: the shipped one, else the visitor's newest; None where there is none."""
    climb: list[Rung] = []
    for recipe, made in rungs(ladder, visitor.owner()):
        run = next((run for run in made if run.evaluation()), None)
        climb.append((recipe, run, _measured(str(run.path), _written(run)) if run else None))
    return climb


@st.cache_data(max_entries=256, show_spinner=False)
def _measured(path: str, written: int) -> Measured | None:
    """Return the measured figures of a run; ``written`` makes a new measurement a new entry."""
    return measured(Run(Path(path)))


def _written(run: Run) -> int:
    return (run.path / "evaluation.json").stat().st_mtime_ns


def show_chart(climb: list[Rung]) -> None:
    """Draw reported and measured accuracies."""
    names = [f"{recipe.rung} · {recipe.title}" for recipe, _, _ in climb]
    reported = [recipe.reported.accuracy if recipe.reported else None for recipe, _, _ in climb]
    reached = [_comparable(recipe, result) for recipe, _, result in climb]
    alt = "; ".join(
        f"{name}: reported {_share(before, 'nothing')}, measured {_share(now, 'nothing yet')}"
        for name, before, now in zip(names, reported, reached, strict=True)
    )
    st.plotly_chart(drawn(figures.rungs, names, reported, reached), alt=alt, config={"displaylogo": False})


def show_table(climb: list[Rung]) -> None:
    """Show the figures of every rung; reported and measured ones stand in columns of their own."""
    rows = [_row(recipe, result) for recipe, _, result in climb]
    numbers = set(rows[0]) - {"rung", "recipe", "reported on"}
    st.dataframe(
        rows,
        hide_index=True,
        column_config={name: st.column_config.Column(alignment="right") for name in numbers},
        alt="Table of the ladder's rungs with reported and measured figures",
    )


def _row(recipe: Recipe, result: Measured | None) -> dict[str, str]:
    reported, missing = recipe.reported, _missing(recipe)
    about = {
        "rung": recipe.rung,
        "recipe": recipe.title,
        "parameters": number(parameters(recipe)),
        "reported": f"{reported.accuracy:.4f}" if reported else "none",
        "reported on": reported.split if reported else "",
    }
    if result is None:
        columns = (
            "measured, test",
            "measured, validation",
            "loss, test",
            "epochs run",
            "kept epoch",
            "training",
            "seed",
        )
        return about | dict.fromkeys(columns, missing)
    validated = result.validation_accuracy
    return about | {
        "measured, test": f"{result.test_accuracy:.4f}",
        "measured, validation": "not validated" if validated is None else f"{validated:.4f}",
        "loss, test": f"{result.test_loss:.4f}",
        "epochs run": str(result.epochs),
        "kept epoch": str(result.kept),
        "training": duration(result.seconds),
        "seed": str(result.seed),
    }


def _missing(recipe: Recipe) -> str:
    """Return why a rung has no figures: it was not trained here, or begins with weights that are not here."""
    return "not measured here" if _absent(recipe) else "not trained here yet"


def _absent(recipe: Recipe) -> Backbone | None:
    """Return the backbone whose weights would have to be downloaded first, or None."""
    trained = networks.of(recipe).trained
    return trained if trained and not weight_files.present(trained, recipe.weights or "imagenet") else None


def show_rung(recipe: Recipe, run: Run | None, result: Measured | None) -> None:
    """Show what the rung changed and why, what it reached, and links to pages that go further."""
    with st.container(border=True):
        st.markdown(f"**{recipe.rung} {recipe.title}** · {recipe.source}  \n{recipe.lesson}")
        st.caption(_verdict(recipe, result) + (f" {recipe.notes}" if recipe.notes else ""))
        with st.container(horizontal=True):
            st.page_link(
                "pages/train.py",
                label="Train it",
                icon=":material/model_training:",
                query_params={"recipe": recipe.name},
            )
            if run and run.weights:
                for page, label in (("activations", "See its layers"), ("evaluate", "See its mistakes")):
                    st.page_link(
                        f"pages/{page}.py", label=label, icon=":material/arrow_forward:", query_params={"run": run.name}
                    )


def _verdict(recipe: Recipe, result: Measured | None) -> str:
    """Return how measured and reported compare; a smaller measured figure is said as plainly as a larger one."""
    if result is None:
        absent = _absent(recipe)
        return (
            f"Not measured here: {absent.title}’s weights are not on this machine, and are downloaded when it is "
            "trained."
            if absent
            else "Not trained here yet."
        )
    cost = (
        f"{result.epochs} epochs, {duration(result.seconds)} on {result.device or 'an unnamed device'}, "
        f"seed {result.seed}."
    )
    if recipe.reported is None:
        return f"Measured {result.test_accuracy:.4f} on the test pictures; {cost}"
    reached, reported = result.against(recipe.reported), recipe.reported.accuracy
    gap = f"{abs(reached - reported):.4f} {'above' if reached >= reported else 'below'}"
    return (
        f"Measured {reached:.4f} ({recipe.reported.split}), {gap} the {reported:.4f} that the document reports; {cost}"
    )


def _comparable(recipe: Recipe, result: Measured | None) -> float | None:
    """Return the measured accuracy on the pictures that the document measured on."""
    if result is None:
        return None
    return result.against(recipe.reported) if recipe.reported else result.test_accuracy


def _share(value: float | None, absent: str) -> str:
    return absent if value is None else f"{value:.3f}"
