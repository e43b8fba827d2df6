"""The glossary: no word twice, two sentences each, in both languages, and links that lead somewhere."""

import re
from collections import Counter

import pytest

from cnnviz import recipes
from cnnviz.explore.convolution.kernels import CLASSIC
from cnnviz.explore.convolution.stepping_examples import EXAMPLES
from cnnviz.lessons import glossary
from cnnviz.lessons.glossary import TERMS, Term
from cnnviz.lessons.glossary.term import CONTEXT
from cnnviz.locale import LANGUAGES, speaking
from cnnviz.locale.text import read_catalogue
from cnnviz.training.runs import checkpoints
from cnnviz.ui.shell.menu import menu
from tests.pages.test_link_names import MEANINGS

PAGES = {entry.name for entries in menu().values() for entry in entries}
SENTENCE_END = re.compile(r"[.?!](?= |$)")
WORDS = [pytest.param(term, id=key) for key, term in TERMS.items()]


@pytest.mark.parametrize("term", WORDS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_term_is_explained_in_two_sentences_of_each_language(term: Term, code: str) -> None:
    with speaking(code):
        assert len(SENTENCE_END.findall(term.explanation)) == 2
        assert term.name
    if code != "en":
        catalogue = read_catalogue(code)
        assert catalogue.get(term.english, context=CONTEXT).string
        assert catalogue.get(term.meaning).string not in ("", term.meaning)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_stands_twice(code: str) -> None:
    with speaking(code):
        assert [name for name, count in Counter(term.name for term in TERMS.values()).items() if count > 1] == []
    assert len(TERMS) == sum(1 for _term in glossary.alphabetical())


@pytest.mark.parametrize("term", WORDS)
def test_a_term_leads_to_a_page_and_to_something_on_it(term: Term) -> None:
    offered = {
        "recipe": set(recipes.recipes()),
        "runs": {run.name for run in checkpoints()},
        "kernels": set(CLASSIC),
        "example": set(EXAMPLES),
    }
    assert term.page in PAGES
    assert set(term.link) <= set(MEANINGS)
    for name, values in offered.items():
        assert set(filter(None, term.link.get(name, "").split(","))) <= values


def test_terms_stand_in_the_alphabetical_order_of_the_reader() -> None:
    english = [term.key for term in glossary.alphabetical()]
    with speaking("es"):
        spanish = [term.key for term in glossary.alphabetical()]
    assert english.index("dropout") < english.index("learning_rate") < english.index("overfitting")
    assert spanish.index("overfitting") < spanish.index("learning_rate")  # sobreajuste, tasa de aprendizaje


@pytest.mark.parametrize("words", ["Época", "epoca", "EPOCH"])
def test_a_word_is_found_in_either_language_without_accents(words: str) -> None:
    assert glossary.matching(words)[0] is TERMS["epoch"]


def test_terms_whose_word_fits_come_before_those_whose_explanation_does() -> None:
    keys = [term.key for term in glossary.matching("dropout")]
    assert keys[0] == "dropout"
    assert "regularisation" in keys


def test_each_term_of_a_sentence_may_be_explained_beside_a_field() -> None:
    assert glossary.explained("epoch").startswith("One pass over all training pictures.")
    with speaking("es"):
        assert glossary.explained("epoch").startswith("Una pasada")
