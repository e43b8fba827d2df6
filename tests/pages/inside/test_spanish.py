"""The pages under Look inside in Spanish."""

import pytest

from cnnviz.locale import speaking
from cnnviz.training.runs import Run
from tests.pages.pages import opened, words

QUESTIONS = {
    "activations.py": "¿Qué ve cada capa en una imagen?",
    "film.py": "¿Cómo aprende una red?",
    "patterns.py": "¿Qué busca cada filtro, y cada clase?",
    "dream.py": "¿Qué ve una capa en una foto?",
    "attribution.py": "¿Por qué esta predicción?",
}


@pytest.mark.parametrize("page", QUESTIONS)
def test_a_page_asks_its_question_in_spanish(page: str, finished: Run) -> None:
    with speaking("es"):
        app = opened(page, run=finished.name, lang="es", steps="1", dream_steps="1")
        assert QUESTIONS[page] in words(app)
