"""Does every picture come once an epoch, in an order that the seed and the epoch alone decide?"""

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.training.batches import Batches, split

X = np.arange(103).reshape(-1, 1, 1, 1)
Y = np.arange(103) % 10


def orders(batches: Batches, epochs: int) -> list[list[int]]:
    """The pictures of each epoch in the order in which they come, as Keras would ask for them."""
    found = []
    for _ in range(epochs):
        given = [batches[index] for index in range(len(batches))]
        assert all((x.reshape(-1) % 10 == y).all() for x, y in given)
        found.append([int(number) for x, _ in given for number in x.reshape(-1)])
        batches.on_epoch_end()
    return found


def test_every_picture_comes_once_an_epoch_with_its_label() -> None:
    batches = Batches(X, Y, 10, seed=0)
    assert len(batches) == 11
    assert [len(batches[index][0]) for index in range(11)] == [10] * 10 + [3]
    for order in orders(batches, 3):
        assert sorted(order) == list(range(103))
        assert order != sorted(order)


def test_no_two_epochs_and_no_two_seeds_have_the_same_order() -> None:
    found = orders(Batches(X, Y, 10, seed=0), 3) + orders(Batches(X, Y, 10, seed=1), 3)
    assert len({tuple(order) for order in found}) == 6


def test_the_order_of_an_epoch_depends_on_nothing_before_it() -> None:
    unbroken = orders(Batches(X, Y, 10, seed=4), 3)
    np.random.default_rng().random(7)
    assert orders(Batches(X, Y, 25, seed=4, epoch=3), 1) == unbroken[2:]


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
