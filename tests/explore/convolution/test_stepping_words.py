"""Steps are written as a person would write them; unreadable input is refused with its line."""

import numpy as np
import pytest

from cnnviz.explore.convolution.stepping import SteppingError, Window, convolve, pool, relu
from cnnviz.explore.convolution.stepping_examples import CONVOLUTION, EXAMPLES, MAX, MEAN, RELU
from cnnviz.explore.convolution.stepping_words import kept, lines, products, read
from cnnviz.locale import speaking


def test_channels_and_bias_are_added_in_a_line_of_their_own() -> None:
    values, kernel = np.array([[[0.5, 2.0]]]), np.array([[[2.0, -1.0]]])
    step = convolve(values, kernel, Window(1), bias=0.25).steps[0]
    assert products(step, kernel, 0.25) == [
        "channel 1: 0.5·2 = 1",
        "channel 2: 2·(−1) = −2",
        "channels and bias: 1 + (−2) + 0.25 = −0.75",
    ]


def test_padding_does_not_stand_among_what_is_pooled() -> None:
    walk = pool(np.array([[[1.0], [2.0], [3.0]]]), Window(2, 2, "same"), average=True)
    assert [kept(step, MEAN) for step in walk.steps] == ["mean(1, 2) = 1.5", "mean(3) = 3"]
    assert kept(relu(np.array([[[-0.5]]])).steps[0], RELU) == "max(0, −0.5) = 0"


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.title)
def test_every_example_can_be_read_and_written_again(example) -> None:  # type: ignore[no-untyped-def]
    values = read(example.input, "Input")
    assert np.array_equal(read(lines(values), "Input"), values)
    if example.kind == CONVOLUTION:
        kernels = read(example.kernels, "Kernels")
        assert len(kernels) % len(values) == 0
        assert kernels.shape[1:] == (example.window.size, example.window.size)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" \n ", "Input: nothing is written here. Write rows of numbers"),
        ("1 2\n3", "Input: the rows differ in length. Give each row 2 numbers"),
        ("1 2\n3 4\n\n5 6", "Input: the rows differ in length."),
        ("1 2\n3 x", "Input: line 2 holds “x”, which is not a number."),
        ("1 nan", "Input: line 1 holds nan. Use numbers from"),
        ("1e9", "Input: line 1 holds 1e9. Use numbers from"),
        ("1 " * 10, "Input: 1×10 is too large, at most 9×9"),
    ],
)
def test_what_is_no_input_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(SteppingError) as caught:
        read(text, "Input")
    assert str(caught.value).startswith(says)


def test_a_comma_is_read_as_people_write_it() -> None:
    assert read("0,6 −1", "Input").tolist() == [[[0.6, -1]]]


def test_numbers_are_written_and_read_with_the_comma_of_spanish() -> None:
    values = np.array([[[0.5, -2.0]]])
    with speaking("es"):
        assert lines(values) == "0,5 -2"
        assert np.array_equal(read(lines(values), "Input"), values)
        pooled = pool(np.array([[[0.5], [0.6]], [[0.1], [0.0]]]), Window(2)).steps[0]
        assert kept(pooled, MAX).endswith("(0,5; 0,6; 0,1; 0) = 0,6")
