"""The first page: ways into the app, the trained networks that came with it, and the visitor's runs."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psutil
import streamlit as st

from cnnviz import recipes
from cnnviz.actions.catalogue import measured, record
from cnnviz.locale import N_, _, ngettext
from cnnviz.recipes import documents
from cnnviz.training.runs import Run
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import STATES, facts, progress, run_titles, state_label
from cnnviz.ui.shell.home_cards import show_thumbnail

VALIDATION = "validation"
"""The kind of pictures that some documents report on, as in `cnnviz.recipes.Reported`."""
RUNS = 8
"""Runs on the page at most."""


class Door(NamedTuple):
    """A way into the app.

    Attributes:
        label: The link's label: what is done there.
        page: Name of the page.
        icon: Name of a Material icon.
    """

    label: str
    page: str
    icon: str


DOORS = (
    Door(N_("Watch a network learn"), "train", "model_training"),
    Door(N_("Teach it your own classes"), "my_classes", "add_a_photo"),
    Door(N_("Build a network"), "build", "layers"),
)


def show_doors() -> None:
    """Show the ways into the app side by side."""
    with st.container(horizontal=True, gap="medium"):
        for door in DOORS:
            st.page_link(f"pages/{door.page}.py", label=_(door.label), icon=f":material/{door.icon}:")


def show_runs(runs: Sequence[Run]) -> None:
    """Show the state of the first few runs, each with a link to its page."""
    titles = run_titles(runs)
    for run in runs[:RUNS]:
        status = run.status()
        state, (_label, icon) = state_label(status.state), STATES[status.state]
        message = progress(status) if status.active and status.steps else escaped(str(status.message))
        with st.container(horizontal=True, vertical_alignment="center"):
            show_thumbnail(run)
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


def show_facts(rows: Sequence[dict[str, Any]]) -> None:
    """Show what a teacher asks about: where each network comes from, how it was measured, and this machine."""
    for row in rows:
        show_network(row)
    st.page_link(
        "pages/ladder.py", label=_("What did each improvement bring? Compare step by step"), icon=":material/stairs:"
    )
    memory = psutil.virtual_memory()
    cores = ngettext("{n} processor core", "{n} processor cores", psutil.cpu_count() or 1)
    room = _("{total:.0f} GB of memory, {free:.0f} GB free", total=memory.total / 2**30, free=memory.available / 2**30)
    st.caption(_("This machine: {cores}, {memory}.", cores=cores, memory=room))


def _validated(row: dict[str, Any]) -> float | None:
    """Return the network's accuracy on the validation pictures, where the document reports on those."""
    if not row["reported"] or row["reported"]["split"] != VALIDATION:
        return None
    run = record(recipes.get(row["name"]))
    results = measured(run) if run else None
    return results.validation_accuracy if results else None
