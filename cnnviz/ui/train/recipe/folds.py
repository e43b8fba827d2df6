"""Fields of a recipe behind folds: early stopping, trained weights, pictures, steps and layers."""

from typing import Any

import streamlit as st

from cnnviz import networks
from cnnviz.locale import N_, _, ngettext
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import LIMITS, MONITORS, SCHEDULES, Augmentation, EarlyStopping, Recipe
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices import layer_editor
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.words import help_text
from cnnviz.ui.train.recipe.fields import Fields

WEIGHT_NAMES = {
    "imagenet": N_("learned from ImageNet"),
    "hed": N_("ImageNet, fine-tuned to find edges"),
    "random": N_("random"),
}
MONITOR_NAMES = {"val_loss": N_("Validation loss"), "val_accuracy": N_("Validation accuracy")}
LEARNING = N_("{n:,} of {network}’s {total:,} weights learn, and those of the layers after it.")
LEARNING_ABOUT = N_("About {n:,} of {network}’s {total:,} weights learn, and those of the layers after it.")
SCHEDULE_NAMES = {"constant": N_("constant"), "cosine": N_("cosine")}


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
            _("Validated on the data set’s own validation set.")
            if validated
            else _("No validation set, so no validation curve: the network learns from all training pictures.")
        )
    rules = {rule.monitor: rule.patience for rule in base.early_stopping}
    with fold(_("Early stopping"), ":material/timer_off:", "stopping") as shown:
        fields = Fields(ending, shown)
        watched = fields.draw(
            st.multiselect,
            _("Stop when this no longer improves"),
            "monitors",
            list(rules),
            options=MONITORS,
            format_func=lambda monitor: _(MONITOR_NAMES[monitor]),
            help=help_text("early_stopping"),
            disabled=not validated,
        )
        patience = fields.whole(
            _("Patience, epochs"),
            "patience",
            max(rules.values(), default=10),
            help=_("Epochs without improvement before the training stops."),
            disabled=not watched,
        )
    if watched and not validated:
        st.caption(_("Early stopping is off: there is no validation set."))
        watched = []
    if watched:
        st.caption(
            ngettext(
                "Stops early when one of these has not improved for {n} epoch: {metrics}",
                "Stops early when one of these has not improved for {n} epochs: {metrics}",
                patience,
                metrics=" · ".join(_(MONITOR_NAMES[monitor]) for monitor in watched),
            )
        )
    return tuple(EarlyStopping(monitor, patience) for monitor in MONITORS if monitor in watched)


def transfer(base: Recipe, ending: str) -> dict[str, Any]:
    """Show the fields of a pretrained network: its initial weights, and how much of it stays frozen."""
    backbone = networks.of(base).trained
    if backbone is None:
        return {}
    names = {block.layers: _("{block}, {n} layers", block=block.name, n=block.layers) for block in backbone.blocks}
    with fold(_("Pretrained network: weights, frozen layers"), ":material/lock:", "transfer") as shown:
        fields = Fields(ending, shown)
        weights = fields.option(
            _("Initial weights"),
            "weights",
            base.weights or "imagenet",
            weight_options(backbone),
            lambda name: _(WEIGHT_NAMES[name]),
            help_text("weights"),
        )
        frozen = fields.draw(
            st.select_slider,
            _("Frozen up to"),
            "frozen",
            base.frozen,
            options=sorted({0, base.frozen, *names}),
            format_func=lambda layers: (
                names.get(layers) or (ngettext("{n} layer", "{n} layers", layers) if layers else _("nothing"))
            ),
            help=help_text("frozen"),
        )
        head_epochs = fields.whole(
            _("Epochs of the new layers alone"), "head_epochs", base.head_epochs, help_text("head_epochs")
        )
    cut = backbone.cut(frozen)
    learn = backbone.trainable - (cut.trainable if cut else 0)
    learning = LEARNING if frozen in (0, *names) else LEARNING_ABOUT
    st.caption(_(learning, n=learn, network=backbone.title, total=backbone.parameters))
    if backbone.terms and weights == "imagenet":
        st.caption(_(backbone.terms))
    if not weight_files.present(backbone, weights):
        st.caption(str(weight_files.missing(backbone, weights)))
    return {"weights": weights, "frozen": frozen, "head_epochs": head_epochs}


def pictures(base: Recipe, ending: str) -> dict[str, Any]:
    """Show the fields for what happens to the pictures before the network sees them."""
    with fold(_("Pictures: standardisation, augmentation"), ":material/auto_fix_high:", "pictures") as shown:
        fields = Fields(ending, shown)
        standardize = fields.check(
            _("Standardise the inputs"),
            "standardize",
            base.standardize,
            _("Brings each colour channel to mean 0 and standard deviation 1 over the training set."),
        )
        if shown:
            st.caption(
                _(
                    "Data augmentation changes each training picture at random, so that the network does not see the "
                    "same one twice. Validation and test pictures are never changed."
                )
            )
        turns = fields.check(
            _("Also learn each picture rotated"),
            "turns",
            base.turns,
            _("By 90, 180 and 270 degrees: four times as many pictures, for things without an up and a down."),
        )
        mirrors = fields.check(
            _("Also learn each picture mirrored"),
            "mirrors",
            base.mirrors,
            _("Twice as many pictures. Unlike with a random flip, the features of frozen layers are computed once."),
        )
        augmentation = _augmentation(base.augmentation, fields)
        mixup = fields.slider(_("Mixup, alpha"), "mixup", base.mixup, LIMITS["mixup"][1], help=help_text("mixup"))
    return {
        "standardize": standardize,
        "turns": turns,
        "mirrors": mirrors,
        "mixup": mixup,
        "augmentation": augmentation,
    }


def _augmentation(start: Augmentation, fields: Fields) -> Augmentation:
    flip = fields.check(_("Flip left and right at random"), "flip", start.flip)
    shift = fields.slider(_("Shift, share of the size"), "shift", start.shift, LIMITS["shift"][1])
    zoom = fields.slider(_("Zoom, share of the size"), "zoom", start.zoom, LIMITS["zoom"][1])
    rotation = fields.slider(_("Rotation, degrees"), "rotation", float(start.rotation), LIMITS["rotation"][1], step=5.0)
    shear = fields.slider(_("Shear, share of the size"), "shear", start.shear, LIMITS["shear"][1])
    erase = fields.slider(
        _("Erasing, share of the area"), "erase", start.erase, LIMITS["erase"][1], help=help_text("erase")
    )
    return Augmentation(shift, zoom, rotation, shear, flip, erase)


def steps(base: Recipe, ending: str, optimizer: str) -> dict[str, Any]:
    """Show the fields for how the steps change along the training, and what keeps the weights in bounds."""
    with fold(_("Optimisation: schedule, momentum, decay"), ":material/trending_down:", "steps") as shown:
        fields = Fields(ending, shown)
        schedule = fields.option(
            _("Learning rate schedule"),
            "schedule",
            base.schedule,
            SCHEDULES,
            lambda name: _(SCHEDULE_NAMES[name]),
            _("constant: the same throughout. cosine: rises briefly, then falls to zero along half a cosine."),
        )
        momentum = fields.slider(
            _("Momentum of SGD"),
            "momentum",
            base.momentum,
            LIMITS["momentum"][1],
            step=0.01,
            disabled=optimizer != "sgd",
            help=_("Share of the previous step that is added to each step, so that steps in one direction add up."),
        )
        decay = fields.exact(
            _("Weight decay"),
            "decay",
            base.weight_decay,
            LIMITS["weight_decay"][1],
            _("Regularisation: each step also shrinks every weight by this share multiplied by the learning rate."),
        )
        smoothing = fields.slider(
            _("Label smoothing"),
            "smoothing",
            base.label_smoothing,
            LIMITS["label_smoothing"][1],
            help=_(
                "Share of each label that is spread over all classes: it keeps the network from being overconfident."
            ),
        )
        averaging = fields.exact(
            _("Weight averaging"),
            "averaging",
            base.averaging,
            1.0,
            _(
                "Momentum of a moving average of the weights, which is then evaluated and saved; 0: none. Not together "
                "with early stopping."
            ),
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
    with fold(_("Layers"), ":material/layers:", "layers") as shown:
        return {"layers": layer_editor.edit(base, ending, shown)}
