"""Does every picture come once an epoch, in an order that the seed and the epoch alone decide?"""

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.training.learning.batches import Batches, Mixed, split

X = np.arange(103).reshape(-1, 1, 1, 1)
Y = np.arange(103) % 10


def orders(batches: Batches, epochs: int) -> list[list[int]]:
    """The pictures of each epoch in the order in which they come, as Keras would ask for them."""
    orders_of_epochs = []
    for _ in range(epochs):
        given = [batches[index] for index in range(len(batches))]
        assert all((x.reshape(-1) % 10 == y).all() for x, y in given)
        orders_of_epochs.append([int(number) for x, _ in given for number in x.reshape(-1)])
        batches.on_epoch_end()
    return orders_of_epochs


def test_every_picture_comes_once_an_epoch_with_its_label() -> None:
    batches = Batches(X, Y, 10, seed=0)
    assert len(batches) == 11
    assert [len(batches[index][0]) for index in range(11)] == [10] * 10 + [3]
    for order in orders(batches, 3):
        assert sorted(order) == list(range(103))
        assert order != sorted(order)


def test_no_two_epochs_and_no_two_seeds_have_the_same_order() -> None:
    orders_of_epochs = orders(Batches(X, Y, 10, seed=0), 3) + orders(Batches(X, Y, 10, seed=1), 3)
    assert len({tuple(order) for order in orders_of_epochs}) == 6


def test_the_order_of_an_epoch_depends_on_nothing_before_it() -> None:
    unbroken = orders(Batches(X, Y, 10, seed=4), 3)
    np.random.default_rng().random(7)
    assert orders(Batches(X, Y, 25, seed=4, epoch=3), 1) == unbroken[2:]


def test_mixed_pictures_are_blended_with_their_labels_in_one_share() -> None:
    pictures = np.eye(10, dtype=np.uint8)[Y][:, None, :, None] * 200  # Each picture is its label, drawn.
    x, y = Mixed(Batches(pictures, Y, 50, seed=0), 1.0, outputs=10)[0]
    assert x.reshape(50, 10) / 200 == pytest.approx(y, abs=1e-6)
    assert y.sum(1) == pytest.approx(1)
    assert len({round(float(most), 4) for most in y.max(1)}) > 20


def test_with_one_neuron_the_blended_label_is_how_much_of_the_second_class() -> None:
    halves = (np.arange(103) % 2).astype(np.uint8)
    x, y = Mixed(Batches(halves.reshape(-1, 1, 1, 1), halves, 50, seed=0), 0.4, outputs=1)[1]
    assert y.shape == (50, 1)
    assert x.reshape(50, 1) == pytest.approx(y)


def test_the_blending_depends_on_nothing_before_it() -> None:
    first = Mixed(Batches(X, Y, 10, seed=4), 0.5, outputs=10)
    first.on_epoch_end()
    (x, y), (again, labels) = first[3], Mixed(Batches(X, Y, 10, seed=4, epoch=2), 0.5, outputs=10)[3]
    assert np.array_equal(x, again)
    assert np.array_equal(y, labels)
    assert not np.array_equal(x, first[4][0])


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_the_split_is_disjoint_and_complete(share: float) -> None:
    (x, y), held = split(X, Y, share, seed=3)
    assert held is not None
    assert len(held[0]) == round(103 * share)
    assert sorted([*x.reshape(-1), *held[0].reshape(-1)]) == list(range(103))
    for pictures, labels in ((x, y), held):
        assert (pictures.reshape(-1) % 10 == labels).all()


def test_the_split_is_drawn_by_the_seed_from_all_over() -> None:
    def held(seed: int) -> NDArray[np.int64]:
        validation = split(X, Y, 0.2, seed)[1]
        assert validation is not None
        return validation[0].reshape(-1)

    assert np.array_equal(held(0), held(0))
    assert not np.array_equal(held(0), held(1))
    assert held(0).min() < 20
    assert held(0).max() > 80


def test_a_share_of_nothing_holds_nothing_back() -> None:
    (x, _), held = split(X, Y, 0, seed=0)
    assert held is None
    assert np.array_equal(x, X)
