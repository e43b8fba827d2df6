"""Test figures and recipe of a run, and links to what can be done with its network."""

import json

import streamlit as st

from cnnviz.base.formats import number
from cnnviz.datasets import not_tested
from cnnviz.training.runs import Run
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.train import export


def show(run: Run) -> None:
    """Show the test figures of a finished run, measured beside reported, and what can be done next."""
    figures, recipe = run.evaluation(), run.recipe()
    if figures:
        measured, reported = st.columns(2)
        measured.metric(
            f"Test accuracy, measured on {number(figures['images'])} pictures", f"{figures['test_accuracy']:.3f}"
        )
        if recipe.reported:
            reported.metric("Test accuracy, reported in the document", f"{recipe.reported.accuracy:.3f}")
        st.caption(
            f"Test loss {figures['test_loss']:.3f} · weights of epoch {figures['epoch']} · seed {figures['seed']} · "
            f"data: {figures['origin']} · {figures['device']}"
        )
        if untested := figures.get("untested"):
            show_warning(not_tested(untested))
    if run.weights:
        show_links(run)
    with fold("Recipe of this run", ":material/receipt_long:", "recipe") as shown:
        if shown:
            st.json(json.loads(recipe.to_json()))


def show_links(run: Run) -> None:
    """Show links to the pages that use the run's network, and its export."""
    with st.container(horizontal=True):
        for page, label, icon in (
            ("activations", "See its layers", "grid_on"),
            ("patterns", "See its filters", "texture"),
            ("classify", "Let it name a picture", "image_search"),
        ):
            st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params={"run": run.name})
    if run.status().state == "done":
        with fold("Take it along", ":material/download:", "export") as shown:
            if shown:
                export.show(run)
