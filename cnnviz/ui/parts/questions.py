"""Multiple-choice questions at the end of a page."""

from collections.abc import Sequence

import streamlit as st

from cnnviz.lessons.questions import Question
from cnnviz.locale import _
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_success, show_warning


def show(questions: Sequence[Question], name: str) -> None:
    """Show questions in a fold, and say at once whether an answer is right, and why.

    Args:
        questions: The questions; one whose numbers have changed is a new one, not yet answered.
        name: The page's name, part of the keys.
    """
    with fold(_("Questions"), ":material/quiz:", f"questions_{name}") as is_open:
        for question in questions if is_open else ():
            answer = st.radio(
                str(question.text),
                question.options,
                None,
                format_func=question.shown,
                key=f"question_{name}_{question.name}",
            )
            why = str(question.explanation)
            if answer == question.answer:
                show_success(_("Right. {explanation}", explanation=why), icon=":material/check_circle:")
            elif answer is not None:
                right = question.shown(question.answer)
                text = _("Not quite: it is {answer}. {explanation}", answer=right, explanation=why)
                show_warning(text, icon=":material/lightbulb:")
