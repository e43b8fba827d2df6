"""The birds follow their lists, need both archives, and report their progress."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from cnnviz import datasets
from cnnviz.datasets import birds
from cnnviz.datasets.fetching import download, progress
from tests.datasets.photo_sets import (
    FILES,
    SHAPE,
    check,
    laid_out,
    left,
    official,
    publish,
    refused,
    served,
    tgz,
    write,
)

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "A list of birds names no photo: copy the lists again."),
        (b"201.Dodo/1.jpg", "The list of birds names '201.Dodo/1.jpg', which is of no class: copy the lists again."),
        (b"../../outside.jpg", "names '../../outside.jpg', which is of no class"),
        ("²/1.jpg\n".encode(), "names '²/1.jpg', which is of no class"),
        ("²./1.jpg".encode(), "names '²./1.jpg', which is of no class"),
        (b"\xff\xd8\xff", "which is of no class"),
    ],
    ids=["nothing", "no such class", "a way out", "no number", "no decimal", "no text"],
)
def test_a_list_that_is_none_is_named(
    content: bytes, words: str, mine: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = official("birds")
    members["LISTS"]["lists/train.txt"] = content
    publish("birds", {constant: tgz(files) for constant, files in members.items()}, servers, monkeypatch)
    assert words in refused("birds")
    write(mine, laid_out("birds") | {"cub200/train.txt": content})
    assert words in refused("birds")


def test_birds_need_a_download_until_both_archives_are_here(
    servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {constant: tgz(files) for constant, files in official("birds").items()}
    lists, pictures = publish("birds", contents, servers, monkeypatch)
    pictures.cut = 100
    assert "Birds could not be downloaded, because the connection broke off" in refused("birds")
    assert download.is_cached(birds.LISTS)
    assert download.started(birds.PICTURES) == 100
    assert not datasets.get("birds").present()
    pictures.cut = None
    check("birds", datasets.get("birds").load(SHAPE))
    assert datasets.get("birds").present()
    assert lists.ranges_requested == [None]
    assert pictures.ranges_requested == [None, "bytes=100-"]


def test_a_listener_hears_of_the_download_the_unpacking_and_the_reading(
    servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SAY_S", 0.0)
    stages: list[str] = []
    with datasets.reporting(lambda sentence, _: stages.append(str(sentence).split(":")[0])):
        served("birds", official("birds"), servers, monkeypatch)
    assert list(dict.fromkeys(stages)) == [
        "Downloading Birds, the lists",
        "Downloading Birds",
        "Opening lists.tgz",
        "Opening images.tgz",
        "Reading Birds",
    ]


def test_a_listener_may_stop_the_unpacking_and_nothing_is_left(
    tmp_path: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stop(Exception):
        pass

    def say(sentence: str, share: float) -> None:
        if str(sentence).startswith("Opening images"):
            raise Stop

    monkeypatch.setattr(progress, "SAY_S", 0.0)
    with pytest.raises(Stop), datasets.reporting(say):
        served("birds", official("birds"), servers, monkeypatch)
    assert left(tmp_path) == {f"keras/datasets/{file}" for file in FILES["birds"]}
    check("birds", datasets.get("birds").load(SHAPE))
