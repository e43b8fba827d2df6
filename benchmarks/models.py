"""Networks written in any of five ways can be looked into, where the peers fail with some of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import BenchmarkError, Case, Report
from cnnviz import device

if TYPE_CHECKING:
    import keras

SHAPE, CLASSES = (48, 48, 3), 4
NEAR = 1e-5
"""Largest difference allowed between outputs and those of the whole model."""

Try = Callable[["keras.Model", NDArray[np.uint8]], bool]


def run() -> Report:
    """Count, for each task and side, the models for which it works and is right."""
    if importlib.util.find_spec("tf_keras_vis") is None:
        raise BenchmarkError(
            "The benchmark of models compares with tf-keras-vis: pip install -r requirements-bench.txt."
        )
    device.start()
    import keras

    keras.utils.set_random_seed(0)
    picture = np.random.default_rng(0).integers(0, 256, SHAPE, np.uint8)
    built = {title: make() for title, make in models().items()}
    for model in built.values():
        model.predict_on_batch(picture[None].astype("float32"))  # Builds those of their own class.
        model.set_weights(built["Sequential"].get_weights())  # The same network, written in five ways.
    return Report(
        "models",
        "keras.Model over layers found by name; tf-keras-vis",
        [_compared(task, *sides, built, picture) for task, sides in TASKS.items()],
    )


def models() -> dict[str, Callable[[], keras.Model]]:
    """Return the ways to write a small backbone with a head on it, by what they are called."""
    import keras
    from keras import layers

    def parts() -> list[keras.Layer]:
        return [
            layers.Rescaling(1 / 255, name="scale"),
            layers.Conv2D(8, 3, activation="relu", name="first"),
            layers.MaxPooling2D(name="pool"),
            layers.Conv2D(12, 3, activation="relu", name="inner"),
        ]

    def backbone(functional: bool) -> keras.Model:
        if not functional:
            return keras.Sequential([keras.Input(SHAPE), *parts()], name="backbone")
        pixels = tensor = keras.Input(SHAPE)
        for part in parts():
            tensor = part(tensor)
        return keras.Model(pixels, tensor, name="backbone")

    def head() -> list[keras.Layer]:
        return [layers.GlobalAveragePooling2D(name="mean"), layers.Dense(CLASSES, "softmax", name="classes")]

    def sequential() -> keras.Model:
        return keras.Sequential([keras.Input(SHAPE), *parts(), *head()])

    def functional() -> keras.Model:
        inner = backbone(True)
        tensor = inner.output
        for part in head():
            tensor = part(tensor)
        return keras.Model(inner.inputs, tensor)

    def nested_functional() -> keras.Model:
        pixels = keras.Input(SHAPE)
        tensor = backbone(True)(pixels)
        for part in head():
            tensor = part(tensor)
        return keras.Model(pixels, tensor)

    class Own(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.backbone, self.head = backbone(False), head()

        def call(self, pixels: Any) -> Any:
            values = self.backbone(pixels)
            for part in self.head:
                values = part(values)
            return values

    return {
        "Sequential": sequential,
        "Functional": functional,
        "nested Sequential": lambda: keras.Sequential([keras.Input(SHAPE), backbone(False), *head()]),
        "nested Functional": nested_functional,
        "of its own class": Own,
    }


def _compared(task: str, ours: Try, peer: Try, built: dict[str, keras.Model], picture: NDArray[np.uint8]) -> Case:
    worked = {
        side: {title: _works(partial(attempt, model, picture)) for title, model in built.items()}
        for side, attempt in (("ours", ours), ("peer", peer))
    }
    counts = {side: sum(result is True for result in results.values()) for side, results in worked.items()}
    failed = {
        f"{side}_failed": {title: result for title, result in results.items() if result is not True}
        for side, results in worked.items()
    }
    ratio = counts["ours"] / max(1, counts["peer"])
    return Case(task, ratio, counts["ours"], counts["peer"], f"of {len(built)} models", failed)


def _works(attempt: Callable[[], bool]) -> bool | str:
    """Return True, or what went wrong."""
    try:
        return True if attempt() else "another output than the whole model's"
    except Exception as error:  # Whatever a peer may raise.
        return f"{type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''}"


def _whole(model: keras.Model, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(model.predict_on_batch(picture[None].astype("float32"))[0])


def _opened(model: keras.Model) -> keras.Model:
    from cnnviz.surgery.graph import as_functional

    return as_functional(model, SHAPE)


def _our_activations(model: keras.Model, picture: NDArray[np.uint8]) -> bool:
    """Return whether the laid-out model has all layers and gives the model's own answer."""
    import keras

    from cnnviz.surgery.graph import lay_out

    graph = lay_out(_opened(model))
    taps = list(graph.taps.values())
    inner = next(tap for tap in taps if tap.layer.name == "inner")
    maps, answers = keras.Model(graph.pixels, [inner.tensor, taps[-1].tensor]).predict_on_batch(
        picture[None].astype("float32")
    )
    return bool(maps.std() > 0 and np.abs(answers[0] - _whole(model, picture)).max() <= NEAR)


def _our_patterns(model: keras.Model, picture: NDArray[np.uint8]) -> bool:
    from cnnviz.explore.patterns.ascent import Settings, patterns

    *_, made = patterns(_opened(model), "inner", [0, 1], Settings(5, 32, 0, before_relu=True, natural=True))
    return all(np.isfinite(one.score) and not one.silent for one in made)


def _our_grad_cam(model: keras.Model, picture: NDArray[np.uint8]) -> bool:
    from cnnviz.explore.attribution.cams import GradCam

    heat = GradCam(_opened(model))(picture, 1)
    return bool(np.isfinite(heat).all() and heat.ndim == 2)


def _by_name(model: Any) -> Any:
    """Return the layer as tutorials find it: by its name, in the model or in the first model inside that has it."""
    try:
        return model.get_layer("inner")
    except ValueError:
        return next(part.get_layer("inner") for part in model.layers if hasattr(part, "get_layer"))


def _their_activations(model: keras.Model, picture: NDArray[np.uint8]) -> bool:
    import keras

    inside = keras.Model(model.inputs, [_by_name(model).output, *model.outputs])
    maps, answers = inside.predict_on_batch(picture[None].astype("float32"))
    return bool(maps.std() > 0 and np.abs(answers[0] - _whole(model, picture)).max() <= NEAR)


def _their_patterns(model: keras.Model, picture: NDArray[np.uint8]) -> bool:
    from tf_keras_vis.activation_maximization import ActivationMaximization
    from tf_keras_vis.utils.model_modifiers import ExtractIntermediateLayer
    from tf_keras_vis.utils.scores import CategoricalScore

    visualize = ActivationMaximization(model, model_modifier=ExtractIntermediateLayer("inner"), clone=False)
    made = visualize(CategoricalScore([0, 1]), steps=5, seed_input=np.stack([picture, picture]).astype("float32"))
    return bool(np.isfinite(np.asarray(made)).all())


def _their_grad_cam(model: keras.Model, picture: NDArray[np.uint8]) -> bool:
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.utils.scores import CategoricalScore

    heat = Gradcam(model, clone=False)(
        CategoricalScore(1), picture.astype("float32"), penultimate_layer=_by_name(model)
    )
    return bool(np.isfinite(np.asarray(heat)).all())


TASKS: dict[str, tuple[Try, Try]] = {
    "activations, equal to the whole model's to 1e-5; peer: layers found by name": (
        _our_activations,
        _their_activations,
    ),
    "patterns of a layer; peer: tf-keras-vis": (_our_patterns, _their_patterns),
    "Grad-CAM; peer: tf-keras-vis": (_our_grad_cam, _their_grad_cam),
}
