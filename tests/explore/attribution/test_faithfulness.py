"""Do the tests of heat maps tell a good one from a bad one, and does making a network forget change every layer?"""

import keras
import numpy as np
import pytest
from keras import layers
from numpy.typing import NDArray
from scipy import stats

from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.attribution.faithfulness import curves, likeness, randomised, stages
from cnnviz.explore.attribution.saliency import Gradient

BRIGHT = (slice(4, 8), slice(8, 12))


def predict(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Class 1 is as probable as one square is bright."""
    share = pictures[:, *BRIGHT].mean((1, 2, 3)) / 255
    return np.stack([1 - share, share], axis=1)


def test_a_map_of_what_counts_is_better_than_its_opposite() -> None:
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[BRIGHT] = 255
    right = np.zeros((16, 16), np.float32)
    right[BRIGHT] = 1
    good, bad = (curves(predict, picture, heat, 1, steps=16) for heat in (right, 1 - right))
    assert good.shares.tolist() == np.linspace(0, 1, 17).tolist()
    assert good.deletion[0] == bad.deletion[0] == good.insertion[-1] == 1
    # A sixteenth of the picture is bright: the first step takes, or brings, all of it.
    assert good.deletion[1] == pytest.approx(1 / 16)
    assert good.insertion[1] == 1
    assert good.deletion_area < 0.1 < 0.9 < bad.deletion_area
    assert bad.insertion_area < good.insertion_area - 0.2


def test_forgetting_goes_from_the_last_layer_to_the_first_and_keeps_the_size_of_the_numbers() -> None:
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, name="first"),
            layers.BatchNormalization(name="norm"),
            layers.Flatten(),
            layers.Dense(3, name="last"),
        ]
    )
    before = {layer.name: layer.get_weights() for layer in model.layers}
    changed: list[str] = []
    for name in randomised(model):
        changed.append(name)
        for other in before:
            same = all(
                (now == old).all()
                for now, old in zip(model.get_layer(other).get_weights(), before[other], strict=True)
                if len(set(old.ravel().tolist())) > 1
            )
            assert same == (other not in changed or other == "norm" or not before[other])
    assert changed == ["last", "norm", "first"]
    assert sorted(model.get_layer("first").get_weights()[0].ravel()) == sorted(before["first"][0].ravel())


def test_likeness_is_the_correlation_of_ranks() -> None:
    dice = np.random.default_rng(0)
    one, other = dice.random((5, 6)), dice.integers(0, 4, (5, 6)).astype(float)
    assert likeness(one, other) == pytest.approx(stats.spearmanr(one.ravel(), other.ravel()).statistic)
    assert likeness(one, np.ones((5, 6))) == 0


def test_from_the_first_layer_that_is_forgotten_on_maps_change_and_the_network_itself_does_not() -> None:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Conv2D(8, 3, activation="relu", name="first"),
            layers.Conv2D(8, 3, activation="relu", name="second"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, "softmax", name="last"),
        ]
    )
    before = model.get_weights()
    picture = np.random.default_rng(0).integers(0, 256, (12, 12, 3)).astype("uint8")
    found = list(stages(model, {"cam": GradCam, "gradient": Gradient}, picture, 1))
    assert [stage.layer for stage in found] == ["", "last", "second", "first"]
    assert found[0].likeness == {"cam": 1.0, "gradient": 1.0}
    for stage in found[1:]:
        assert stage.likeness["cam"] < 0.999
        assert stage.likeness["gradient"] < 0.999
    assert all((now == old).all() for now, old in zip(model.get_weights(), before, strict=True))
