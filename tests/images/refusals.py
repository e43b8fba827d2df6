"""Refusals of pictures: one polite sentence each."""

import pytest

from cnnviz.images import PictureError, read


def polite(fault: PictureError) -> str:
    """The text of a refusal, which must be one sentence that a teacher understands."""
    sentence = str(fault)
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert sentence.isprintable()
    assert len(sentence) < 300
    assert not any(part in sentence for part in ("Errno", "Error", "Traceback", "object", "PIL", "!", "None"))
    return sentence


def refusal(source: object, name: str | None = None) -> str:
    """The sentence that refuses a source."""
    with pytest.raises(PictureError) as caught:
        read(source, name)  # type: ignore[arg-type]
    return polite(caught.value)
