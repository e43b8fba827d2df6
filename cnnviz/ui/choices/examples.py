"""Example pictures that come with the app's packages: photos and digits, for each network first one that suits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import datasets
from cnnviz.datasets.mnist import LABELS
from cnnviz.images import samples
from cnnviz.locale import Message, _
from cnnviz.ui.choices.photo import Photo

if TYPE_CHECKING:
    from cnnviz.actions import Opened

DIGIT = "digit_"
DIGITS = tuple(DIGIT + label for label in LABELS)
"""Handwritten digits, in MNIST's frame."""
TOWER = "china.jpg"
FIRST = {
    "cats_and_dogs_mobilenet_finetuned_augmented": samples.DEFAULT,
    "beyond_cats_and_dogs": "chelsea_nose",
    "beyond_cats_and_dogs_8k": "chelsea_nose",
    "cats_and_dogs_augmented": "chelsea_nose",
    "mini_resnet": "chelsea_nose",
    "flowers_mobilenet_finetuned_augmented": "flower.jpg",
    "birds_mobilenet_finetuned_augmented": samples.DEFAULT,
    "beyond_cifar100_25": "clock_motion.png",
    "basenet": TOWER,
    "basenet_augmented": TOWER,
    "basenet_batchnorm": TOWER,
    "basenet_standardized": TOWER,
    "deeper_batchnorm_before": TOWER,
    "improved_basenet": TOWER,
    "beyond_mnist": "digit_3",
    "mnist": "digit_3",
}
"""The example that each ready-made network recognises, or else rightly refuses: none of them is a bird, and the flower
is a dahlia, which the network of five other flowers does not know."""


def offered(network: Opened | None = None) -> list[str]:
    """Return the examples, first the one that suits a network; digits are for networks of digits alone.

    Args:
        network: The network that is to see the picture; None for none.
    """
    if network is None:
        return list(samples.PHOTOS)
    grey = network.recipe.input_shape[2] == 1
    files = [*DIGITS, *samples.PHOTOS] if grey else [*samples.PHOTOS]
    first = FIRST.get(network.run.name)
    return sorted(files, key=lambda file: file != first)


def title(file: str) -> str:
    """Return the name of an example, in the reader's language."""
    if file.startswith(DIGIT):
        return _("Digit {label}", label=file.removeprefix(DIGIT))
    return _(samples.PHOTOS[file])


def suits(network: Opened) -> bool:
    """Return whether an example is known to suit the network."""
    return network.run.name in FIRST


def example(file: str) -> Photo:
    """Return an example.

    Raises:
        CnnvizError: Its package is not installed.
    """
    if file.startswith(DIGIT):
        label = file.removeprefix(DIGIT)
        data = datasets.load("digits", (28, 28, 1))
        place = int((data.y_test == data.labels.index(label)).argmax())
        credit = "Alpaydin and Kaynak, CC BY 4.0"
        return Photo.of(
            data.x_test[place],
            Message("handwritten digit {label} of scikit-learn ({credit})", label=label, credit=credit),
        )
    return Photo.of(_pixels(file), samples.caption(file))


@st.cache_data(max_entries=8, show_spinner=False)
def _pixels(file: str) -> NDArray[np.uint8]:
    return samples.photo(file)
