"""Multiple-choice questions about the numbers on a page, with answer and explanation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question that a page asks about what it shows.

    Attributes:
        text: The question, in Markdown.
        options: The options, each once, the answer among them.
        answer: The right option.
        explanation: The reason, in Markdown, with the numbers in it.

    Raises:
        ValueError: The answer is no option, or an option appears twice.
    """

    text: str
    options: tuple[str, ...]
    answer: str
    explanation: str

    def __post_init__(self) -> None:
        if self.answer not in self.options or len(set(self.options)) < len(self.options):
            raise ValueError(f"{self.text!r} needs options that differ, its answer {self.answer!r} among them")


def ask(text: str, right: object, wrong: Iterable[object], explanation: str) -> Question:
    """Make a question; its options are sorted, so that their order does not give the answer away.

    Args:
        text: The question.
        right: The right answer, a text or a number.
        wrong: Answers that result from a mistake; those that happen to be right, or repeat, are left out.
        explanation: The reason.

    >>> ask("How wide is 28 after a 3×3 kernel?", 26, [28, 25, 26, 14], "28 − 3 + 1 = 26").options
    ('14', '25', '26', '28')
    """
    answers = {str(each): each for each in (right, *wrong)}
    numbers = all(isinstance(each, int | float) for each in answers.values())
    options = sorted(answers, key=(lambda each: float(answers[each])) if numbers else str.lower)  # type: ignore[arg-type]
    return Question(text, tuple(options), str(right), explanation)
