"""Sizes of layers, compared with what Keras counts and what the documents print."""

import keras
import numpy as np
import pytest

from cnnviz import networks
from cnnviz.explore.activations.layer_fields import fields
from cnnviz.lessons.sizes import Size, TooLargeError, amount, check, sizes
from cnnviz.lessons.tensors import SECONDS_OF_A_FILM, TENSORS, TYPES, tensor_bytes
from cnnviz.locale import speaking
from cnnviz.networks import Network
from cnnviz.networks.layers import Conv, Dense, Flatten, GlobalAverage, Pool
from cnnviz.networks.stack import describe
from cnnviz.surgery.graph import lay_out

PLAIN = [network for network in networks.networks().values() if not network.trained]


def of(network: Network, classes: int = 10) -> list[Size]:
    return sizes(network.table(network.input_shape, classes), network.input_shape)


def test_the_chain_of_the_document() -> None:
    layers = {size.name: size for size in of(networks.get("mnist"))}
    assert [(size.shape, size.values) for size in layers.values()][:2] == [
        ((26, 26, 32), 21_632),
        ((13, 13, 32), 5_408),
    ]
    assert [size.shape for size in layers.values()][2:6] == [(11, 11, 64), (5, 5, 64), (3, 3, 64), (576,)]
    assert layers["conv1"].rows == "⌊(28 + 0 − 3) / 1⌋ + 1 = 26"
    assert layers["conv1"].formula == "(3·3·1 + 1)·32 = 320"
    assert layers["dense1"].formula == "(576 + 1)·64 = 36928"
    assert layers["conv2"].multiplications == 11 * 11 * 64 * 3 * 3 * 32
    assert [layers[name].field for name in ("conv1", "pool1", "conv2", "pool2", "conv3")] == [3, 4, 8, 10, 18]
    assert sum(size.parameters for size in layers.values()) == 93_322


@pytest.mark.parametrize("network", networks.networks().values(), ids=lambda network: network.name)
def test_every_written_formula_comes_to_the_number_of_parameters(network: Network) -> None:
    for size in of(network):
        assert not size.rows or size.rows.endswith(f"= {size.shape[0]}")
        left, _, right = size.formula.partition(" = ")
        assert eval(left.replace("·", "*") or "0") == (size.parameters if size.formula else 0)
        assert right == (str(size.parameters) if size.formula else "")
        assert size.formula or not size.parameters or size.multiplications is None


@pytest.mark.parametrize("network", PLAIN, ids=lambda network: network.name)
def test_shapes_and_parameters_are_those_of_keras(network: Network) -> None:
    model = network.build(network.input_shape, 10)
    for size in of(network):
        layer = model.get_layer(size.name)
        assert (layer.output.shape[1:], layer.count_params()) == (size.shape, size.parameters)


@pytest.mark.parametrize("network", PLAIN, ids=lambda network: network.name)
def test_receptive_fields_are_those_of_the_built_network(network: Network) -> None:
    by_name = fields(lay_out(network.build(network.input_shape, 10)))
    compared = 0
    for size in of(network):
        if size.field is not None and len(size.shape) == 3:
            field = by_name[size.name]
            assert field is not None
            assert field.rows.extent == size.field
            compared += 1
    assert compared


def test_the_receptive_field_is_where_a_change_of_a_pixel_is_noticed() -> None:
    parts = (Conv(1, 3, activation=None), Pool(2, average=True), Conv(1, 3, 2, activation=None))
    shape = (20, 20, 1)
    keras.utils.set_random_seed(0)
    model = Network("probe", "", "", shape, (*parts, Flatten())).build(shape, 2)
    deep = keras.Model(model.inputs[0], model.get_layer("conv2").output)
    dark = np.zeros((20 * 20, *shape), "float32")
    lit = dark.copy()
    lit.reshape(400, 400)[np.arange(400), np.arange(400)] = 1
    noticed = (np.asarray(deep(lit) - deep(dark))[:, 1, 1, 0] != 0).reshape(20, 20)
    rows = np.flatnonzero(noticed.any(axis=1))
    assert rows[-1] - rows[0] + 1 == sizes(describe(parts, shape), shape)[-1].field == 8


def test_what_is_too_large_is_refused_with_the_layer() -> None:
    shape = (64, 64, 3)
    heavy = sizes(describe((Conv(64), Flatten(), Dense(1000)), shape), shape)
    with pytest.raises(
        TooLargeError, match=r"^The network has 246\u202f.* of them in dense1; at most 30\u202f000\u202f000 .*\.$"
    ):
        check(heavy, 32)
    wide = sizes(describe((Conv(512), GlobalAverage()), shape), shape)
    with pytest.raises(
        TooLargeError, match=r"^A training step with a batch of 128 would .* for conv1; at most 2 GB .*\.$"
    ):
        check(wide, 128)
    check(wide, 16)
    for network in PLAIN:
        check(of(network), 16)


def test_the_documents_videos_are_terabytes() -> None:
    videos = TENSORS[5]
    assert videos.shape == (30_000, 75, 1024, 1024, 3)
    second = tensor_bytes(videos.shape, "uint8")
    assert amount(second) == "7.08 TB"
    assert amount(tensor_bytes(videos.shape, "float32")) == "28.3 TB"
    assert amount(second * SECONDS_OF_A_FILM) == "38.2 PB"


def test_all_pictures_together_are_a_data_set_and_no_batch() -> None:
    assert TENSORS[4].says.startswith("A data set ")
    assert not any("batch" in tensor.says for tensor in TENSORS)


def test_an_amount_is_written_as_the_language_writes_it() -> None:
    assert (amount(1), amount(86_528)) == ("1 byte", "86.5 kB")
    with speaking("es"):
        assert amount(86_528) == "86,5 kB"
        with pytest.raises(TooLargeError) as caught:
            check([Size("conv1", "Conv2D", (1,), 10**8, "", 0, 1)], 8)
        assert str(caught.value).startswith("La red tiene 100\u202f000\u202f000 parámetros")
    assert str(caught.value).startswith("The network has 100\u202f000\u202f000 parameters")


@pytest.mark.parametrize("tensor", TENSORS, ids=lambda tensor: tensor.title)
def test_a_tensor_has_as_many_axes_as_it_says(tensor) -> None:  # type: ignore[no-untyped-def]
    assert tensor.title.startswith(f"{len(tensor.axes)}-D")
    assert len(tensor.shape) == len(tensor.largest) == len(tensor.axes)
    assert all(size <= largest for size, largest in zip(tensor.shape, tensor.largest, strict=True))
    example = np.empty((2,) * len(tensor.axes), "float32")
    assert tensor_bytes(example.shape, "float32") == example.nbytes


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_takes_as_many_bytes_as_numpy_says(kind: str) -> None:
    assert TYPES[kind] == np.dtype(kind).itemsize
