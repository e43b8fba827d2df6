"""A story that is missing or damaged is none."""

import shutil
from pathlib import Path

import pytest

from cnnviz.training.runs import Run, find
from cnnviz.training.runs.contents import story

PETS = "cats_and_dogs_mobilenet_finetuned_augmented"


@pytest.mark.parametrize(("file", "content"), [("answer.json", "{"), ("answer.json", "[]"), ("edges.jpg", None)])
def test_a_damaged_story_is_none(tmp_path: Path, file: str, content: str | None) -> None:
    shutil.copytree(find(PETS).path / story.FOLDER, tmp_path / story.FOLDER)
    assert story.read(Run(tmp_path)) == story.read(find(PETS)) is not None
    broken = tmp_path / story.FOLDER / file
    broken.unlink() if content is None else broken.write_text(content)
    assert story.read(Run(tmp_path)) is None
    assert story.thumbnail(Run(tmp_path)) is None
