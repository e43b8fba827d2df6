"""Questions are fair: the right answer is among different options, and their order does not give it away."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.lessons.questions import Question, ask
from tests.pages.pages import text


def test_a_wrong_answer_that_happens_to_be_right_is_offered_once() -> None:
    question = ask("1 + 1?", 2, [2, 1, 1, 11], "One and one are two.")
    assert question.options == ("1", "2", "11")
    assert question.answer == "2"


def test_words_are_sorted_by_letter() -> None:
    assert ask("Which?", "same", ["valid", "Full"], "").options == ("Full", "same", "valid")


@pytest.mark.parametrize("options", [("1", "3"), ("2", "2")])
def test_a_question_without_its_answer_or_with_an_option_twice_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="needs options that differ"):
        Question("1 + 1?", options, "2", "")


def page() -> None:
    from cnnviz.lessons.questions import ask
    from cnnviz.ui.parts.questions import show

    show([ask("1 + 1?", 2, [1, 11], "One and one are two.")], "sums")


def test_an_answer_is_judged_at_once_and_explained() -> None:
    app = AppTest.from_function(page)
    app.session_state["fold_questions_sums"] = True
    app.run()
    assert not app.success
    assert not app.warning
    app.radio[0].set_value("11").run()
    assert text(app.warning[0]) == "Not quite: it is 2. One and one are two."
    app.radio[0].set_value("2").run()
    assert text(app.success[0]) == "Right. One and one are two."
    assert not app.exception
