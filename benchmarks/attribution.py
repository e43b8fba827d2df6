"""How soon is it shown which pixels decided, and is it to be believed?  Ours against tf-keras-vis, and against a random map."""

from __future__ import annotations

import importlib.util
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import BenchmarkError, Case, Report, alternate, budget, seconds, timed
from cnnviz import datasets, device
from cnnviz.settings import ROOT
from cnnviz.training import Run

if TYPE_CHECKING:
    from collections.abc import Callable

Heat = NDArray[np.float32]
NETWORK = "cats_and_dogs_mobilenet_finetuned_augmented"
PHOTOS, SUMMED = 100, 10
"""Test photos on which maps are tested, and on which integrated gradients are added up."""
ROUNDS = 20
ALLOWED_S = 0.120
ALLOWED_MISS = 0.01


def run() -> Report:
    """Measure Grad-CAM on a shipped MobileNetV2: seconds, deletion and insertion; and what integrated gradients miss."""
    if importlib.util.find_spec("tf_keras_vis") is None:
        raise BenchmarkError(
            "The benchmark of attribution compares with tf-keras-vis: pip install -r requirements-bench.txt."
        )
    device.start()
    from cnnviz import actions
    from cnnviz.explore.classify import probabilities
    from cnnviz.explore.faithfulness import curves
    from cnnviz.explore.saliency import IntegratedGradients

    opened = actions.open_run(Run(ROOT / "checkpoints" / NETWORK))
    source = datasets.get(opened.recipe.dataset)
    if not source.present():
        raise BenchmarkError(f"{source.title} is not here: set CNNVIZ_DATA_DIR to a folder that holds it.")
    data = datasets.load(source.name, opened.recipe.input_shape)
    pictures = data.x_test[np.linspace(0, len(data.x_test) - 1, PHOTOS).astype(int)]
    indices = probabilities(opened.model, pictures).argmax(axis=1)
    methods = _methods(opened.model)
    first = pictures[0], int(indices[0])
    found = alternate({name: timed(partial(method, *first)) for name, method in methods.items()}, 2)  # Compiles.
    found = alternate({name: timed(partial(method, *first)) for name, method in methods.items()}, ROUNDS)
    dice = np.random.default_rng(0)
    tested = methods | {"random": lambda picture, index: dice.random((7, 7), np.float32)}
    areas = {
        name: np.mean(
            [
                (one.deletion_area, one.insertion_area)
                for picture, index in zip(pictures, indices, strict=True)
                for one in [
                    curves(partial(probabilities, opened.model), picture, method(picture, int(index)), int(index))
                ]
            ],
            axis=0,
        )
        for name, method in tested.items()
    }
    what = "Grad-CAM on MobileNetV2 at 224×224"
    explain = IntegratedGradients(opened.model)
    missed = max(
        _missed(explain, picture, int(index)) for picture, index in zip(pictures[:SUMMED], indices, strict=False)
    )
    return Report(
        "attribution",
        "tf-keras-vis; a random map; budget",
        [
            seconds(what, found["ours"], found["peer"]),
            budget(f"{what} within {ALLOWED_S} s", found["ours"], ALLOWED_S),
            *(
                Case(f"{what}, {PHOTOS} photos, {test} against {name}", *_better(areas, name, column), "area")
                for column, test in enumerate(("deletion", "insertion"))
                for name in ("peer", "random")
            ),
            Case(
                f"integrated gradients, largest miss of the sum on {SUMMED} photos",
                ALLOWED_MISS / max(missed, 1e-9), missed, ALLOWED_MISS, "share",
            ),
        ],
    )  # fmt: skip


def _better(areas: dict[str, NDArray[np.floating]], peer: str, column: int) -> tuple[float, float, float]:
    """Return how many times better ours is, ours and the peer's area; of deletion less is better, of insertion more."""
    ours, theirs = float(areas["ours"][column]), float(areas[peer][column])
    return (ours / theirs if column else theirs / ours), ours, theirs


def _methods(model: Any) -> dict[str, Callable[[NDArray[np.uint8], int], Heat]]:
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
    from tf_keras_vis.utils.scores import CategoricalScore

    from cnnviz.explore.cams import GradCam

    theirs = Gradcam(model, model_modifier=ReplaceToLinear(), clone=True)

    def peer(picture: NDArray[np.uint8], index: int) -> Heat:
        return np.asarray(theirs(CategoricalScore(index), picture.astype("float32"))[0], np.float32)

    return {"ours": GradCam(model), "peer": peer}


def _missed(explain: Any, picture: NDArray[np.uint8], index: int) -> float:
    """Return by which share the attributions miss the score's gain over black."""
    ends = np.stack([np.zeros_like(picture), picture]).astype("float32")
    (black, own), _ = explain.at(ends, index)
    return float(abs(explain.attributions(picture, index).sum() - (own - black)) / abs(own - black))
