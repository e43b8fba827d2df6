"""What shall be trained?  The form that edits a recipe, and what is said of a run when it has ended."""

import json

import streamlit as st

from cnnviz import datasets, networks, recipes
from cnnviz.errors import CnnvizError
from cnnviz.networks.stack import keras_code
from cnnviz.recipes import OPTIMIZERS, Recipe
from cnnviz.training import Run, checkpoints, queue, runs
from cnnviz.ui.pickers import select_run
from cnnviz.ui.words import HELP, number, sizes


def edit() -> Recipe | None:
    """Let network, data set and hyperparameters be chosen; None, with a sentence on the page, if they cannot be."""
    base = _base()
    dataset = _dataset(base)
    # The keys name network and data set, so that each pair starts from its own recipe's values.
    key = f"{base.name}_{dataset}"
    epochs = st.number_input("Epochs", 1, 1000, _epochs(base, dataset), key=f"epochs_{key}", help=HELP["epoch"])
    left, right = st.columns(2)
    batch = left.number_input("Batch size", 1, 4096, base.batch_size, key=f"batch_{key}", help=HELP["batch"])
    seed = right.number_input("Seed", 0, 2**31 - 1, base.seed, key=f"seed_{key}", help=HELP["seed"])
    optimizer = left.selectbox(
        "Optimiser", OPTIMIZERS, OPTIMIZERS.index(base.optimizer), key=f"opt_{key}", help=HELP["optimizer"]
    )
    rate = right.number_input(
        "Learning rate", 1e-6, 10.0, base.learning_rate, format="%g", key=f"rate_{key}", help=HELP["learning_rate"]
    )
    share = st.slider(
        "Validation share", 0.0, 0.5, _share(base, dataset), 0.05, key=f"share_{key}", help=HELP["validation"]
    )
    if not share:
        st.caption("All training pictures are learned from: there is no validation curve.")
    for rule in base.early_stopping if share else ():
        st.caption(
            f"Stops early: {rule.monitor} without improvement for {rule.patience} epochs.", help=HELP["early_stopping"]
        )
    try:
        edited = base.edited(
            dataset=dataset,
            epochs=epochs,
            batch_size=batch,
            seed=seed,
            optimizer=optimizer,
            learning_rate=rate,
            validation_split=round(share, 2),
            early_stopping=base.early_stopping if share else (),
        )
    except CnnvizError as error:
        st.error(str(error))
        return None
    if base.reported and edited.reported is None:
        st.caption("Edited: what the document reports no longer applies.")
    return edited


def start(recipe: Recipe) -> None:
    """Queue a training and make it the picked run."""
    try:
        st.session_state["picked_run"] = queue.submit(recipe).name
    except CnnvizError as error:
        st.session_state["notice"] = str(error)


def pick_training() -> str | None:
    """Let a training be picked to look at, the newest first; None if there is none."""
    names = [run.name for run in runs()] + [run.name for run in checkpoints()]
    return select_run(names, default=names[0]) if names else None


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
    if run.weights:
        with st.container(horizontal=True):
            for page, label, icon in (
                ("activations", "See its layers", "grid_on"),
                ("patterns", "See its filters", "texture"),
                ("classify", "Let it name a picture", "image_search"),
            ):
                st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params={"run": run.name})
    with st.expander("Recipe of this run", icon=":material/receipt_long:"):
        st.json(json.loads(recipe.to_json()))


def show_network(recipe: Recipe) -> None:
    """Show the table of the recipe's network: layers, shapes, parameters."""
    network, classes = networks.of(recipe), datasets.get(recipe.dataset).labels
    rows = network.table(recipe.input_shape, len(classes))
    total = sum(row.parameters for row in rows)
    st.subheader(f"{network.title}: {number(total)} parameters")
    st.caption(f"{network.summary} It takes {sizes(recipe.input_shape)} pixels and tells {len(classes)} classes apart.")
    st.dataframe(
        [
            {
                "layer": row.name,
                "kind": row.kind,
                "output": sizes(row.output_shape),
                "parameters": number(row.parameters),
            }
            for row in rows
        ],
        hide_index=True,
        alt=f"Table of the layers of {network.title}, {total} parameters",
    )


def keras_lines(recipe: Recipe) -> str:
    """Return the plain Keras that builds the recipe's network."""
    rows = networks.of(recipe).table(recipe.input_shape, len(datasets.get(recipe.dataset).labels))
    return keras_code(rows, recipe.input_shape)


def _base() -> Recipe:
    """Return the recipe of the picked network: the first that its document gives."""
    by_network = {name: recipe for recipe in reversed(recipes.recipes().values()) for name in [recipe.network]}
    names = list(networks.networks())
    title = {name: network.title for name, network in networks.networks().items()}
    default = names.index("mnist")
    chosen = st.selectbox("Network", names, default, title.__getitem__, key="network", bind="query-params")
    return by_network[chosen or names[default]]


def _dataset(base: Recipe) -> str:
    sources = datasets.datasets()
    names = list(sources)

    def label(name: str) -> str:
        source = sources[name]
        return source.title if source.present() else f"{source.title} · will be downloaded"

    start = base.dataset if sources[base.dataset].present() else "digits"
    # One key a network: the natural data set comes with it, and the choice is kept.
    name = st.selectbox("Data set", names, names.index(start), label, key=f"dataset_{base.network}")
    st.caption(sources[name].summary)
    return str(name)


def _epochs(base: Recipe, dataset: str) -> int:
    """Return the recipe's epochs; on another, easier data set a class should not wait for a hundred."""
    return base.epochs if dataset == base.dataset else min(base.epochs, 20)


def _share(base: Recipe, dataset: str) -> float:
    return base.validation_split if dataset == base.dataset else 0.1
