"""Sentences that are read later: several as one, and those that files keep."""

from typing import Any

from cnnviz.locale.language import ENGLISH, speaking
from cnnviz.locale.text import Message

Sentence = Message | str


def joined(*sentences: Sentence) -> Message:
    """Return sentences as one that is read later, one after the other.

    >>> str(joined("The disk is full.", Message("Press {button}.", button="Resume")))
    'The disk is full. Press Resume.'
    """
    parts = {f"part{number}": sentence for number, sentence in enumerate(sentences)}
    return Message(" ".join(f"{{{name}}}" for name in parts), **parts)


def english(sentence: Sentence) -> str:
    """Return what a file keeps of a sentence for programs and for people: its English."""
    with speaking(ENGLISH):
        return str(sentence)


def to_json(sentence: Sentence) -> dict[str, Any] | None:
    """Return what a file keeps of a sentence beside its English, so that it can be read in any language."""
    return sentence.to_json() if isinstance(sentence, Message) else None


def restored(text: str, kept: Any) -> Sentence:
    """Return a sentence from a file, whoever wrote it: as a `Message` where what is kept beside it says the same.

    Args:
        text: The sentence in English.
        kept: What `to_json` returned; None in older files.

    >>> restored("Lost 3.", {"message": "Lost {n}.", "values": {"n": 3}}), restored("Lost 3.", {"message": "Won."})
    (Message('Lost {n}.', {'n': 3}), 'Lost 3.')
    """
    try:
        made = Message.from_json(kept)
        return made if english(made) == text else text
    except (ValueError, RecursionError):
        return text
