"""One sigmoid neuron gives two columns; more columns stay as they are."""

import numpy as np

from cnnviz.surgery.sigmoid_columns import one_column_a_class


def test_a_single_neuron_is_the_second_of_two_classes() -> None:
    sigmoid = np.array([[0.25], [1.0], [0.0]], np.float32)
    assert one_column_a_class(sigmoid).tolist() == [[0.75, 0.25], [0.0, 1.0], [1.0, 0.0]]


def test_a_column_for_each_class_is_left_alone() -> None:
    softmax = np.array([[0.25, 0.75], [0.5, 0.5]], np.float32)
    assert one_column_a_class(softmax) is softmax


def test_no_picture_gives_no_row() -> None:
    assert one_column_a_class(np.empty((0, 1), np.float32)).shape == (0, 2)
