"""Sentences, numbers and dates in the language that is spoken."""

from __future__ import annotations

import json
import pickle
import sys
import threading
from datetime import datetime

import pytest

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message, _, best, bind, date, language, ngettext, number, pgettext, speaking, unbound
from cnnviz.locale.language import PSEUDO_VARIABLE


def test_english_is_spoken_where_nobody_chose() -> None:
    assert language() == "en"
    assert _("Train") == "Train"


def test_a_sentence_is_translated() -> None:
    with speaking("es"):
        assert _("Train") == "Entrenar"
    assert _("Train") == "Train"


def test_a_sentence_without_translation_stays_english() -> None:
    with speaking("es"):
        assert _("No such sentence {n}", n=3) == "No such sentence 3"


def test_nothing_is_translated_into_nothing() -> None:
    with speaking("es"):
        assert _("") == ""  # gettext would give the catalogue's header.


def test_numbers_in_a_sentence_follow_the_language() -> None:
    sentence, values = "{accuracy:.3f} of {parameters:,}, {share:.1%}", {"accuracy": 0.5, "parameters": 25490888}
    assert _(sentence, share=0.999, **values) == "0.500 of 25\u202f490\u202f888, 99.9\u00a0%"
    with speaking("es"):
        assert _(sentence, share=0.999, **values) == "0,500 of 25\u202f490\u202f888, 99,9\u00a0%"


@pytest.mark.parametrize("value", ["1.5", True, None, [1.5]])
def test_only_numbers_are_written_anew(value: object) -> None:
    with speaking("es"):
        assert _("{value}", value=value) == str(value)


def test_braces_are_kept_where_there_are_no_values() -> None:
    assert _("{not a value}") == "{not a value}"


def test_a_number_decides_the_form() -> None:
    assert [ngettext("{n} cat", "{n} cats", n) for n in (0, 1, 2)] == ["0 cats", "1 cat", "2 cats"]


def test_a_message_speaks_the_language_of_whoever_reads_it() -> None:
    error = CnnvizError(Message("{what} {size:.1f}", what=Message("Train"), size=2.5))
    assert str(error) == "Train 2.5"
    with speaking("es"):
        assert str(error) == "Entrenar 2,5"


@pytest.mark.parametrize(
    "message",
    [Message("Train"), Message("{a}", a=Message("Train")), Message.plural("{n} cat", "{n} cats", 2)],
    ids=["plain", "nested", "plural"],
)
def test_a_message_survives_files_and_processes(message: Message) -> None:
    assert Message.from_json(json.loads(json.dumps(message.to_json()))) == message
    assert pickle.loads(pickle.dumps(message)) == message


@pytest.mark.parametrize("kept", [None, 3, "Train", {}, {"message": 3}, []])
def test_what_is_no_message_is_refused(kept: object) -> None:
    with pytest.raises(ValueError, match="not a message"):
        Message.from_json(kept)


def test_two_threads_speak_two_languages() -> None:
    both, heard = threading.Barrier(2, timeout=10), dict[str, str]()

    def speak(code: str) -> None:
        bind(code)
        both.wait()
        heard[code] = _("Train")

    threads = [threading.Thread(target=speak, args=[code]) for code in ("en", "es")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"en": "Train", "es": "Entrenar"}
    assert language() == "en"


def test_a_source_is_asked_where_no_language_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["cnnviz.locale.language"], "_source", lambda: None)
    unbound(lambda: "es")
    assert language() == "es"
    with speaking("en"):
        assert language() == "en"


def test_an_unknown_language_cannot_be_spoken() -> None:
    with pytest.raises(ValueError, match="en, es"), speaking("fr"):
        pass


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (["es-ES"], "es"),
        (["es_419"], "es"),
        (["fr", "es"], "es"),
        (["zz"], "en"),
        ([None, ""], "en"),
        (["EN-gb"], "en"),
    ],
)
def test_the_first_wish_that_can_be_met_counts(wishes: list[str | None], code: str) -> None:
    assert best(*wishes) == code


def test_the_pseudo_language_is_for_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PSEUDO_VARIABLE, "1")
    assert best("zz") == "zz"
    with speaking("zz"):
        assert _("Train {n}", n=1.5) == "⟦Train 1.5~~~⟧"
        assert ngettext("{n} cat", "{n} cats", 2) == "⟦2 cats~~⟧"
        assert pgettext("class", "cat") == "⟦cat~⟧"


def test_dates_follow_the_language() -> None:
    moment = datetime(2026, 4, 1, 9, 5, 7)
    assert date(moment) == "1 Apr 09:05:07"
    with speaking("es"):
        assert date(moment) == "1 abr 09:05:07"


def test_a_number_by_itself() -> None:
    with speaking("es"):
        assert number(1234.5, ",.1f") == "1\u202f234,5"
