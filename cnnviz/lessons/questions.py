"""Has it been understood?  Current numbers -> a question with its options, the answer and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question that a page asks about what it shows.

    Attributes:
        text: The question, in Markdown.
        options: What can be answered, each once; the answer among them.
        answer: The right option.
        explanation: Why, in Markdown, with the numbers in it.

    Raises:
        ValueError: The answer is no option, or an option stands there twice.
    """

    text: str
    options: tuple[str, ...]
    answer: str
    explanation: str

    def __post_init__(self) -> None:
        if self.answer not in self.options or len(set(self.options)) < len(self.options):
            raise ValueError(f"{self.text!r} needs options that differ, its answer {self.answer!r} among them")


def ask(text: str, right: object, wrong: Iterable[object], explanation: str) -> Question:
    """Make a question; its options are sorted, so that the place of the right one tells nothing.

    Args:
        text: The question.
        right: The right answer, a text or a number.
        wrong: Answers that a mistake leads to; those that happen to be right, or stand there twice, are left out.
        explanation: Why the right one is right.

    >>> ask("How wide is 28 after a 3×3 kernel?", 26, [28, 25, 26, 14], "28 − 3 + 1 = 26").options
    ('14', '25', '26', '28')
    """
    answers = {str(each): each for each in (right, *wrong)}
    numbers = all(isinstance(each, int | float) for each in answers.values())
    options = sorted(answers, key=(lambda each: float(answers[each])) if numbers else str.lower)  # type: ignore[arg-type]
    return Question(text, tuple(options), str(right), explanation)
