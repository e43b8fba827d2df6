"""Class activation maps of networks whose answer is known, and the layers that they are taken at."""

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.explore.attribution.cams import AblationCam, Cam, GradCam, GradCamPlusPlus
from cnnviz.networks.backbones import BACKBONES
from cnnviz.surgery.graph import LayerError


def colour_model(ending: str) -> keras.Model:
    """Feature maps are the colours; red argues for class 0, blue for class 1."""
    pixels = keras.Input((4, 6, 3))
    maps = layers.Conv2D(2, 1, use_bias=False, name="colours")(pixels)
    means = layers.GlobalAveragePooling2D()(maps)
    if ending == "sigmoid":
        outputs = layers.Dense(1, "sigmoid", use_bias=False)(means)
    elif ending == "softmax layer":
        outputs = layers.Softmax()(layers.Dense(2, use_bias=False)(means))
    else:
        outputs = layers.Dense(2, "softmax", use_bias=False)(means)
    model = keras.Model(pixels, outputs)
    model.get_layer("colours").set_weights([np.array([[[[1, 0], [0, 0], [0, 1]]]], np.float32)])
    dense = next(layer for layer in model.layers if isinstance(layer, layers.Dense))
    dense.set_weights([np.array([[-1.0], [1.0]]) if ending == "sigmoid" else np.eye(2)])
    return model


@pytest.mark.parametrize("kind", [GradCam, GradCamPlusPlus, AblationCam])
@pytest.mark.parametrize("ending", ["softmax", "softmax layer", "sigmoid"])
@pytest.mark.parametrize(("channel", "index"), [(0, 0), (2, 1)])
def test_the_heat_lies_on_the_patch_that_argues_for_the_class(
    kind: type[Cam], ending: str, channel: int, index: int
) -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[1, 4, channel] = 255
    explain = kind(colour_model(ending))
    heat = explain(picture, index)
    assert explain.layer == "colours"
    assert heat.shape == (4, 6)
    assert heat[1, 4] == 1
    assert heat.sum() == 1
    assert not explain(picture, 1 - index).any()


def test_ablation_weighs_each_map_by_how_far_the_score_falls_without_it() -> None:
    explain = AblationCam(colour_model("softmax"))
    maps = np.random.default_rng(0).random((1, 4, 6, 2), np.float32)
    weights = explain._weights(maps, np.zeros((1, 4, 6, 3), np.float32), 1)
    assert weights == pytest.approx(np.array([0, maps[..., 1].mean()]), abs=1e-6)


def test_a_backbone_is_explained_at_its_last_activation_for_any_class() -> None:
    backbone = BACKBONES["mobilenet_v2"]
    model = getattr(keras.applications, backbone.application)(
        include_top=False, weights=None, input_shape=(64, 64, 3), pooling="avg"
    )
    whole = keras.Model(model.inputs, layers.Dense(5, "softmax")(model.outputs[0]))
    explain = GradCam(whole)
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype("uint8")
    assert explain.layer == "out_relu"
    for index in range(5):
        heat = explain(picture, index)
        assert heat.shape == (2, 2)
        assert 0 <= heat.min() <= heat.max() <= 1


def test_a_network_without_feature_maps_and_an_unknown_layer_are_refused() -> None:
    with pytest.raises(LayerError, match="no feature maps"):
        GradCam(keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(2, "softmax")]))
    with pytest.raises(LayerError, match="choose one of colours"):
        GradCam(colour_model("softmax"), "nowhere")
