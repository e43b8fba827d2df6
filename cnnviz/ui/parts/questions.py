"""Multiple-choice questions at the end of a page."""

from collections.abc import Sequence

import streamlit as st

from cnnviz.lessons.questions import Question
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_success, show_warning


def show(questions: Sequence[Question], name: str) -> None:
    """Show questions in a fold, and say at once whether an answer is right, and why.

    Args:
        questions: The questions; one whose numbers have changed is a new one, not yet answered.
        name: The page's name, part of the keys.
    """
    with fold("Questions", ":material/quiz:", f"questions_{name}") as is_open:
        for question in questions if is_open else ():
            answer = st.radio(question.text, question.options, None, key=f"question_{name}_{question.text}")
            if answer == question.answer:
                show_success(f"Right. {question.explanation}", icon=":material/check_circle:")
            elif answer is not None:
                show_warning(f"Not quite: it is {question.answer}. {question.explanation}", icon=":material/lightbulb:")
