"""What has a run reached, and what comes next?  Test figures, the recipe, the network's table, and the ways on."""

import json

import streamlit as st

from cnnviz import networks
from cnnviz.base.dimensions import dimensions
from cnnviz.datasets import not_tested
from cnnviz.networks.input_layers import steps
from cnnviz.networks.stack import keras_code
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.parts.words import number
from cnnviz.ui.train import export


def show_next(run: Run) -> None:
    """Offer what can be done with a run that has a network."""
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


def show_result(run: Run) -> None:
    """Show the test figures of a finished run, reported beside measured, and offer what comes next."""
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
        show_next(run)
    with fold("Recipe of this run", ":material/receipt_long:", "recipe") as shown:
        if shown:
            st.json(json.loads(recipe.to_json()))


def show_network(recipe: Recipe) -> None:
    """Show the table of the recipe's network: layers, shapes, parameters."""
    network, classes = networks.of(recipe), visitor.source(recipe.dataset).labels
    rows = network.table(recipe.input_shape, len(classes))
    total = sum(row.parameters for row in rows)
    st.header(f"{network.title}: {number(total)} parameters")
    st.caption(
        f"{network.summary} It takes {dimensions(recipe.input_shape)} pixels and tells {len(classes)} classes apart."
    )
    st.dataframe(
        [
            {
                "layer": row.name,
                "kind": row.kind,
                "output": dimensions(row.output_shape),
                "parameters": number(row.parameters),
            }
            for row in rows
        ],
        hide_index=True,
        alt=f"Table of the layers of {network.title}, {total} parameters",
    )


def keras_lines(recipe: Recipe) -> str:
    """Return the plain Keras that builds and trains the recipe's network."""
    rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
    calls = [step.code().replace("0.00392156862745098", "1 / 255") for step in steps(recipe)]
    fitted = "\nmodel.get_layer('normalization').adapt(x_train)" if recipe.standardize else ""
    return keras_code(rows, recipe.input_shape, calls, recipe.weights, recipe.frozen) + fitted
