"""Are pictures moved as Keras' own layers move them, but resampled once?"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import recipes
from cnnviz.datasets import load
from cnnviz.recipes import Augmentation
from cnnviz.training.learning.preprocessing import learner
from cnnviz.training.learning.random_affine import RandomAffine, matrices
from cnnviz.training.learning.task import build

SIZE = (16, 20)
MOVED = Augmentation(shift=0.2, zoom=0.2, rotation=30, shear=0.1)
STILL = {"rotation": [0.0], "shift": [[0.0, 0.0]], "shear": [[0.0, 0.0]], "zoom": [[1.0, 1.0]]}


def blob() -> NDArray[np.float32]:
    """A soft spot off the middle, shape (1, *SIZE, 1), 0..255."""
    rows, cols = np.mgrid[: SIZE[0], : SIZE[1]]
    return (255 * np.exp(-((rows - 6) ** 2 + (cols - 11) ** 2) / 18))[None, ..., None].astype("float32")


def moved(**changes: list[Any]) -> NDArray[np.float32]:
    """The spot, changed by given amounts."""
    transform = matrices(*(np.array(amount, "float32") for amount in (STILL | changes).values()), SIZE)
    return np.asarray(keras.ops.image.affine_transform(blob(), transform, fill_mode="nearest"))


def test_without_a_change_a_picture_stays_as_it_is() -> None:
    assert moved() == pytest.approx(blob(), abs=1e-3)


@pytest.mark.parametrize(
    ("changes", "layer"),
    [
        ({"rotation": [36.0]}, lambda: keras.layers.RandomRotation((0.1, 0.1), fill_mode="nearest")),
        (
            {"shift": [[0.2, 0.1]]},
            lambda: keras.layers.RandomTranslation((-0.1, -0.1), (-0.2, -0.2), fill_mode="nearest"),
        ),
        ({"zoom": [[0.8, 1.2]]}, lambda: keras.layers.RandomZoom((0.2, 0.2), (-0.2, -0.2), fill_mode="nearest")),
    ],
    ids=["rotation", "shift", "zoom"],
)
def test_one_change_alone_is_that_of_kerass_own_layer(
    changes: dict[str, list[Any]], layer: Callable[[], keras.Layer]
) -> None:
    keras_own = np.asarray(layer()(blob(), training=True))
    assert np.abs(keras_own - blob()).max() > 20
    assert moved(**changes) == pytest.approx(keras_own, abs=0.5)


def test_a_slanted_picture_moves_each_row_by_its_distance_from_the_middle() -> None:
    ramp = np.broadcast_to(np.arange(SIZE[1], dtype="float32"), SIZE)[None, ..., None] * 10
    transform = matrices(*(np.array(one, "float32") for one in ([0.0], [[0.0, 0.0]], [[0.2, 0.0]], [[1.0, 1.0]])), SIZE)
    slanted = np.asarray(keras.ops.image.affine_transform(ramp, transform, fill_mode="nearest"))
    offset = 10 * 0.2 * (np.arange(SIZE[0]) - (SIZE[0] - 1) / 2)
    assert slanted[0, :, 10, 0] - ramp[0, :, 10, 0] == pytest.approx(offset, abs=0.01)


def test_all_changes_together_keep_more_of_the_fine_detail_than_one_after_the_other() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 24, 24, 1)).astype("float32")
    together = np.asarray(RandomAffine(MOVED, 0, "nearest")(noise, training=True))
    each = noise
    for field in ("shift", "zoom", "rotation", "shear"):
        alone = Augmentation(**{field: getattr(MOVED, field)})
        each = np.asarray(RandomAffine(alone, 0, "nearest")(each, training=True))
    sharp = [np.square(np.diff(one[:, 6:-6, 6:-6], axis=1)).mean() for one in (noise, together, each)]
    assert sharp[0] > sharp[1] > 1.5 * sharp[2]


def test_what_learns_shares_its_weights_with_what_is_saved_and_answers_alike_at_rest() -> None:
    recipe = recipes.get("tiny").edited(augmentation=MOVED)
    data = load(recipe.dataset, recipe.input_shape)
    whole = build(recipe, data)
    learns = learner(whole, recipe)
    assert learns is not whole
    assert {id(one) for one in learns.trainable_variables} == {id(one) for one in whole.trainable_variables}
    pictures = data.x_test[:4].astype("float32")
    assert np.array_equal(*(np.asarray(each(pictures, training=False)) for each in (learns, whole)))
    assert not np.array_equal(np.asarray(learns(pictures, training=True)), np.asarray(learns(pictures, training=True)))
    assert not any(isinstance(layer, RandomAffine) for layer in whole.layers)


def test_with_one_such_change_at_most_the_model_itself_learns() -> None:
    recipe = recipes.get("tiny").edited(augmentation=Augmentation(zoom=0.2, flip=True))
    whole = build(recipe, load(recipe.dataset, recipe.input_shape))
    assert learner(whole, recipe) is whole
