"""Multiple-choice questions about the numbers on a page, with answer and explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cnnviz.locale import Message, number, speaking
from cnnviz.locale.language import ENGLISH

Text = Message | str
"""A sentence; one that is not a `Message` is the same in each language, such as a formula."""


@dataclass(frozen=True)
class Question:
    """A question that a page asks about what it shows.

    Attributes:
        text: The question, in Markdown.
        options: The options as they are in English, each once, the answer among them.
        answer: The right option.
        explanation: The reason, in Markdown, with the numbers in it.
        shown: Writes an option in the reader's language.

    Raises:
        ValueError: The answer is no option, or an option appears twice.
    """

    text: Text
    options: tuple[str, ...]
    answer: str
    explanation: Text
    shown: Callable[[str], str] = str

    def __post_init__(self) -> None:
        if self.answer not in self.options or len(set(self.options)) < len(self.options):
            raise ValueError(f"{self.text!r} needs options that differ, its answer {self.answer!r} among them")

    @property
    def name(self) -> str:
        """The question in English: what it is known by in every language."""
        with speaking(ENGLISH):
            return str(self.text)


def ask(
    text: Text,
    right: object,
    wrong: Iterable[object],
    explanation: Text,
    written: Callable[..., str] | None = None,
) -> Question:
    """Make a question; its options are sorted, so that their order does not give the answer away.

    Args:
        text: The question.
        right: The right answer, a text or a number.
        wrong: Answers that result from a mistake; those that happen to be right, or repeat, are left out.
        explanation: The reason.
        written: Writes an answer in the language that is spoken; by default numbers as people write them.

    >>> ask("How wide is 28 after a 3×3 kernel?", 26, [28, 25, 26, 14], "28 − 3 + 1 = 26").options
    ('14', '25', '26', '28')
    """
    write = written or _written
    with speaking(ENGLISH):
        answer = write(right)
        answers = {write(each): each for each in (right, *wrong)}
    numbers = all(isinstance(each, int | float) for each in answers.values())
    options = sorted(answers, key=(lambda each: float(answers[each])) if numbers else str.lower)  # type: ignore[arg-type]
    return Question(
        text,
        tuple(options),
        answer,
        explanation,
        lambda option: write(answers[option]) if option in answers else option,
    )


def _written(answer: object) -> str:
    return number(answer, ",") if isinstance(answer, int | float) else str(answer)
