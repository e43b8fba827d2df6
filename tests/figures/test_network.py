"""Each layer is drawn once, at its size, and can be told apart without colour."""

import pytest

from cnnviz import networks
from cnnviz.figures.network import GROUPS, drawing
from cnnviz.lessons.sizes import sizes
from cnnviz.networks import Network


@pytest.mark.parametrize("network", networks.networks().values(), ids=lambda network: network.name)
def test_every_layer_has_a_box_that_explains_itself(network: Network) -> None:
    shape = network.input_shape
    costs = sizes(network.table(shape, 10), shape)
    figure = drawing(costs, shape)
    boxes = [text for trace in figure.data for text in trace.customdata]
    assert sorted(text.split("</b>")[0].removeprefix("<b>") for text in boxes) == sorted(
        ["pixels", *(size.name for size in costs)]
    )
    for size in costs:
        assert any(f"<b>{size.name}</b>" in text and size.formula in text and size.rows in text for text in boxes)


def test_boxes_shrink_with_the_rows_and_widen_with_the_kernels() -> None:
    network = networks.get("mnist")
    figure = drawing(sizes(network.table(network.input_shape, 10), network.input_shape), network.input_shape)
    convolutions = next(trace for trace in figure.data if trace.name == "Convolution")
    assert list(convolutions.y) == sorted(convolutions.y, reverse=True)
    assert convolutions.width[0] < convolutions.width[1] == convolutions.width[2]
    assert [base + high / 2 for base, high in zip(convolutions.base, convolutions.y, strict=True)] == [0, 0, 0]


def test_groups_differ_in_more_than_colour() -> None:
    learned = [pattern for name, (_, pattern, _) in GROUPS.items() if name != "Pixels"]
    assert len(set(learned)) == len(learned)
