"""A folder is seen by its owner alone until it is shared, and by nobody if its owner cannot be read."""

from pathlib import Path

import pytest

from cnnviz import datasets, recipes
from cnnviz.base import ownership
from cnnviz.base.ownership import Ownership
from cnnviz.datasets import DataError
from cnnviz.datasets.personal import sets
from cnnviz.recipes import saved
from cnnviz.training.runs import Run, RunError, find, runs, search
from cnnviz.training.runs.search import Search, SearchError

ANN, BOB = "ann", "bob"


def test_a_run_is_seen_by_its_owner_and_by_whoever_sees_all() -> None:
    mine = Run.create(recipes.get("tiny"), owner=ANN)
    everybodys = Run.create(recipes.get("mnist"))
    assert {run.name for run in runs(ANN)} == {run.name for run in runs()} == {mine.name, everybodys.name}
    assert runs(BOB) == [everybodys]
    assert find(mine.name, ANN) == find(mine.name) == mine
    assert find(everybodys.name, BOB) == everybodys


def test_anothers_run_is_refused_in_the_words_for_one_that_does_not_exist() -> None:
    mine = Run.create(recipes.get("tiny"), owner=ANN)
    with pytest.raises(RunError) as anothers:
        find(mine.name, BOB)
    with pytest.raises(RunError) as missing:
        find("no-such-run", BOB)
    assert str(anothers.value).replace(mine.name, "no-such-run") == str(missing.value)


def test_a_directory_is_no_name_for_a_person() -> None:
    mine = Run.create(recipes.get("tiny"))
    assert find(mine.path) == mine
    with pytest.raises(RunError, match="There is no run"):
        find(mine.path, ANN)


def test_a_shared_run_is_seen_by_all_and_stays_its_owners() -> None:
    mine = Run.create(recipes.get("tiny"), owner=ANN)
    mine.share()
    assert find(mine.name, BOB) == mine
    assert mine.ownership.belongs_to(ANN)
    assert not mine.ownership.belongs_to(BOB)
    mine.share(False)
    assert runs(BOB) == []


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"owner": "bob"}', "\x00"])
def test_a_folder_whose_owner_cannot_be_read_stays_closed(text: str) -> None:
    mine = Run.create(recipes.get("tiny"), owner=BOB)
    (mine.path / ownership.FILE).write_text(text)
    assert runs(BOB) == []
    assert runs() == [mine]


def test_only_the_word_yes_shares(tmp_path: Path) -> None:
    (tmp_path / ownership.FILE).write_text('{"owner": "ann", "shared": "no"}')
    assert ownership.read(tmp_path) == Ownership(ANN, shared=False)


def test_photos_are_seen_by_their_owner_alone_in_every_list() -> None:
    mine = sets.create("Faces", ANN)
    assert mine.name in datasets.available(ANN)
    assert mine.name in datasets.available()
    assert mine.name not in datasets.available(BOB)
    assert sets.personal_sets(BOB) == []
    assert datasets.get(mine.name, ANN).title == "Faces"
    with pytest.raises(DataError) as anothers:
        datasets.get(mine.name, BOB)
    with pytest.raises(DataError) as missing:
        datasets.get("own-nothing-00000000", BOB)
    assert str(anothers.value).replace(mine.name, "own-nothing-00000000") == str(missing.value)


def test_each_person_has_room_for_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MOST_SETS", 1)
    sets.create("Faces", ANN)
    sets.create("Faces", BOB)
    with pytest.raises(DataError, match="delete one first"):
        sets.create("More", ANN)


def test_searches_and_saved_recipes_are_private_too() -> None:
    recipe = recipes.get("flowers_mobilenet").edited(validation_split=0.1)
    mine = Search.create(recipe, owner=ANN)
    assert search.searches(BOB) == []
    assert search.find(mine.name, ANN) == mine
    with pytest.raises(SearchError, match="none yet"):
        search.find(mine.name, BOB)
    assert mine.name not in search.named(mine, BOB)
    saved.save(recipe, "everybody's")
    saved.save(recipe, "hers", ANN)
    assert list(saved.saved(ANN)) == ["everybody-s", "hers"]
    assert list(saved.saved(BOB)) == list(saved.saved()) == ["everybody-s"]
