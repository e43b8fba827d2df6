"""Sentences that files keep are read in the language of whoever reads them."""

import pytest

from cnnviz.base.errors import CnnvizError
from cnnviz.images import PictureError, read
from cnnviz.locale import Message, speaking
from cnnviz.locale.sentences import english, joined, restored, to_json

FULL = Message("The disk is full: make room on it.")
FAILED = Message("The training failed ({error}). {disk} Then press Resume.", error="OSError", disk=FULL)


def test_a_sentence_with_another_in_it_comes_back_from_a_file() -> None:
    kept = to_json(FAILED)
    assert restored(english(FAILED), kept) == FAILED
    with speaking("es"):
        assert str(restored(english(FAILED), kept)).startswith("El entrenamiento falló (OSError). El disco está lleno")


def test_plain_text_stays_as_it_is() -> None:
    assert to_json("As it was.") is None
    assert restored("As it was.", None) == "As it was."


def test_what_does_not_say_the_same_is_not_believed() -> None:
    assert restored("The disk is full: make room on it.", Message("Waiting to start.").to_json()) == str(FULL)


def test_sentences_are_joined_in_the_readers_language() -> None:
    with speaking("es"):
        assert str(joined(FULL, Message("Waiting to start."))) == (
            "El disco está lleno: hay que liberar espacio. Esperando para empezar."
        )


def test_an_error_is_read_in_the_language_of_its_reader() -> None:
    with pytest.raises(PictureError) as caught:
        read(b"", "*x*.png")
    assert str(caught.value) == "*x*.png is empty: choose another picture."
    with speaking("es"):
        assert str(caught.value) == "*x*.png está vacío: hay que elegir otra imagen."
        assert str(CnnvizError("As it was.").message) == "As it was."
