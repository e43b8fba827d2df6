"""Is the best epoch found, and is the end neither too early nor too late?"""

import pytest

from cnnviz.recipes import EarlyStopping
from cnnviz.training.learning.early_stopping import best_epoch, reached


def losses(*values: float) -> list[dict[str, float]]:
    """One record an epoch."""
    return [{"val_loss": value} for value in values]


def test_the_best_loss_is_the_lowest_and_the_best_accuracy_the_highest() -> None:
    records = [{"val_loss": loss, "val_accuracy": accuracy} for loss, accuracy in ((2, 0.1), (1, 0.4), (3, 0.9))]
    assert best_epoch(records, "val_loss") == 1
    assert best_epoch(records, "val_accuracy") == 2


def test_of_equally_good_epochs_the_first_is_best() -> None:
    assert best_epoch(losses(2, 1, 1, 1), "val_loss") == 1


@pytest.mark.parametrize(
    ("values", "patience", "ends"),
    [
        ((), 1, False),
        ((1,), 1, False),
        ((1, 2), 1, True),
        ((1, 1), 1, True),
        ((2, 1), 1, False),
        ((1, 2, 3), 3, False),
        ((1, 2, 3, 2), 3, True),
        ((3, 4, 5, 2), 3, False),
        ((3, 4, 5, 2, 2.5, 2.4), 3, False),
        ((3, 4, 5, 2, 2.5, 2.4, 2.1), 3, True),
    ],
)
def test_patience_is_counted_from_the_best_epoch(values: tuple[float, ...], patience: int, ends: bool) -> None:
    assert (reached(losses(*values), [EarlyStopping("val_loss", patience)]) is not None) == ends


def test_the_rule_whose_patience_is_used_up_is_named() -> None:
    loss, accuracy = EarlyStopping("val_loss", 5), EarlyStopping("val_accuracy", 2)
    records = [{"val_loss": 1 / (epoch + 1), "val_accuracy": 0.5} for epoch in range(3)]
    assert reached(records, [loss, accuracy]) == accuracy
    assert reached(records, [loss]) is None
    assert reached(records, []) is None
