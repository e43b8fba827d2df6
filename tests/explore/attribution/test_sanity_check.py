"""The sanity check randomises every layer of a copy, and heat maps change with it."""

import keras
import numpy as np
from keras import layers

from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.attribution.saliency import Gradient
from cnnviz.explore.attribution.sanity_check import randomised, stages


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
    shown = list(stages(model, {"cam": GradCam, "gradient": Gradient}, picture, 1))
    assert [stage.layer for stage in shown] == ["", "last", "second", "first"]
    assert shown[0].likeness == {"cam": 1.0, "gradient": 1.0}
    for stage in shown[1:]:
        assert stage.likeness["cam"] < 0.999
        assert stage.likeness["gradient"] < 0.999
    assert all((now == old).all() for now, old in zip(model.get_weights(), before, strict=True))
