"""Which ready-made network claims a picture: the right one, or none; a guess is never believed."""

from importlib import resources

import numpy as np
import pytest

from cnnviz import actions, datasets, images
from cnnviz.actions.catalogue import catalogue
from cnnviz.actions.home import recognising
from cnnviz.actions.home.recognising import Recognition
from cnnviz.explore.classify.classifier import Answer
from cnnviz.images import mnist_frame, samples
from cnnviz.training.runs import Run, find
from cnnviz.ui.shell.home import best_first

PETS, DIGITS = "cats_and_dogs_mobilenet_finetuned_augmented", "beyond_mnist"


@pytest.fixture(scope="module")
def names() -> list[str]:
    best, _others = best_first(row for row in catalogue() if row["checkpoint"])
    return recognising.experts(best)


@pytest.fixture(scope="module")
def networks(names: list[str]) -> dict[str, tuple[Run, object]]:
    return {name: (find(name), actions.classifier(find(name))) for name in names}


def asked(networks: dict[str, tuple[Run, object]], picture: np.ndarray) -> Recognition:
    opinions = []
    for run, classifier in networks.values():
        channels = run.recipe().input_shape[2]
        received = mnist_frame.as_ink(picture) if channels == 1 else picture
        (answer,) = actions.answers(classifier, [received])
        opinions.append(recognising.opinion(run, answer, recognising.fits(picture, channels)))
    return recognising.recognised(opinions)


def test_each_set_of_classes_is_asked_about_once(names: list[str]) -> None:
    labels = [find(name).labels() for name in names]
    assert len(set(labels)) == len(labels) >= 5
    assert PETS in names  # Not the one that learned from small photos of cats and dogs.


def test_the_cat_is_a_cat_and_nobody_elses(networks: dict[str, tuple[Run, object]]) -> None:
    recognition = asked(networks, samples.photo("chelsea.png"))
    assert [(one.name, one.label) for one in recognition.known] == [(PETS, "cat")]
    assert recognition.known[0].probability > 0.99


def test_digits_are_digits_and_nobody_elses(networks: dict[str, tuple[Run, object]]) -> None:
    data = datasets.load("digits", (28, 28, 1))
    right = 0
    for picture, label in zip(data.x_test[:12], data.y_test[:12], strict=True):
        recognition = asked(networks, picture)
        assert {one.name for one in recognition.known} <= {DIGITS}
        right += bool(recognition.known) and recognition.known[0].label == data.labels[label]
    assert right >= 8


@pytest.mark.parametrize("file", ["coffee.png", "brick.png", "camera.png", "page.png"])
def test_what_nobody_knows_is_claimed_by_none(networks: dict[str, tuple[Run, object]], file: str) -> None:
    recognition = asked(networks, samples.photo(file))
    assert not recognition.known
    assert {one.name for one in recognition.guesses} == {"beyond_cifar100_25"}  # It was measured: it claims nearly all.


def test_a_flower_of_another_kind_is_of_no_network(networks: dict[str, tuple[Run, object]]) -> None:
    photo = images.read(resources.files("sklearn").joinpath("datasets/images/flower.jpg").read_bytes())
    assert not asked(networks, photo).known


def test_a_network_that_was_never_tried_on_other_pictures_only_guesses(trained: Run) -> None:
    answer = Answer(np.array([0.1, 0.9], "float32"), np.array([0.2, 0.8], "float32"), 0.99, 0.5)
    assert recognising.opinion(trained, answer).surety is None
    sure = recognising.opinion(find(PETS), answer)
    assert (sure.label, sure.surety, sure.claims) == ("dog", pytest.approx(0.98), True)
    assert not recognising.opinion(find(PETS), answer, fits=False).claims
