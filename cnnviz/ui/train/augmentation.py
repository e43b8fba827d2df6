"""A picture beside its augmented variants, live with sliders."""

import sys

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images, recipes
from cnnviz.datasets import Dataset
from cnnviz.networks.input_layers import GREY
from cnnviz.recipes import Augmentation
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.parts.state import field_value, set_field
from cnnviz.ui.parts.words import HELP

TOGETHER, ALONE = 8, 4
SIDE = 128
START = 7
"""An arrow among the shapes, where every change shows."""
DOCUMENT = recipes.get("cats_and_dogs_augmented").augmentation
"""The augmentation of document 003, with which the sliders begin."""
ERASED = 0.2
"""Share of the picture that may be erased, to begin with; the document erases nothing."""


@st.fragment
def show(data: Dataset) -> None:
    """Show a training picture under all changes together, and under each alone; Keras starts only at the toggle."""
    st.header("Augmentation")
    st.markdown(
        "Each time a picture is learned from, it is changed by chance, so that the network never sees it twice alike."
    )
    if not linked.switch("Show it on a picture", name="augment", help="Starts TensorFlow, about 5 s."):
        return
    result, controls = st.columns([2.4, 1], gap="medium")
    with controls:
        index = _pick_picture(data)
        augmentation, seed = _choose()
    picture = data.x_train[index]
    with result:
        _show_together(
            picture, augmentation, seed, f"training picture {index} of {data.name}, {data.labels[data.y_train[index]]}"
        )
        _show_each(picture, augmentation, seed)


def _pick_picture(data: Dataset) -> int:
    last = len(data.x_train) - 1
    first = min(START, last)
    if field_value("augmented", first) > last:
        set_field("augmented", first)
    return int(st.number_input(f"Training picture, 0 to {last}", 0, last, first, key="augmented"))


def _choose() -> tuple[Augmentation, int]:
    """Show the sliders, which begin with the document's values; return the augmentation and the seed."""
    rotation = st.slider("Rotation, degrees", 0, 180, int(DOCUMENT.rotation), key="rotation")
    shift = st.slider("Shift, share of the size", 0.0, 0.5, DOCUMENT.shift, 0.05, key="shift")
    shear = st.slider("Shear, share of the size", 0.0, 0.5, DOCUMENT.shear, 0.05, key="shear")
    zoom = st.slider("Zoom, share of the size", 0.0, 0.5, DOCUMENT.zoom, 0.05, key="zoom")
    erase = st.slider("Erasing, share of the area", 0.0, 0.5, ERASED, 0.05, key="erase", help=HELP["erase"])
    flip = st.toggle("Flip", DOCUMENT.flip, key="flip")
    seed = st.number_input("Seed", 0, 2**31 - 6, 0, key="augment_seed", help=HELP["seed"])
    return Augmentation(shift=shift, zoom=zoom, rotation=rotation, shear=shear, flip=flip, erase=erase), int(seed)


def _show_together(picture: NDArray[np.uint8], augmentation: Augmentation, seed: int, caption: str) -> None:
    original, changed = st.columns([1, 2.2], gap="small")
    pictures.show(
        _enlarged(picture[None]),
        place=original,
        caption=f"Original: {caption}",
        alt=f"The original, {caption}",
        width="stretch",
    )
    if augmentation == Augmentation():
        show_notice("Nothing is changed: move a slider.", changed, icon=":material/tune:")
        return
    pictures.show(
        _enlarged(variants(picture, augmentation, seed, TOGETHER)),
        place=changed,
        caption=f"{TOGETHER} random variants, all changes together, seed {seed}; edges are filled with their nearest "
        "pixel",
        alt=f"{TOGETHER} random variants of {caption}",
        width="stretch",
    )


def _show_each(picture: NDArray[np.uint8], augmentation: Augmentation, seed: int) -> None:
    with st.container(horizontal=True):
        for field, sentence in sentences(augmentation).items():
            with st.container(width=168):
                alone = Augmentation(**{field: getattr(augmentation, field)})
                pictures.show(
                    _enlarged(variants(picture, alone, seed, ALONE), per_row=2),
                    alt=f"{ALONE} variants with {field} alone",
                    width="stretch",
                )
                st.caption(sentence)


def sentences(augmentation: Augmentation) -> dict[str, str]:
    """Return a sentence about each change that is not zero, by its field.

    >>> list(sentences(Augmentation(rotation=40, flip=True)))
    ['rotation', 'flip']
    """
    percent = {
        field: f"{getattr(augmentation, field):.0%}".replace("%", "\u00a0%")
        for field in ("shift", "shear", "zoom", "erase")
    }
    all_sentences = {
        "rotation": f"**Rotation**: turned by up to {augmentation.rotation:g}° either way, as by a camera held askew.",
        "shift": f"**Shift**: moved by up to {percent['shift']} of height and width, so the place does not matter.",
        "shear": f"**Shear**: slanted by up to {percent['shear']}, as if seen from the side.",
        "zoom": f"**Zoom**: up to {percent['zoom']} nearer or further off, height and width each by itself.",
        "flip": "**Flip**: half of them mirrored left to right; good for animals, wrong for digits and letters.",
        "erase": f"**Erasing**: a part of up to {percent['erase']} painted grey, so that no single mark decides.",
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
    with st.spinner("Starting TensorFlow, once, about 5 s …" if first else "Changing the picture …"):
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
