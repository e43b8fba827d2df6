"""Accuracy and loss of a finished run beside the reported ones, its recipe, and links to what its network can do."""

import json
from typing import Any

import streamlit as st

from cnnviz.datasets import not_tested, origin_label
from cnnviz.device import spoken
from cnnviz.locale import N_, _, ngettext, number
from cnnviz.recipes import Recipe, documents
from cnnviz.training.runs import Run
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.train import export

MEASURED = {"test": N_("Test accuracy, measured"), "validation": N_("Validation accuracy, measured")}
REPORTED = {"test": N_("Test accuracy, reported"), "validation": N_("Validation accuracy, reported")}
LOSS = {"test": N_("Test loss {loss:.3f}"), "validation": N_("Validation loss {loss:.3f}")}
BOTH_LOSSES = {
    "test": N_("Test loss {loss:.3f}, reported {reported:.3f}"),
    "validation": N_("Validation loss {loss:.3f}, reported {reported:.3f}"),
}
LINKS = (
    ("activations", N_("See its layers"), "grid_on"),
    ("patterns", N_("See its filters"), "texture"),
    ("classify", N_("Let it name a picture"), "image_search"),
)


def show(run: Run) -> None:
    """Show how a finished run was evaluated, measured beside reported, and what can be done next."""
    evaluation, recipe = run.evaluation(), run.recipe()
    if evaluation:
        _show_evaluation(run, evaluation, recipe)
        if untested := evaluation.get("untested"):
            show_warning(not_tested(untested))
    if run.weights:
        show_links(run)
    with fold(_("Recipe of this training"), ":material/receipt_long:", "recipe") as shown:
        if shown:
            st.json(json.loads(recipe.to_json()))


def _show_evaluation(run: Run, evaluation: dict[str, Any], recipe: Recipe) -> None:
    """Show accuracy and loss on the test set, and what is reported beside what was measured on the same split."""
    kept = next((record for record in run.epochs() if record["epoch"] == evaluation["epoch"]), {})
    reported = recipe.reported
    accuracies = {"test": evaluation["test_accuracy"]}
    losses = {"test": evaluation["test_loss"]}
    if reported and reported.split == "validation" and "val_accuracy" in kept:
        accuracies["validation"], losses["validation"] = kept["val_accuracy"], kept["val_loss"]
    with st.container(horizontal=True):  # A long label would be cut off in a column.
        for split in ("validation", "test"):
            if split in accuracies:
                st.metric(_(MEASURED[split]), number(accuracies[split], ".3f"), width="content")
            if reported and reported.split == split:
                st.metric(
                    _(REPORTED[split]),
                    number(reported.accuracy, ".3f"),
                    help=documents.shown(recipe.source),
                    width="content",
                )
    details = []
    for split, loss in losses.items():
        if reported and reported.loss is not None and reported.split == split:
            details.append(_(BOTH_LOSSES[split], loss=loss, reported=reported.loss))
        else:
            details.append(_(LOSS[split], loss=loss))
    details += [
        ngettext("{n:,} test picture", "{n:,} test pictures", evaluation["images"]),
        _("weights of epoch {epoch}", epoch=evaluation["epoch"]),
        _("seed {seed}", seed=evaluation["seed"]),
        _("data: {origin}", origin=origin_label(evaluation["origin"])),
        spoken(evaluation["device"]),
    ]
    st.caption(" · ".join(details))
    sources = [_("Reported: {source}.", source=documents.shown(recipe.source))] if reported else []
    if remarks := " ".join([*sources, _(recipe.notes)]).strip():
        st.caption(remarks)


def show_links(run: Run) -> None:
    """Show links to the pages that use the run's network, and its export."""
    with st.container(horizontal=True):
        for page, label, icon in LINKS:
            st.page_link(f"pages/{page}.py", label=_(label), icon=f":material/{icon}:", query_params={"run": run.name})
    if run.status().state == "done":
        with fold(_("Download this network"), ":material/download:", "export") as shown:
            if shown:
                export.show(run)
