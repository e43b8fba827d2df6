"""Is what a training costs counted and reckoned right, and near what it then takes?"""

import pytest

from cnnviz import datasets, recipes
from cnnviz.recipes import Augmentation
from cnnviz.training.cost.estimate import Cost, Counts, counts, fingerprint


@pytest.mark.parametrize("name", ["digits", "shapes"])
def test_the_pictures_to_learn_from_are_known_before_they_are_loaded(name: str) -> None:
    assert datasets.get(name).learned == len(datasets.load(name, (16, 16, 1)).x_train)


@pytest.mark.parametrize("source", datasets.datasets().values(), ids=lambda source: source.name)
def test_no_more_is_learned_from_than_there_is(source: datasets.Source) -> None:
    assert 0 < source.learned < source.pictures


def test_a_share_held_back_is_validated_on_and_else_the_data_sets_own_pictures() -> None:
    assert counts(recipes.get("mnist").edited(validation_split=0.1)) == Counts(54_000, 6_000, 60_000, 10_000)
    assert counts(recipes.get("flowers_mobilenet")) == Counts(2_972, 349, 2_972, 698)
    assert counts(recipes.get("mnist").edited(validation_split=0.0)).validated == 0


def test_only_what_changes_the_duration_makes_another_measurement() -> None:
    recipe = recipes.get("tiny")
    assert fingerprint(recipe) == fingerprint(recipe.edited(epochs=7, seed=3, learning_rate=0.5))
    assert fingerprint(recipe) != fingerprint(recipe.edited(batch_size=7))
    assert fingerprint(recipe) != fingerprint(recipe.edited(augmentation=Augmentation(flip=True)))


def test_the_sum_is_what_comes_once_and_every_epoch() -> None:
    cost = Cost(2.0, 5.0, 10, 7, 100, "CPU")
    assert cost.seconds == 25
    assert Cost.from_json(cost.to_json()) == cost
