"""A card says in words how familiar a picture is, and names classes in the reader's language."""

from types import SimpleNamespace

import numpy as np
import pytest

from cnnviz.explore.classify.classifier import Answer
from cnnviz.locale import speaking
from cnnviz.ui.use.answer_cards import familiarity, verdict
from cnnviz.ui.use.networks import ListedNetwork

PROBABILITIES = np.array([0.9, 0.1], np.float32)


def network(translated: bool) -> ListedNetwork:
    return ListedNetwork(
        "pets",
        "Pets",
        "1",
        lambda: ("cat", "dog"),
        lambda: SimpleNamespace(),
        translated=translated,  # type: ignore[arg-type, return-value]
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.5, "Unlike anything"), (0.972, "Just outside"), (0.975, "Just inside"), (0.999, "Like the pictures")],
)
def test_how_familiar_a_picture_is_stands_in_words(value: float, words: str) -> None:
    assert familiarity(value, 0.974).startswith(words)


def test_a_picture_out_of_distribution_is_called_so() -> None:
    unknown = Answer(PROBABILITIES, PROBABILITIES, evidence=0.4, threshold=0.9)
    assert "**Probably none of its classes** (out of distribution)" in verdict(unknown, "cat", 0.9)
    assert verdict(Answer(PROBABILITIES, PROBABILITIES), "cat", 0.9) == "**cat** with probability 0.900"
    with speaking("es"):
        assert verdict(Answer(PROBABILITIES, PROBABILITIES), "gato", 0.9) == "**gato** con probabilidad 0,900"


def test_classes_of_ready_made_networks_are_translated_and_anybody_s_own_are_not() -> None:
    assert network(translated=False).shown("cat") == "cat"
    with speaking("zz"):
        assert network(translated=True).shown("cat").startswith("⟦cat")
        assert network(translated=False).shown("cat") == "cat"
