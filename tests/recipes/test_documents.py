"""Does each recipe name its document by title and author, and quote its section as it stands there?"""

import os
import re
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.locale import speaking
from cnnviz.recipes import Recipe, documents
from cnnviz.recipes.documents import AFTER, COIN, DOCUMENTS, MINI_RESNET, OURS

FOLDER = Path(os.environ.get("CNNVIZ_DOCUMENTS") or Path(__file__).parents[3] / "shared" / "documents")
FROM_DOCUMENTS = [
    recipe for recipe in recipes.recipes().values() if documents.of(recipe.source.removeprefix(AFTER)) is not None
]


def lines(number: str) -> set[str]:
    """The lines of a document, without marks of headings, numbers, emphasis and quotes around them."""
    files = list(FOLDER.glob(f"{number}_*.txt"))
    if not files:
        pytest.skip(f"The documents are not here: set CNNVIZ_DOCUMENTS to their folder, not {FOLDER}.")
    text = files[0].read_text(encoding="utf-8")
    return {re.sub(r"^(#+ )?([\d.]+-? ?)?[*\"]*|[*\"]+$", "", line.strip()) for line in text.splitlines()}


@pytest.mark.parametrize("recipe", FROM_DOCUMENTS, ids=lambda recipe: recipe.name)
def test_every_quoted_section_stands_in_its_document(recipe: Recipe) -> None:
    source = recipe.source.removeprefix(AFTER)
    document, section = documents.of(source), documents.section(source)
    if before := documents.BEFORE.fullmatch(source):
        section = before[2]
    assert document is not None
    assert section, f"{recipe.name} names no section"
    assert section in lines(document.number)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: document.number)
def test_titles_and_authors_are_those_of_the_documents(document: documents.Document) -> None:
    text = " ".join(sorted(lines(document.number)))
    for words in (document.author, *document.title.split(": ")):
        assert words in text


def test_every_recipe_says_where_it_comes_from() -> None:
    for recipe in recipes.recipes().values():
        assert recipe.source == OURS or recipe in FROM_DOCUMENTS, recipe.source
        assert not (recipe.reported and recipe.source.startswith(AFTER)), "what it reports is of another network"


def test_sources_of_earlier_versions_name_their_document() -> None:
    assert documents.of("Document 000, “Normalización de los datos”") is COIN
    assert documents.shown("Document 000, “Normalización de los datos”") == "Antonio Coín Castro, “Práctica 2: CNN”"
    assert documents.shown("Document 002") == "“Mini ResNet” (notebook)"
    assert documents.shown("Mine") == "Mine"


def test_a_source_is_shown_in_both_languages() -> None:
    source = AFTER + MINI_RESNET.section("Entrenamiento del modelo")
    assert documents.shown(source) == "our own, after “Mini ResNet”, section “Entrenamiento del modelo”"
    with speaking("es"):
        assert (
            documents.shown(source)
            == "de esta aplicación, a partir de «Mini ResNet», apartado «Entrenamiento del modelo»"
        )
        assert documents.shown(COIN.section("Modelo basenet")).startswith("Antonio Coín Castro, «Práctica 2: CNN»")
