"""One sentence says how far the probabilities of a network can be trusted."""

import numpy as np
import pytest

from cnnviz.explore.classify.evaluation import evaluate
from cnnviz.ui.train.runs.class_figures import verdict


@pytest.mark.parametrize(
    ("sure", "words"),
    [(0.99, "too sure"), (0.8, "as confident as it is accurate"), (0.6, "less sure than it could be")],
)
def test_one_sentence_says_how_far_to_trust_it(sure: float, words: str) -> None:
    truth = np.array([0] * 160 + [1] * 40)
    probabilities = np.tile(np.array([[sure, 1 - sure]], np.float32), (200, 1))
    assert words in verdict(evaluate(truth, probabilities, ("a", "b")))
