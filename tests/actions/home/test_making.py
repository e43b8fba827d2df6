"""The pictures of Home are what the networks still make, and small."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz import actions
from cnnviz.actions.home import making
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.images import samples
from cnnviz.training.runs import find
from cnnviz.training.runs.contents import story

PETS = "cats_and_dogs_mobilenet_finetuned_augmented"
KILOBYTES = 150


def pixels(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(jpeg)), float)


def test_made_again_the_pictures_are_the_same() -> None:
    kept = story.read(find(PETS))
    assert kept is not None
    opened = actions.open_run(find(PETS))
    made, layers, (label, probability) = making.story(opened, samples.photo(samples.DEFAULT))
    assert (kept.edges, kept.parts, kept.label) == (*layers, label) == ("Conv1_relu", "block_12_expand", "cat")
    assert kept.probability == pytest.approx(probability, abs=1e-3)
    assert tuple(made) == story.STAGES
    for stage, picture in made.items():
        assert np.abs(pixels(kept.pictures[stage]) - pixels(making.square(picture, making.SIDE))).mean() < 2, stage


@pytest.mark.parametrize("name", ["beyond_mnist", PETS])
def test_made_again_a_thumbnail_is_the_same(name: str) -> None:
    kept = story.thumbnail(find(name))
    made = making.square(making.about(actions.open_run(find(name))), making.SMALL_SIDE)
    assert kept is not None
    assert np.abs(pixels(kept) - pixels(made)).mean() < 2


def test_they_are_small() -> None:
    assert sum(file.stat().st_size for file in CHECKPOINTS.rglob("*.jpg")) < KILOBYTES * 1000
