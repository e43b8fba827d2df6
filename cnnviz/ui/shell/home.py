"""The first page: ways into the app, the trained networks that came with it, and the visitor's runs."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import streamlit as st

from cnnviz.base.formats import number
from cnnviz.training.runs import Run
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import STATES, progress, run_titles

RUNS = 8
"""Runs on the page at most."""


class Door(NamedTuple):
    """A way into the app.

    Attributes:
        title: What can be done.
        text: What becomes of it.
        page: Name of the page.
        label: The link's label.
        icon: Name of a Material icon.
    """

    title: str
    text: str
    page: str
    label: str
    icon: str


DOORS = (
    Door("Open a trained network", "See what each layer finds in a picture.", "activations", "Look inside", "grid_on"),
    Door("Train one now", "The first curves move within seconds.", "train", "Train", "model_training"),
    Door(
        "Let it name a picture",
        "Cat or dog? Upload a photo. Other networks know digits, flowers and birds.",
        "classify",
        "Classify",
        "image_search",
    ),
)


def show_doors(classifier: str | None) -> None:
    """Show the ways into the app side by side.

    Args:
        classifier: Name of the network that Classify opens; None for the page's own choice.
    """
    for column, door in zip(st.columns(len(DOORS)), DOORS, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{door.title}**  \n{door.text}")  # A link would cut off what a line has no room for.
            query = {"run": classifier} if classifier and door.page == "classify" else None
            st.page_link(f"pages/{door.page}.py", label=door.label, icon=f":material/{door.icon}:", query_params=query)


def show_runs(runs: Sequence[Run]) -> None:
    """Show the state of the first few runs, each with a link to its page."""
    titles = run_titles(runs)
    for run in runs[:RUNS]:
        status = run.status()
        state, icon = STATES[status.state]
        message = progress(status) if status.active and status.steps else escaped(status.message)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{icon} **{state}** · {escaped(titles[run.name])} · {message}", width="stretch")
            st.page_link("pages/train.py", label="Show", icon=":material/show_chart:", query_params={"run": run.name})


def best_first(rows: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the most accurate network of each data set, and the others.

    Args:
        rows: Rows of `cnnviz.actions.catalogue.catalogue`.
    """
    ordered = sorted(rows, key=lambda row: -(row["measured"] or {}).get("test_accuracy", 0.0))
    best: dict[str, dict[str, Any]] = {}
    for row in ordered:
        best.setdefault(row["dataset"], row)
    return list(best.values()), [row for row in ordered if row not in best.values()]


def show_network(row: dict[str, Any]) -> None:
    """Show one network: its title, its accuracy, and a link to its layers."""
    measured, reported = row["measured"] or {}, row["reported"]
    facts = [row["source"], f"{number(row['parameters'])} parameters"]
    if measured:
        facts.append(f"measured **{measured['test_accuracy']:.3f}** on {number(measured['images'])} test pictures")
    if reported:
        facts.append(f"reported {reported['accuracy']:.3f}")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{row['title']}**  \n{' · '.join(facts)}", width="stretch")
        st.page_link(
            "pages/activations.py",
            label="Look inside",
            icon=":material/arrow_forward:",
            query_params={"run": row["checkpoint"]},
        )
