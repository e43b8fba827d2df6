"""How are questions asked and answered?"""

from collections.abc import Sequence

import streamlit as st

from cnnviz.lessons.questions import Question
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_success, show_warning


def show(questions: Sequence[Question], name: str) -> None:
    """Ask the questions in a fold at the end of a page, and say at once whether an answer is right, and why.

    Args:
        questions: What is asked; a question whose numbers have changed is a new one, not yet answered.
        name: Name of the page, part of the keys.
    """
    with fold("Questions", ":material/quiz:", f"questions_{name}") as shown:
        for question in questions if shown else ():
            given = st.radio(question.text, question.options, None, key=f"question_{name}_{question.text}")
            if given == question.answer:
                show_success(f"Right. {question.explanation}", icon=":material/check_circle:")
            elif given is not None:
                show_warning(f"Not quite: it is {question.answer}. {question.explanation}", icon=":material/lightbulb:")
