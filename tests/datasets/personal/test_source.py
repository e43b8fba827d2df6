"""A personal data set is split the same way each time, and trained on as any other."""

import numpy as np
import pytest

from cnnviz import actions, datasets
from cnnviz.datasets.personal import adding, sets, source
from cnnviz.datasets.personal.source import shares
from cnnviz.recipes import recipes
from cnnviz.training.learning.callbacks import TrainingError
from cnnviz.training.runs import Run
from tests.datasets.personal.photos import COLOURS, filled, photo, sentence


@pytest.mark.parametrize(("count", "expected"), [(1, (0, 0)), (4, (0, 0)), (5, (1, 0)), (12, (2, 1)), (41, (8, 3))])
def test_photos_held_back_of_a_class(count: int, expected: tuple[int, int]) -> None:
    assert shares(count) == expected


def test_the_split_is_the_same_each_time_and_no_photo_is_on_two_sides() -> None:
    made = filled(15)
    first, second = (source.load(made.name, (32, 32, 3)) for _ in range(2))
    assert np.array_equal(first.x_test, second.x_test)
    assert (len(first.x_train), len(first.x_validation), len(first.x_test)) == (33, 3, 9)
    sides = [{picture.tobytes() for picture in x} for x in (first.x_train, first.x_validation, first.x_test)]
    assert len(set.union(*sides)) == 45
    for label, channel in enumerate(COLOURS.values()):
        for x, y in (
            (first.x_train, first.y_train),
            (first.x_validation, first.y_validation),
            (first.x_test, first.y_test),
        ):
            assert (x[y == label].mean(axis=(0, 1, 2)).argmax()) == channel


def test_a_change_is_seen_at_once_and_stands_in_the_origin() -> None:
    made = filled(2, "red", "green")
    before = datasets.load(made.name, (16, 16, 3))
    assert datasets.load(made.name, (16, 16, 3)) is before
    adding.add_photo(made.name, made.classes[0].folder, photo(50))
    after = datasets.load(made.name, (16, 16, 3))
    assert (len(before.x_train), len(after.x_train)) == (4, 5)
    assert before.origin != after.origin


@pytest.mark.parametrize(
    ("labels", "count", "words"),
    [((), 0, "two classes"), (("red",), 3, "two classes"), (("red", "blue"), 0, "no photo of red")],
    ids=["no class", "one class", "empty class"],
)
def test_an_untrainable_data_set_is_refused(labels: tuple[str, ...], count: int, words: str) -> None:
    made = sets.get(sets.create("Colours").name) if not labels else filled(count, *labels)
    assert words in sentence(lambda: datasets.load(made.name, (16, 16, 3)))
    recipe = recipes()["my_classes_small"].edited(dataset=made.name, epochs=1)
    assert words in sentence(lambda: actions.train(recipe), TrainingError)


def test_a_run_keeps_its_labels_when_the_photos_are_gone(four: np.ndarray) -> None:
    made = filled(6)
    run = actions.train(recipes()["my_classes_small"].edited(dataset=made.name, epochs=2))
    assert run.status().state == "done"
    assert run.evaluation() is not None
    sets.rename_class(made.name, made.classes[0].folder, "crimson")
    sets.delete(made.name)
    assert run.labels() == made.labels
    assert {prediction.label for prediction in actions.classify(Run(run.path), photo(0))} == set(made.labels)
    assert "are gone" in sentence(lambda: actions.evaluate(run))


def test_with_very_few_photos_it_trains_and_says_that_nothing_was_measured() -> None:
    made = filled(2)
    run = actions.train(recipes()["my_classes_small"].edited(dataset=made.name, epochs=1))
    assert run.status().state == "done"
    assert "nothing was measured" in run.status().message
    assert run.evaluation() is None
    assert run.weights
    assert "has no test pictures" in sentence(lambda: actions.report(run))
