"""The layers between raw pixels and the network, as values that a page can show: Recipe -> steps."""

from dataclasses import dataclass
from typing import Any

from cnnviz import networks
from cnnviz.recipes import Augmentation, Recipe

CAFFE = (-123.68, -116.779, -103.939)
"""Negated mean red, green and blue of ImageNet; networks that expect blue first get their first kernels reversed."""
EDGES = "nearest"
"""Fill mode of a shifted or rotated picture: its nearest pixel."""
GREY = 127.5
"""Value of an erased part."""


@dataclass(frozen=True)
class Step:
    """One layer before the network.

    Attributes:
        kind: Class of `keras.layers`.
        name: Name of the layer.
        arguments: Its arguments, without those fitted on the training pictures.
    """

    kind: str
    name: str
    arguments: dict[str, Any]

    def code(self) -> str:
        """Return the call as Python code."""
        return f"{self.kind}({', '.join(f'{name}={value!r}' for name, value in self.arguments.items())})"


def steps(recipe: Recipe) -> list[Step]:
    """Return the augmentation, which is active in training only, then the scaling or the standardisation."""
    backbone = networks.of(recipe).trained
    if backbone:
        scaling = (
            Step("Rescaling", "scale", {"scale": 1 / 127.5, "offset": -1.0})
            if backbone.scaling == "tf"
            else Step("Rescaling", "scale", {"scale": 1.0, "offset": list(CAFFE)})
        )
    elif recipe.standardize:
        scaling = Step("Normalization", "standardize", {})
    else:
        scaling = Step("Rescaling", "scale", {"scale": 1 / 255})
    return [*augmentation_steps(recipe.augmentation), scaling]


def augmentation_steps(augmentation: Augmentation) -> list[Step]:
    """Return one random layer for each change that is not zero."""
    rotation, shift, shear, zoom = augmentation.rotation, augmentation.shift, augmentation.shear, augmentation.zoom
    both = (-zoom, zoom)
    candidates = (
        (rotation, Step("RandomRotation", "rotate", {"factor": rotation / 360, "fill_mode": EDGES})),
        (
            shift,
            Step("RandomTranslation", "shift", {"height_factor": shift, "width_factor": shift, "fill_mode": EDGES}),
        ),
        # Keras draws the sign itself, and cannot load a layer again that was saved with a single number.
        (shear, Step("RandomShear", "shear", {"x_factor": (0.0, shear), "y_factor": (0.0, shear), "fill_mode": EDGES})),
        (zoom, Step("RandomZoom", "zoom", {"height_factor": both, "width_factor": both, "fill_mode": EDGES})),
        (augmentation.flip, Step("RandomFlip", "flip", {"mode": "horizontal"})),
        (
            augmentation.erase,
            Step(
                "RandomErasing",
                "erase",
                {"factor": (1.0, 1.0), "scale": (0.0, augmentation.erase), "fill_value": GREY},
            ),
        ),
    )
    return [step for amount, step in candidates if amount]
