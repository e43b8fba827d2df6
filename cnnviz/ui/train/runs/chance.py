"""What chance leaves of the differences between accuracies: compared runs -> sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cnnviz.actions.comparison import History
from cnnviz.base.intervals import within_chance
from cnnviz.locale import _
from cnnviz.ui.parts.messages import escaped


def sentences(compared: Mapping[str, History]) -> Iterator[str]:
    """Yield a sentence for each data set on which several of the runs were tested, in Markdown.

    Args:
        compared: The runs by their titles.
    """
    tested: dict[tuple[str, int], dict[str, float]] = {}
    for label, run in compared.items():
        if run.evaluation and run.evaluation.get("images"):
            key = run.recipe.dataset, int(run.evaluation["images"])
            tested.setdefault(key, {})[label] = float(run.evaluation["test_accuracy"])
    for (_dataset, images), accuracies in tested.items():
        if len(accuracies) > 1:
            yield _sentence(accuracies, images)


def _sentence(accuracies: Mapping[str, float], images: int) -> str:
    best = max(accuracies, key=accuracies.__getitem__)
    close = [
        label
        for label, accuracy in accuracies.items()
        if label != best and within_chance(accuracies[best], images, accuracy, images)
    ]
    values = {"best": escaped(best), "accuracy": accuracies[best], "images": images}
    if close:
        return _(
            "**{best}** has the highest test accuracy, {accuracy:.3f}. But on {images:,} test pictures chance alone "
            "may explain its lead over {others}: the test does not tell which of them is better.",
            **values,
            others=", ".join(map(escaped, close)),
        )
    return _(
        "**{best}** has the highest test accuracy, {accuracy:.3f}: on {images:,} test pictures chance alone does not "
        "explain its lead. Another seed changes the accuracy too: train it several times to be sure.",
        **values,
    )
