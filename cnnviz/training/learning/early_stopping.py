"""Early stopping: (records of the epochs, rules) -> the best epoch, and whether to stop.

A pure function of what stands in metrics.jsonl, so that a resumed run decides as an unbroken one would.
"""

from collections.abc import Sequence

from cnnviz.recipes import EarlyStopping

Epochs = Sequence[dict[str, float]]


def best_epoch(epochs: Epochs, monitor: str) -> int:
    """Return the position of the best epoch: the first with the lowest loss, or with the highest accuracy.

    >>> best_epoch([{"val_loss": 2.0}, {"val_loss": 1.0}, {"val_loss": 1.5}], "val_loss")
    1
    """
    values = [record[monitor] for record in epochs]
    return values.index(min(values) if monitor.endswith("loss") else max(values))


def reached(epochs: Epochs, rules: Sequence[EarlyStopping]) -> EarlyStopping | None:
    """Return the first rule whose patience is used up, or None.

    >>> reached([{"val_loss": 1.0}, {"val_loss": 2.0}, {"val_loss": 3.0}], [EarlyStopping("val_loss", 2)])
    EarlyStopping(monitor='val_loss', patience=2)
    """
    for rule in rules:
        if epochs and len(epochs) - 1 - best_epoch(epochs, rule.monitor) >= rule.patience:
            return rule
    return None
