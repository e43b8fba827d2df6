"""ResNet50 v1.5 has the layers and weights of Keras' ResNet50, and shrinks its maps where version 1.5 does."""

import os

import keras
import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.explore.classify import imagenet
from cnnviz.networks import pretrained
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.transfer import weight_files

V15 = BACKBONES["resnet50_v15"]
DATA_DIR = os.environ.get("CNNVIZ_DATA_DIR", "")


def of_keras(top: bool) -> keras.Model:
    """Version 1, with random weights."""
    return keras.applications.ResNet50(weights=None, include_top=top, input_shape=None if top else (64, 64, 3))


@pytest.mark.parametrize("top", [False, True])
def test_names_and_weights_are_those_of_keras_resnet50(top: bool) -> None:
    mine = pretrained.resnet50_v15(top, keras.Input((224, 224, 3) if top else (64, 64, 3)))
    theirs = of_keras(top)
    assert mine.count_params() == theirs.count_params() == (25_636_712 if top else 23_587_712)
    names = [layer.name for layer in mine.layers if not layer.name.endswith("_2_pad")]
    assert names[1:] == [layer.name for layer in theirs.layers][1:]  # The first is the pictures.
    shapes = [[(layer.name, w.shape) for layer in model.layers for w in layer.weights] for model in (mine, theirs)]
    assert shapes[0] == shapes[1]
    epsilons = {layer.epsilon for layer in mine.layers if isinstance(layer, keras.layers.BatchNormalization)}
    assert epsilons == {1.001e-5}


def test_a_stage_shrinks_its_maps_in_a_3x3_convolution_that_pads_by_one_on_every_side() -> None:
    model = pretrained.resnet50_v15(False, keras.Input((64, 64, 3)))
    moved = {
        layer.name: layer.kernel_size
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D) and layer.strides == (2, 2)
    }
    in_blocks = {f"conv{stage}_block1_2_conv": (3, 3) for stage in (3, 4, 5)}
    shortcuts = {f"conv{stage}_block1_0_conv": (1, 1) for stage in (3, 4, 5)}
    assert moved == {"conv1_conv": (7, 7)} | in_blocks | shortcuts
    pads = {layer.name: layer.padding for layer in model.layers if isinstance(layer, keras.layers.ZeroPadding2D)}
    ones = {f"conv{stage}_block1_2_pad": ((1, 1), (1, 1)) for stage in (3, 4, 5)}
    assert pads == {"conv1_pad": ((3, 3), (3, 3)), "pool1_pad": ((1, 1), (1, 1))} | ones
    assert all(model.get_layer(name).padding == "valid" for name in in_blocks)


def test_with_the_same_weights_it_is_keras_resnet50_where_no_stage_has_shrunk_them_yet() -> None:
    mine, theirs = pretrained.resnet50_v15(False, keras.Input((64, 64, 3))), of_keras(top=False)
    mine.set_weights(theirs.get_weights())
    pixels = np.random.default_rng(0).normal(size=(1, 64, 64, 3)).astype("float32")
    for block, same in (("conv2_block3_out", True), ("conv3_block1_out", False)):
        first, second = (keras.Model(model.input, model.get_layer(block).output)(pixels) for model in (mine, theirs))
        assert np.allclose(first, second, atol=1e-4) is same


def test_balanced_it_gives_the_same_and_a_step_changes_the_first_kernels_by_their_own_size() -> None:
    model = pretrained.resnet50_v15(False, keras.Input((64, 64, 3)))
    before, kernel = model.get_weights(), model.get_layer("conv1_conv").get_weights()[0]
    pixels = np.random.default_rng(0).uniform(-124, 151, (1, 64, 64, 3)).astype("float32")
    given = model(pixels)
    pretrained.balance(model.layers)
    assert np.array_equal(model(pixels), given)
    assert np.array_equal(model.get_layer("conv1_conv").get_weights()[0], 64 * kernel)
    changed = [not np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True)]
    assert sum(changed) == 2  # The kernels and gamma; a new network's biases and means are zero.


def test_its_weights_can_be_copied_but_not_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert not weight_files.present(V15, "imagenet")
    assert not weight_files.obtainable(V15)
    assert weight_files.present(V15, "random")
    assert "CNNVIZ_DATA_DIR/weights/resnet50_v15_imagenet_top.weights.h5" in weight_files.missing(V15, "imagenet")
    with pytest.raises(datasets.DataError, match="cannot be downloaded: set CNNVIZ_DATA_DIR to a folder that holds"):
        imagenet.load(V15)
    assert "Non-Commercial" in V15.terms


@pytest.mark.photos
def test_with_ubers_weights_it_names_photos_of_daisies_and_dogs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", DATA_DIR)
    if not DATA_DIR or not weight_files.present(V15, "imagenet") or not datasets.get("flowers").present():
        pytest.skip("weights or photos are not on this machine: set CNNVIZ_DATA_DIR")
    network = imagenet.load(V15)
    data = datasets.load("flowers", (224, 224, 3))
    daisies = data.x_train[data.y_train == data.labels.index("daisy")][:20].astype("float32")
    named = [network.labels[place] for place in network.model.predict(daisies, verbose=0).argmax(axis=1)]
    assert named.count("daisy") >= 10
