"""A module registers with one constant, and a name that is taken is refused."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cnnviz import datasets, networks, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.base.registry import collect

ENTRY = "from types import SimpleNamespace\n\nRECIPES = (SimpleNamespace(name={name!r}, colour={colour!r}),)\n"


def package(folder: Path, **modules: str) -> ModuleType:
    """Write a package of these modules and import it."""
    (folder / "many").mkdir()
    (folder / "many" / "__init__.py").touch()
    for name, text in modules.items():
        (folder / "many" / f"{name}.py").write_text(text)
    return importlib.import_module("many")


@pytest.fixture(autouse=True)
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.split(".")[0] == "many"]:
        monkeypatch.delitem(sys.modules, name)


def test_every_module_with_the_constant_joins(tmp_path: Path) -> None:
    first, second = ENTRY.format(name="one", colour="red"), ENTRY.format(name="two", colour="blue")
    many = package(tmp_path, b=first, a=second, other="NETWORKS = ()\n")
    assert list(collect(many, "RECIPES")) == ["two", "one"]
    assert collect(many, "RECIPES")["one"].colour == "red"


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    many = package(tmp_path, a=ENTRY.format(name="one", colour="red"), b=ENTRY.format(name="one", colour="blue"))
    with pytest.raises(ValueError, match=r"many\.b lists 'one', a name that is taken"):
        collect(many, "RECIPES")


def test_every_recipe_names_a_network_and_a_data_set_that_are_there() -> None:
    for recipe in recipes.recipes().values():
        assert recipe.network in networks.networks()
        assert recipe.dataset in datasets.datasets()


@pytest.mark.parametrize("room", [recipes, networks, datasets], ids=lambda room: room.__name__)
def test_an_unknown_name_is_answered_with_those_that_there_are(room: ModuleType) -> None:
    known = getattr(room, room.__name__.split(".")[-1])()
    with pytest.raises(CnnvizError, match=f"There is no .* 'nothing': choose one of {', '.join(known)}"):
        room.get("nothing")
