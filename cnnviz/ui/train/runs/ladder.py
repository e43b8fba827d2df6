"""The steps of a row of improvements: what the documents report beside what was measured."""

from pathlib import Path

import streamlit as st

from cnnviz import figures, recipes
from cnnviz.actions.catalogue import Measured, measured, parameters, rungs
from cnnviz.base.formats import duration
from cnnviz.locale import N_, _, number
from cnnviz.recipes import Ladder, Recipe, documents
from cnnviz.training.runs import Run
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.charts import drawn
from cnnviz.ui.parts.words import table
from cnnviz.ui.train.runs import ladder_words as say
from cnnviz.ui.train.runs import stand_in

Step = tuple[Recipe, Run | None, Measured | None]
COLUMNS = {
    "step": N_("step"),
    "recipe": N_("training"),
    "reported": N_("reported accuracy"),
    "reported_on": N_("reported on"),
    "test": N_("test accuracy"),
    "test_interval": N_("95 % interval"),
    "validation": N_("validation accuracy"),
    "validation_interval": N_("its 95 % interval"),
    "weights": N_("measured with"),
    "test_images": N_("test pictures"),
    "reported_loss": N_("reported loss"),
    "test_loss": N_("test loss"),
    "epochs": N_("epochs trained"),
    "kept": N_("epoch kept"),
    "seconds": N_("training time"),
    "seed": N_("seed"),
    "parameters": N_("parameters"),
}
"""Heading of each column of the table, from the left."""
KNOWN = ("step", "recipe", "reported", "reported_on", "reported_loss", "parameters", "weights")
"""Columns that are known before a step is trained."""
WORDS = ("step", "recipe", "reported_on", "weights")
"""Columns that hold no numbers."""


def pick() -> Ladder:
    """Show the field in which a row of improvements is picked, and return it."""
    offered = recipes.ladders()
    names = list(offered)
    name = linked.select(
        _("Improvements of"),
        names,
        name="ladder",
        start=names[0],
        shown=lambda name: f"{_(offered[name].title)} · {documents.shown(offered[name].source)}",
        help=_("Trainings that build on each other, in the order of their document."),
    )
    return offered[name]


def climbed(ladder: Ladder) -> list[Step]:
    """Return each step with its best run: the ready-made one, else the visitor's newest; None where there is none."""
    climb: list[Step] = []
    for recipe, made in rungs(ladder, visitor.owner()):
        run = next((run for run in made if run.evaluation()), None)
        climb.append((recipe, run, _measured(str(run.path), _written(run)) if run else None))
    return climb


@st.cache_data(max_entries=256, show_spinner=False)
def _measured(path: str, written: int) -> Measured | None:
    """Return the measured results of a run; ``written`` makes a new measurement a new entry."""
    return measured(Run(Path(path)))


def _written(run: Run) -> int:
    return (run.path / "evaluation.json").stat().st_mtime_ns


def show_chart(climb: list[Step]) -> None:
    """Draw reported and measured accuracies, with the interval of each measured one."""
    names = [f"{say.step(recipe, climb)} · {_(recipe.title)}" for recipe, *_rest in climb]
    reported = [recipe.reported.accuracy if recipe.reported else None for recipe, *_rest in climb]
    compared = [say.comparable(recipe, result) for recipe, _run, result in climb]
    reached = [each.accuracy if each else None for each in compared]
    intervals = [each.interval if each else None for each in compared]
    alt = "; ".join(
        _("{name}: reported {reported}, measured {measured}", name=name, reported=_share(before), measured=_share(now))
        for name, before, now in zip(names, reported, reached, strict=True)
    )
    chart = drawn(figures.rungs, names, reported, reached, intervals)
    st.plotly_chart(chart, alt=alt, config={"displaylogo": False})


def show_table(climb: list[Step]) -> None:
    """Show the results of every step; reported and measured ones stand in columns of their own."""
    rows = [_row(recipe, result, climb) for recipe, _run, result in climb]
    if any(result and result.weights_of for _recipe, _run, result in climb):
        rows = [
            row | {"weights": result.weights_of if result else ""}
            for row, (*_step, result) in zip(rows, climb, strict=True)
        ]
    table(
        [{name: row[name] for name in COLUMNS if name in row} for row in rows],
        hide_index=True,
        column_config={
            name: st.column_config.Column(_(heading), alignment="left" if name in WORDS else "right")
            for name, heading in COLUMNS.items()
        },
        alt=_("Table of the steps with reported and measured results"),
    )


def _row(recipe: Recipe, result: Measured | None, climb: list[Step]) -> dict[str, str]:
    reported, none = recipe.reported, _("not reported")
    about = {
        "step": say.step(recipe, climb),
        "recipe": _(recipe.title),
        "parameters": number(parameters(recipe), ","),
        "reported": number(reported.accuracy, ".4f") if reported else none,
        "reported_loss": number(reported.loss, ".3f") if reported and reported.loss is not None else none,
        "reported_on": say.split(reported.split) if reported else "",
    }
    if result is None:
        return about | dict.fromkeys((name for name in COLUMNS if name not in KNOWN), say.missing(recipe))
    validated, unknown = result.validation_accuracy, _("not known")
    return about | {
        "test": number(result.test_accuracy, ".4f"),
        "test_interval": say.span(result.test_accuracy, result.images) or unknown,
        "test_images": number(result.images, ","),
        "validation": _("not validated") if validated is None else number(validated, ".4f"),
        "validation_interval": "" if validated is None else say.span(validated, result.validation_images) or unknown,
        "test_loss": number(result.test_loss, ".4f"),
        "epochs": number(result.epochs),
        "kept": number(result.kept),
        "seconds": duration(result.seconds),
        "seed": str(result.seed),
    }


def show_step(ladder: Ladder, climb: list[Step], recipe: Recipe, run: Run | None, result: Measured | None) -> None:
    """Show what the step changed and why, what it reached, and links to pages that go further."""
    before = ladder.before(recipe)
    with st.container(border=True):
        title = f"**{say.step(recipe, climb)} {_(recipe.title)}** · {documents.shown(recipe.source)}"
        st.markdown(f"{title}  \n{_(recipe.lesson)}")
        if before:
            st.markdown(
                _(
                    "**Changed against {step}:** {changes}",
                    step=say.step(before, climb),
                    changes=" · ".join(say.changes(recipe, before)),
                )
            )
        earlier = next((each for other, _run, each in climb if other == before), None)
        st.caption(" ".join([say.verdict(recipe, result), *say.gain(recipe, before, climb, result, earlier)]))
        if recipe.notes:
            st.caption(_(recipe.notes))
        stand_in.show(run)
        with st.container(horizontal=True):
            st.page_link(
                "pages/train.py",
                label=_("Train it"),
                icon=":material/model_training:",
                query_params={"recipe": recipe.name},
            )
            if run and run.weights:
                for page, label in (("activations", _("See its layers")), ("evaluate", _("See its mistakes"))):
                    st.page_link(
                        f"pages/{page}.py", label=label, icon=":material/arrow_forward:", query_params={"run": run.name}
                    )


def _share(value: float | None) -> str:
    return _("nothing") if value is None else number(value, ".3f")
