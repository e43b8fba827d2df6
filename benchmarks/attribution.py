"""Grad-CAM is faster than tf-keras-vis', and heat maps find the decisive pixels better than a random map."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import BenchmarkError, Case, Report, alternate, budget, seconds, timed
from cnnviz import datasets, device
from cnnviz.base.settings import ROOT
from cnnviz.training.runs import Run

Heat = NDArray[np.float32]
Areas = NDArray[np.floating[Any]]
Method = Callable[[NDArray[np.uint8], int], Heat]
NETWORK = "cats_and_dogs_mobilenet_finetuned_augmented"
LAYERS = ("out_relu", "Conv_1")
"""Layers at which both sides are measured: the last feature maps, our default, and the last convolution, tf-keras-vis'.
RISE and meaningful perturbation, which ask at no layer, are compared with the latter."""
PHOTOS, SUMMED = 100, 10
"""Test photos on which maps are tested, and on which integrated gradients are added up."""
ROUNDS = 20
ALLOWED_S = 0.120
ALLOWED_MISS = 0.01


def run() -> Report:
    """Measure Grad-CAM on MobileNetV2 (seconds, deletion, insertion) and integrated gradients' largest error."""
    if importlib.util.find_spec("tf_keras_vis") is None:
        raise BenchmarkError(
            "The benchmark of attribution compares with tf-keras-vis: pip install -r requirements-bench.txt."
        )
    device.start()
    from cnnviz import actions
    from cnnviz.explore.attribution.faithfulness import curves
    from cnnviz.explore.attribution.occlusion import Rise
    from cnnviz.explore.attribution.perturbation import Perturbation
    from cnnviz.explore.attribution.saliency import IntegratedGradients
    from cnnviz.explore.classify.probabilities import probabilities

    opened = actions.open_run(Run(ROOT / "checkpoints" / NETWORK))
    source = datasets.get(opened.recipe.dataset)
    if not source.present():
        raise BenchmarkError(f"{source.title} is not here: set CNNVIZ_DATA_DIR to a folder that holds it.")
    data = datasets.load(source.name, opened.recipe.input_shape)
    pictures = data.x_test[np.linspace(0, len(data.x_test) - 1, PHOTOS).astype(int)]
    indices = probabilities(opened.model, pictures).argmax(axis=1)
    methods = {layer: _methods(opened.model, layer) for layer in LAYERS}
    first = pictures[0], int(indices[0])
    waits = {side: timed(partial(method, *first)) for side, method in methods[LAYERS[0]].items()}
    alternate(waits, 2)  # Compiles.
    measured = alternate(waits, ROUNDS)
    predict = partial(probabilities, opened.model)

    def areas(method: Method) -> Areas:
        """Return the mean areas below the curves of deletion and of insertion."""
        courses = [
            curves(predict, picture, method(picture, int(index)), int(index))
            for picture, index in zip(pictures, indices, strict=True)
        ]
        return np.asarray(np.mean([(one.deletion_area, one.insertion_area) for one in courses], axis=0))

    dice = np.random.default_rng(0)
    random = areas(lambda picture, index: dice.random((7, 7), np.float32))
    both = {layer: {side: areas(method) for side, method in sides.items()} for layer, sides in methods.items()}
    tried = {f"Grad-CAM at {layer}": (sides["ours"], sides["peer"]) for layer, sides in both.items()}
    tried |= {
        title: (areas(make(opened.model)), both[LAYERS[-1]]["peer"])
        for title, make in {"RISE": Rise, "meaningful perturbation": Perturbation}.items()
    }
    cases = [
        Case(f"{title}, {PHOTOS} photos, {test} against {name}", *_better(ours, other, column), "area")
        for title, (ours, peer) in tried.items()
        for column, test in enumerate(("deletion", "insertion"))
        for name, other in (("tf-keras-vis’ Grad-CAM", peer), ("random", random))
    ]
    what = "Grad-CAM on MobileNetV2 at 224×224"
    explain = IntegratedGradients(opened.model)
    missed = max(
        _missed(explain, picture, int(index)) for picture, index in zip(pictures[:SUMMED], indices, strict=False)
    )
    sums = f"integrated gradients, largest miss of the sum on {SUMMED} photos"
    return Report(
        "attribution",
        "tf-keras-vis; a random map; budget",
        [
            seconds(what, measured["ours"], measured["peer"]),
            budget(f"{what} within {ALLOWED_S} s", measured["ours"], ALLOWED_S),
            *cases,
            Case(sums, ALLOWED_MISS / max(missed, 1e-9), missed, ALLOWED_MISS, "share"),
        ],
    )


def _better(ours: Areas, other: Areas, column: int) -> tuple[float, float, float]:
    """Return how many times better ours is, and both areas; of deletion less is better, of insertion more."""
    own, theirs = float(ours[column]), float(other[column])
    return (own / theirs if column else theirs / own), own, theirs


def _methods(model: Any, layer: str) -> dict[str, Method]:
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
    from tf_keras_vis.utils.scores import CategoricalScore

    from cnnviz.explore.attribution.cams import GradCam

    theirs = Gradcam(model, model_modifier=ReplaceToLinear(), clone=True)

    def peer(picture: NDArray[np.uint8], index: int) -> Heat:
        score, pixels = CategoricalScore(index), picture.astype("float32")
        return np.asarray(theirs(score, pixels, layer, seek_penultimate_conv_layer=False)[0], np.float32)

    return {"ours": GradCam(model, layer), "peer": peer}


def _missed(explain: Any, picture: NDArray[np.uint8], index: int) -> float:
    """Return by which share the attributions miss the score's gain over black."""
    ends = np.stack([np.zeros_like(picture), picture]).astype("float32")
    (black, own), _ = explain.at(ends, index)
    return float(abs(explain.attributions(picture, index).sum() - (own - black)) / abs(own - black))
