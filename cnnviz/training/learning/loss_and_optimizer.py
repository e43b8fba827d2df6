"""Loss and optimiser of a training: Recipe -> Keras objects."""

from typing import Any

import keras
import numpy as np

from cnnviz.recipes import Recipe

OPTIMIZERS = {"sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam}
STRIDE, STRIDE_PIXELS = 4, 140_000
"""Steps computed in one call where a batch has at most so many pixels: there the calls themselves cost a fifth."""
WARM_UP = 0.05
"""Share of the training during which a cosine schedule first rises, so that the first random steps do no harm."""


@keras.saving.register_keras_serializable("cnnviz")
class SmoothedCrossentropy(keras.losses.Loss):
    """Cross-entropy against labels of which a share is spread over all classes (Szegedy et al., 2015).

    Args:
        smoothing: That share, 0 to 0.5.
    """

    def __init__(self, smoothing: float, name: str = "smoothed_crossentropy", **more: Any) -> None:
        super().__init__(name=name, **more)
        self.smoothing = smoothing

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the loss of each picture, shape (batch,); labels: (batch,), (batch, 1) or blended (batch, classes)."""
        classes = y_pred.shape[-1]
        truth = y_true if _blended(y_true, y_pred) else keras.ops.one_hot(keras.ops.reshape(y_true, (-1,)), classes)
        return keras.losses.categorical_crossentropy(truth, y_pred, label_smoothing=self.smoothing)

    def get_config(self) -> dict[str, Any]:
        """Return what makes the same loss again."""
        return {**super().get_config(), "smoothing": self.smoothing}


def crossentropy(model: keras.Model) -> str:
    """Return the cross-entropy that fits the model's last layer: one neuron for two classes, or one for each class."""
    return "binary_crossentropy" if model.output_shape[-1] == 1 else "sparse_categorical_crossentropy"


def compile_fully(
    model: keras.Model,
    loss: Any,
    optimizer: Any = None,
    metrics: tuple[Any, ...] = (),
    blended: bool = False,
    steps_per_execution: int = 1,
) -> None:
    """Compile the model, with all that its optimiser and metrics keep.

    Keras makes that while it traces the first step, and must then trace the step once more: of the five seconds before
    the second step of MobileNetV2 two go that way.

    Args:
        model: Built.
        loss: As Keras takes it.
        optimizer: As Keras takes it; without one the model is only measured.
        metrics: As Keras takes them.
        blended: Whether labels are shares of all classes.
        steps_per_execution: Steps that are computed at one call.
    """
    model.compile(optimizer or "sgd", loss, metrics=list(metrics), steps_per_execution=steps_per_execution)
    if optimizer:
        model.optimizer.build(model.trainable_variables)
    answers = np.zeros((1, *model.output_shape[1:]), "float32")
    model.compute_metrics(None, answers if blended else np.zeros(1, "int64"), answers)
    model.reset_metrics()


def loss(recipe: Recipe, model: keras.Model) -> Any:
    """Return the loss that the recipe trains with."""
    if not (recipe.label_smoothing or recipe.mixup):
        return crossentropy(model)
    if model.output_shape[-1] == 1:
        return keras.losses.BinaryCrossentropy(label_smoothing=recipe.label_smoothing)
    return SmoothedCrossentropy(recipe.label_smoothing)


def accuracy(recipe: Recipe) -> Any:
    """Return the metric of right answers; a blended picture counts as the class that it shows most of."""
    return keras.metrics.MeanMetricWrapper(_agree, name="accuracy") if recipe.mixup else "accuracy"


@keras.saving.register_keras_serializable("cnnviz")
def _agree(y_true: Any, y_pred: Any) -> Any:
    """Return 1 for each picture named right, else 0; labels are as `SmoothedCrossentropy` takes them."""
    if y_pred.shape[-1] == 1:
        truth, named = (keras.ops.reshape(keras.ops.cast(each, "float32"), (-1,)) > 0.5 for each in (y_true, y_pred))
    else:
        named = keras.ops.argmax(y_pred, -1)
        truth = keras.ops.argmax(y_true, -1) if _blended(y_true, y_pred) else keras.ops.reshape(y_true, (-1,))
    return keras.ops.cast(keras.ops.equal(keras.ops.cast(truth, named.dtype), named), "float32")


def _blended(y_true: Any, y_pred: Any) -> bool:
    return len(y_true.shape) == 2 and bool(y_true.shape[-1] == y_pred.shape[-1])


def optimizer(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    """Return the optimiser that the recipe trains with.

    Args:
        recipe: Names it, its learning rate, momentum, schedule, decay and averaging.
        steps: Steps of the whole training, along which a schedule is laid.
    """
    rate: Any = recipe.learning_rate
    extra: dict[str, Any] = {}
    if recipe.schedule == "cosine":
        warm = max(1, round(WARM_UP * steps))
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - warm), 0.0, "cosine", recipe.learning_rate, warm
        )
    if recipe.momentum:
        extra = {"momentum": recipe.momentum, "nesterov": True}
    if recipe.weight_decay:
        extra["weight_decay"] = recipe.weight_decay
    if recipe.averaging:
        extra |= {"use_ema": True, "ema_momentum": recipe.averaging}
    return OPTIMIZERS[recipe.optimizer](learning_rate=rate, **extra)


def stride(recipe: Recipe) -> int:
    """Return how many steps are computed at one call; with larger pictures one, so that a stop is never waited for."""
    rows, cols, _ = recipe.input_shape
    return STRIDE if recipe.batch_size * rows * cols <= STRIDE_PIXELS else 1
