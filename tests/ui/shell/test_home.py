"""An accuracy on Home says on which pictures it was measured, and a reported one stands beside its like."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.actions.catalogue import catalogue
from cnnviz.locale import speaking
from cnnviz.ui.shell.home import accuracies
from tests.pages.pages import ROOT, opened, words

MEASURED = {"test_accuracy": 0.7824, "images": 1000}


def test_an_accuracy_on_validation_pictures_is_compared_with_one_on_validation_pictures() -> None:
    reported = {"accuracy": 0.82, "loss": None, "split": "validation"}
    assert accuracies(MEASURED, reported, 0.801) == [
        "accuracy **0.782**, measured here on 1\u202f000 test pictures",
        "0.801 here on validation pictures",
        "reported: 0.820 on validation pictures",
    ]
    assert accuracies(MEASURED, reported, None)[1:] == ["reported: 0.820 on validation pictures"]


def test_an_accuracy_on_test_pictures_stands_beside_one_on_test_pictures() -> None:
    facts = accuracies(MEASURED, {"accuracy": 0.71, "loss": None, "split": "test"}, 0.801)
    assert facts[1:] == ["reported: 0.710 on test pictures"]
    assert accuracies(None, None, None) == []


def test_no_accuracy_on_home_is_without_its_pictures() -> None:
    app = opened("home.py")
    app.session_state["fold_facts"] = True
    shown = words(app.run())
    for row in (row for row in catalogue() if row["checkpoint"] and row["reported"]):
        reported = row["reported"]
        assert f"reported: {reported['accuracy']:.3f} on {reported['split']} pictures" in shown


@pytest.mark.parametrize(("code", "own"), [("en", "Our own"), ("es", "De esta aplicación")])
def test_home_says_where_a_network_comes_from_in_the_readers_language(code: str, own: str) -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.query_params["lang"], app.session_state["fold_facts"] = code, True
    app.run()
    assert f"\n{own} · " in words(app)
    assert "\ncnnviz" not in words(app)
    assert "Ours, after" not in words(app)


@pytest.mark.parametrize(("code", "accuracy"), [("en", "**0.782**"), ("es", "**0,782**")])
def test_an_accuracy_is_written_as_its_reader_writes_numbers(code: str, accuracy: str) -> None:
    with speaking(code):
        assert accuracy in accuracies(MEASURED, None, None)[0]


@pytest.mark.parametrize(("code", "card"), [("en", "98.0"), ("es", "98,0")])
def test_home_says_nothing_that_a_newcomer_does_not_understand(code: str, card: str) -> None:
    shown = words(opened("home.py", lang=code))
    assert card in shown
    for word in ("MobileNet", "parameter", "parámetro", "Pereira", "GB", "CIFAR", "MNIST"):
        assert word not in shown
