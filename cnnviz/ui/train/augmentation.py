"""A picture beside its augmented variants, live with sliders."""

import sys

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images, recipes
from cnnviz.datasets import Dataset
from cnnviz.datasets.class_names import class_label
from cnnviz.locale import _
from cnnviz.networks.input_layers import GREY
from cnnviz.recipes import Augmentation
from cnnviz.training.runs import titles
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.fields import DECIMALS
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.parts.state import field_value, set_field
from cnnviz.ui.parts.words import help_text
from cnnviz.ui.shell.projector import columns

TOGETHER, ALONE = 8, 4
SIDE = 128
START = 7
"""An arrow among the shapes, where every change shows."""
DOCUMENT = recipes.get("cats_and_dogs_augmented").augmentation
"""The augmentation of Wílmer Pereira’s slides, with which the sliders begin."""
ERASED = 0.2
"""Share of the picture that may be erased, to begin with; the slides erase nothing."""


@st.fragment
def show(data: Dataset) -> None:
    """Show a training picture under all changes together, and under each alone; Keras starts only at the toggle."""
    st.header(_("Data augmentation"))
    st.markdown(
        _(
            "Each time a picture is used for training, it is changed at random, so that the network never "
            "sees it twice "
            "alike. That is regularisation: it makes overfitting harder."
        )
    )
    if not linked.switch(_("Show it on a picture"), name="augment", help=_("Starts TensorFlow, about 5 s.")):
        return
    result, controls = columns()
    with controls:
        index = _pick_picture(data)
        augmentation, seed = _choose()
    picture = data.x_train[index]
    with result:
        name = _(
            "training picture {index} of {dataset}, {label}",
            index=index,
            dataset=titles.pictures(data.name),
            label=class_label(data.labels[data.y_train[index]]),
        )
        _show_together(picture, augmentation, seed, name)
        _show_each(picture, augmentation, seed)


def _pick_picture(data: Dataset) -> int:
    last = len(data.x_train) - 1
    first = min(START, last)
    if field_value("augmented", first) > last:
        set_field("augmented", first)
    return int(st.number_input(_("Training picture, 0 to {last}", last=last), 0, last, first, key="augmented"))


def _choose() -> tuple[Augmentation, int]:
    """Show the sliders, which begin with the document's values; return the augmentation and the seed."""
    rotation = st.slider(_("Rotation, degrees"), 0, 180, int(DOCUMENT.rotation), key="rotation")
    shift = st.slider(_("Shift, share of the size"), 0.0, 0.5, DOCUMENT.shift, 0.05, DECIMALS, key="shift")
    shear = st.slider(_("Shear, share of the size"), 0.0, 0.5, DOCUMENT.shear, 0.05, DECIMALS, key="shear")
    zoom = st.slider(_("Zoom, share of the size"), 0.0, 0.5, DOCUMENT.zoom, 0.05, DECIMALS, key="zoom")
    erase = st.slider(
        _("Erasing, share of the area"), 0.0, 0.5, ERASED, 0.05, DECIMALS, key="erase", help=help_text("erase")
    )
    flip = st.toggle(_("Flip"), DOCUMENT.flip, key="flip")
    seed = st.number_input(_("Seed"), 0, 2**31 - 6, 0, key="augment_seed", help=help_text("seed"))
    return Augmentation(shift=shift, zoom=zoom, rotation=rotation, shear=shear, flip=flip, erase=erase), int(seed)


def _show_together(picture: NDArray[np.uint8], augmentation: Augmentation, seed: int, caption: str) -> None:
    original, changed = st.columns([1, 2.2], gap="small")
    pictures.show(
        _enlarged(picture[None]),
        place=original,
        caption=_("Original: {name}", name=caption),
        alt=_("The original, {name}", name=caption),
        width="stretch",
    )
    if augmentation == Augmentation():
        show_notice(_("Nothing is changed: move a slider."), changed, icon=":material/tune:")
        return
    pictures.show(
        _enlarged(variants(picture, augmentation, seed, TOGETHER)),
        place=changed,
        caption=_(
            "{n} random variants, all changes together, seed {seed}; edges are filled with their nearest pixel",
            n=TOGETHER,
            seed=seed,
        ),
        alt=_("{n} random variants of {name}", n=TOGETHER, name=caption),
        width="stretch",
    )


def _show_each(picture: NDArray[np.uint8], augmentation: Augmentation, seed: int) -> None:
    with st.container(horizontal=True):
        for field, sentence in sentences(augmentation).items():
            with st.container(width=168):
                alone = Augmentation(**{field: getattr(augmentation, field)})
                pictures.show(
                    _enlarged(variants(picture, alone, seed, ALONE), per_row=2),
                    alt=_("{n} variants with one change alone: {sentence}", n=ALONE, sentence=sentence),
                    width="stretch",
                )
                st.caption(sentence)


def sentences(augmentation: Augmentation) -> dict[str, str]:
    """Return a sentence about each change that is not zero, by its field.

    >>> list(sentences(Augmentation(rotation=40, flip=True)))
    ['rotation', 'flip']
    """
    all_sentences = {
        "rotation": _(
            "**Rotation**: rotated by up to {degrees:g}° either way, as by a camera held askew.",
            degrees=augmentation.rotation,
        ),
        "shift": _(
            "**Shift**: moved by up to {share:.0%} of height and width, so that the place does not matter.",
            share=augmentation.shift,
        ),
        "shear": _("**Shear**: slanted by up to {share:.0%}, as if seen from the side.", share=augmentation.shear),
        "zoom": _(
            "**Zoom**: up to {share:.0%} nearer or further off, height and width each by itself.",
            share=augmentation.zoom,
        ),
        "flip": _("**Flip**: half of them mirrored left to right; good for animals, wrong for digits and letters."),
        "erase": _(
            "**Erasing**: a part of up to {share:.0%} painted grey, so that no single mark decides.",
            share=augmentation.erase,
        ),
    }
    return {field: sentence for field, sentence in all_sentences.items() if getattr(augmentation, field)}


def variants(picture: NDArray[np.uint8], augmentation: Augmentation, seed: int, count: int) -> NDArray[np.uint8]:
    """Return random variants of a picture, as training would see it ``count`` times.

    Args:
        picture: Shape (rows, cols, channels), 0..255.
        augmentation: The changes.
        seed: Decides them.
        count: Number of variants.

    Returns:
        Shape (count, rows, cols, channels), 0..255.
    """
    first = "tensorflow" not in sys.modules
    with st.spinner(_("Starting TensorFlow, once, about 5 s …") if first else _("Changing the picture …")):
        changed: NDArray[np.uint8] = _variants(picture, augmentation, seed, count)
        return changed


@st.cache_data(max_entries=64, show_spinner=False)
def _variants(picture: NDArray[np.uint8], augmentation: Augmentation, seed: int, count: int) -> NDArray[np.uint8]:
    with LOCK:
        from cnnviz import device

        device.start()
        import keras

        from cnnviz.training.learning.preprocessing import augmentation_layers

        changed = np.repeat(picture[None].astype("float32"), count, axis=0)
        for layer in augmentation_layers(augmentation, seed):
            changed = layer(changed, training=True)
        pixels: NDArray[np.uint8] = np.rint(keras.ops.convert_to_numpy(changed).clip(0, 255)).astype(np.uint8)
        return pixels


def keras_lines(augmentation: Augmentation) -> str:
    """Return the plain Keras that makes variants of a picture."""
    a = augmentation
    return (
        "import keras\n\n"
        "# The app moves the pixels once for the first four together, so that they stay sharper.\n"
        "layers = [\n"
        f"    keras.layers.RandomRotation({a.rotation:g} / 360, fill_mode='nearest'),\n"
        f"    keras.layers.RandomTranslation({a.shift}, {a.shift}, fill_mode='nearest'),\n"
        f"    keras.layers.RandomShear({a.shear}, {a.shear}, fill_mode='nearest'),\n"
        f"    keras.layers.RandomZoom((-{a.zoom}, {a.zoom}), (-{a.zoom}, {a.zoom}), fill_mode='nearest'),\n"
        "    keras.layers.RandomFlip('horizontal'),\n"
        f"    keras.layers.RandomErasing((1.0, 1.0), scale=(0.0, {a.erase}), fill_value={GREY}),\n"
        "]\n"
        f"variants = picture[None].repeat({TOGETHER}, axis=0)  # raw pixels, 0 to 255\n"
        "for layer in layers:\n"
        "    variants = layer(variants, training=True)  # in a model: in training only"
    )


def _enlarged(pictures: NDArray[np.uint8], per_row: int = 4) -> NDArray[np.uint8]:
    """Lay pictures (n, rows, cols, channels) out in rows, their pixels shown as pixels."""
    side = pictures.shape[1]
    sheet = images.montage(pictures, per_row, gap=max(1, side // 16), background=figures.GAP)
    return images.enlarge(sheet, max(1, SIDE // side))
