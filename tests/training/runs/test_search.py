"""Which cut is tried next, and what of a search lies on disk?"""

import pytest

from cnnviz import recipes
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.runs import runs
from cnnviz.training.runs.search import Search, SearchError, candidates, find, next_cut, searches

FLOWERS = recipes.get("flowers_mobilenet")


@pytest.mark.parametrize("backbone", BACKBONES.values(), ids=lambda backbone: backbone.name)
def test_first_a_spread_then_nearer_the_best_until_every_cut_was_tried(backbone: object) -> None:
    offered = candidates(backbone)  # type: ignore[arg-type]
    peak = offered[round(0.7 * (len(offered) - 1))]
    tried: dict[int, float] = {}
    order = []
    while (cut := next_cut(tried, offered)) is not None:
        order.append(cut)
        tried[cut] = 1 - abs(offered.index(cut) - offered.index(peak)) / len(offered)
    assert sorted(order) == list(offered)
    assert (order[0], order[4]) == (offered[-1], 0)
    assert peak in order[:9]


def test_a_search_is_found_by_its_name_and_is_no_run() -> None:
    search = Search.create(FLOWERS, trials=3, minutes=5, name="mine")
    assert searches() == [find("mine")] == [search]
    assert (search.plan().recipe, search.plan().trials, search.plan().minutes) == (FLOWERS, 3, 5)
    assert (search.trials(), search.best(), runs()) == ([], None, [])
    with pytest.raises(SearchError, match=r"^There is a search 'mine' already: choose another name"):
        Search.create(FLOWERS, name="mine")
    with pytest.raises(SearchError, match=r"^There is no search 'yours': there are mine\.$"):
        find("yours")


def test_what_has_nothing_to_freeze_or_to_choose_by_is_refused() -> None:
    with pytest.raises(SearchError, match=r"^tiny has no trained layers to freeze"):
        Search.create(recipes.get("tiny"))
    with pytest.raises(SearchError, match=r"chosen on validation pictures: choose a validation share above 0"):
        Search.create(FLOWERS.edited(dataset="shapes", validation_split=0.0))


def test_a_damaged_search_is_named() -> None:
    search = Search.create(FLOWERS, name="mine")
    (search.path / "search.json").write_text("{")
    with pytest.raises(SearchError, match="holds no search that can be read"):
        search.plan()
