"""Table of the layers of a recipe's network, and the Keras code that builds and trains it."""

import streamlit as st

from cnnviz import networks
from cnnviz.base.dimensions import dimensions
from cnnviz.locale import _, ngettext, number
from cnnviz.networks.input_layers import steps
from cnnviz.networks.stack import keras_code
from cnnviz.recipes import Recipe
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.words import table


def show_layers(recipe: Recipe) -> None:
    """Show the layers of the recipe's network with their shapes and parameters."""
    network, classes = networks.of(recipe), visitor.source(recipe.dataset).labels
    rows = network.table(recipe.input_shape, len(classes))
    total = sum(row.parameters for row in rows)
    title = _(network.title)
    st.header(_("{network}: {n:,} parameters", network=title, n=total))
    pictures = ngettext(
        "Input: {size} pixels. Output: {n} class.",
        "Input: {size} pixels. Output: {n} classes.",
        len(classes),
        size=dimensions(recipe.input_shape),
    )
    st.caption(f"{_(network.summary)} {pictures}")
    table(
        [
            {
                "layer": row.name,
                "kind": row.kind,
                "output": dimensions(row.output_shape),
                "parameters": number(row.parameters, ","),
            }
            for row in rows
        ],
        hide_index=True,
        column_config={
            "layer": _("Layer"),
            "kind": _("Type"),
            "output": _("Output shape"),
            "parameters": _("Parameters"),
        },
        alt=_("Table of the layers of {network}, {n:,} parameters", network=title, n=total),
    )


def keras_lines(recipe: Recipe) -> str:
    """Return the plain Keras that builds and trains the recipe's network."""
    rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
    calls = [step.code().replace("0.00392156862745098", "1 / 255") for step in steps(recipe)]
    fitted = "\nmodel.get_layer('normalization').adapt(x_train)" if recipe.standardize else ""
    return keras_code(rows, recipe.input_shape, calls, recipe.weights, recipe.frozen) + fitted
