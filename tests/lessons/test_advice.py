"""Each quadrant has its own advice, which refers to existing recipes and data sets."""

import pytest

from cnnviz import datasets, recipes
from cnnviz.lessons.advice import KNOWN, LARGE, QUADRANTS, SIMILAR, advise, answered
from cnnviz.networks.backbones import MOBILENET_V2


@pytest.mark.parametrize(
    ("photos", "similarity", "title"),
    [
        (15, 0.9, "Feature extraction"),
        (LARGE, SIMILAR, "Fine-tune the last layers"),
        (LARGE - 1, SIMILAR - 0.01, "Freeze the first layers"),
        (6000, 0.0, "Train from scratch"),
    ],
)
def test_each_corner_has_its_advice(photos: int, similarity: float, title: str) -> None:
    assert advise(photos, similarity).title == title


def test_what_is_frozen_ends_with_a_block_and_the_recipes_are_there() -> None:
    for each in QUADRANTS:
        if each.frozen is not None:
            block = MOBILENET_V2.cut(each.frozen)
            assert block is not None
            assert block.layers == each.frozen
            assert f"flowers{each.ending}" in recipes.recipes()


def test_two_answers_say_on_which_side_of_the_limit_it_is() -> None:
    assert answered(True, True) >= SIMILAR > answered(True, False) > answered(False, False)


def test_what_is_known_is_of_data_sets_that_are_there() -> None:
    for name, similarity in KNOWN.items():
        assert datasets.get(name).learned
        assert 0 <= similarity <= 1
