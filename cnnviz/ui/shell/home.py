"""The first page: ways into the app, the trained networks that came with it, and the visitor's runs."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import streamlit as st

from cnnviz import recipes
from cnnviz.actions.catalogue import measured, record
from cnnviz.locale import N_, _, ngettext
from cnnviz.recipes import documents
from cnnviz.training.runs import Run
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import STATES, facts, progress, run_titles, state_label

VALIDATION = "validation"
"""The kind of pictures that some documents report on, as in `cnnviz.recipes.Reported`."""
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
    Door(
        N_("Open a trained network"),
        N_("See what each layer finds in a picture."),
        "activations",
        N_("Look inside"),
        "grid_on",
    ),
    Door(
        N_("Train one now"),
        N_("The first curves move within seconds."),
        "train",
        N_("Train"),
        "model_training",
    ),
    Door(
        N_("Classify a picture"),
        N_("Cat or dog? Upload a photo. Other networks know digits, flowers and birds."),
        "classify",
        N_("Classify"),
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
            st.markdown(f"**{_(door.title)}**  \n{_(door.text)}")  # A link would cut off what a line has no room for.
            query = {"run": classifier} if classifier and door.page == "classify" else None
            st.page_link(
                f"pages/{door.page}.py", label=_(door.label), icon=f":material/{door.icon}:", query_params=query
            )


def show_runs(runs: Sequence[Run]) -> None:
    """Show the state of the first few runs, each with a link to its page."""
    titles = run_titles(runs)
    for run in runs[:RUNS]:
        status = run.status()
        state, (_label, icon) = state_label(status.state), STATES[status.state]
        message = progress(status) if status.active and status.steps else escaped(str(status.message))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{icon} **{state}** · {escaped(titles[run.name])} · {message}", width="stretch")
            st.page_link(
                "pages/train.py", label=_("Show"), icon=":material/show_chart:", query_params={"run": run.name}
            )


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
    what = facts(
        documents.shown(row["source"]),
        ngettext("{n:,} parameter", "{n:,} parameters", row["parameters"]),
        *accuracies(row["measured"], row["reported"], _validated(row)),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{_(row['title'])}**  \n{what}", width="stretch")
        st.page_link(
            "pages/activations.py",
            label=_("Look inside"),
            icon=":material/arrow_forward:",
            query_params={"run": row["checkpoint"]},
        )


def accuracies(measured: dict[str, Any] | None, reported: dict[str, Any] | None, validated: float | None) -> list[str]:
    """Return the accuracies of a network in words, each with the pictures that it was measured on.

    Args:
        measured: Its own, on the test pictures; None where it was not measured.
        reported: What the author of the document reports; None for none.
        validated: Its own on the validation pictures, to be compared with a reported one on those; None for none.
    """
    facts = []
    if measured:
        facts.append(
            ngettext(
                "accuracy **{accuracy:.3f}**, measured here on {n:,} test picture",
                "accuracy **{accuracy:.3f}**, measured here on {n:,} test pictures",
                measured["images"],
                accuracy=measured["test_accuracy"],
            )
        )
    if reported and reported["split"] == VALIDATION:
        if validated is not None:
            facts.append(_("{accuracy:.3f} here on validation pictures", accuracy=validated))
        facts.append(_("reported: {accuracy:.3f} on validation pictures", accuracy=reported["accuracy"]))
    elif reported:
        facts.append(_("reported: {accuracy:.3f} on test pictures", accuracy=reported["accuracy"]))
    return facts


def _validated(row: dict[str, Any]) -> float | None:
    """Return the network's accuracy on the validation pictures, where the document reports on those."""
    if not row["reported"] or row["reported"]["split"] != VALIDATION:
        return None
    run = record(recipes.get(row["name"]))
    results = measured(run) if run else None
    return results.validation_accuracy if results else None
