"""A saved recipe comes back, and a file that is no recipe is refused in one sentence."""

from pathlib import Path

import pytest

from cnnviz import networks, recipes
from cnnviz.networks.layers import Conv, Flatten
from cnnviz.networks.values import to_values
from cnnviz.recipes import Augmentation, RecipeError, saved

OWN = recipes.get("tiny").edited(
    layers=to_values((Conv(4, stride=2, l2=0.01), Flatten())), augmentation=Augmentation(zoom=0.1), schedule="cosine"
)


def test_a_saved_recipe_comes_back_as_it_was() -> None:
    path = saved.save(OWN, "My own: first try!")
    assert saved.saved() == {"My-own-first-try": path}
    again = saved.read(path.read_bytes())
    assert again == OWN
    assert networks.of(again).layers == (Conv(4, stride=2, l2=0.01), Flatten())


@pytest.mark.parametrize("name", ["", "   ", "../..", "***"])
def test_a_name_without_letters_is_refused(name: str) -> None:
    with pytest.raises(RecipeError, match="at least one letter or digit"):
        saved.save(OWN, name)


def test_a_name_cannot_lead_out_of_the_folder(runs: Path) -> None:
    assert saved.save(OWN, "../../outside").parent == runs / "recipes"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"PK\x03\x04", b"[]", b"{}", b" " * 200_000])
def test_a_file_that_is_no_recipe_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(RecipeError) as caught:
        saved.read(content)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_file_may_begin_with_a_mark_of_its_encoding() -> None:
    assert saved.read(b"\xef\xbb\xbf" + OWN.to_json().encode()) == OWN


def test_another_encoding_is_named() -> None:
    with pytest.raises(RecipeError, match="not in the encoding UTF-8"):
        saved.read(OWN.to_json().encode("utf-16"))
