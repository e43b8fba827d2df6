"""Does a search say what its directory holds, and is what cannot be searched refused?"""

import pytest

from cnnviz import recipes
from cnnviz.training.runs import runs
from cnnviz.training.runs.search import Search, SearchError, find, searches

FLOWERS = recipes.get("flowers_mobilenet")


def test_a_search_is_found_by_its_name_and_is_no_run() -> None:
    search = Search.create(FLOWERS, trials=3, minutes=5, name="mine")
    assert searches() == [find("mine")] == [search]
    assert (search.plan().recipe, search.plan().trials, search.plan().minutes) == (FLOWERS, 3, 5)
    assert (search.trials(), search.best(), runs()) == ([], None, [])
    with pytest.raises(SearchError, match=r"^There is a search 'mine' already: choose another name"):
        Search.create(FLOWERS, name="mine")
    with pytest.raises(SearchError, match=r"^There is no search 'yours'\. Available: mine\.$"):
        find("yours")


def test_what_has_nothing_to_freeze_or_to_choose_by_is_refused() -> None:
    with pytest.raises(SearchError, match=r"^tiny has no pretrained layers to freeze"):
        Search.create(recipes.get("tiny"))
    with pytest.raises(SearchError, match=r"chosen on validation pictures: choose a validation share above 0"):
        Search.create(FLOWERS.edited(dataset="shapes", validation_split=0.0))


def test_a_damaged_search_is_named() -> None:
    search = Search.create(FLOWERS, name="mine")
    (search.path / "search.json").write_text("{")
    with pytest.raises(SearchError, match="holds no search that can be read"):
        search.plan()
