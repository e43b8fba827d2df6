"""The page Advice: a data set has its place on the chart, with a reason, and each corner is explained."""

from pathlib import Path

import pytest

from cnnviz.lessons.advice import KNOWN, QUADRANTS, advise
from tests.pages.pages import opened, words


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights on this machine."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


def test_each_corner_is_explained_and_the_place_has_a_reason() -> None:
    app = opened("advice.py")
    app.number_input(key="photos_flowers").set_value(100).run()
    app.slider(key="similarity_flowers").set_value(0.9).run()
    assert QUADRANTS[app.session_state["quadrant"]] == advise(100, 0.9)
    assert "100 training photos per class are few" in words(app)
    for index, each in enumerate(QUADRANTS):
        app.session_state["quadrant"] = index
        app.run()
        assert not app.exception
        assert each.todo in words(app)
        assert each.why in words(app)
    app.number_input(key="photos_flowers").set_value(9000).run()
    assert QUADRANTS[app.session_state["quadrant"]] == advise(9000, 0.9)


def test_without_weights_two_questions_stand_in_for_the_measurement() -> None:
    app = opened("advice.py")
    assert "so this cannot be measured" in words(app)
    app.selectbox(key="advice_dataset").select("digits").run()
    app.checkbox(key="similarity_digits_objects").check().run()
    app.checkbox(key="similarity_digits_photographs").check().run()
    assert app.slider(key="similarity_digits").value == 0.8
    app.checkbox(key="similarity_digits_objects").uncheck().run()
    app.checkbox(key="similarity_digits_photographs").uncheck().run()
    assert app.slider(key="similarity_digits").value == 0.1


def test_the_measure_is_called_what_it_is() -> None:
    """Drawn shapes reach 0.91 and cats 0.79: it is no similarity to photos, but how much the features help."""
    app = opened("advice.py")
    assert KNOWN["shapes"] > KNOWN["cats_and_dogs"]
    assert "how much **ImageNet’s features help** can" in words(app)
    labels = [field.label for field in (*app.slider, *app.number_input, *app.selectbox, *app.checkbox)]
    assert "ImageNet’s features help" in labels
    assert not any("imilar" in label for label in labels)


def test_what_was_said_stays_while_another_page_is_looked_at() -> None:
    app = opened("advice.py")
    app.selectbox(key="advice_dataset").select("digits").run()
    app.number_input(key="photos_digits").set_value(77)
    app.checkbox(key="similarity_digits_objects").check().run()
    similarity = app.slider(key="similarity_digits").value
    for page in ("home", "advice"):
        app.switch_page(f"pages/{page}.py").run()
    assert app.selectbox(key="advice_dataset").value == "digits"
    assert (app.number_input(key="photos_digits").value, app.slider(key="similarity_digits").value) == (
        77,
        similarity,
    )


@pytest.mark.parametrize("name", ["shapes", "digits", "birds"])
def test_what_is_advised_is_opened_on_train_with_these_pictures(name: str) -> None:
    app = opened("advice.py")
    app.selectbox(key="advice_dataset").select(name).run()
    for index, each in enumerate(QUADRANTS):
        app.session_state["quadrant"] = index
        app.run()
        app.button(key="train_so").click().run()
        assert not app.exception
        assert app.title[0].value == "Train"
        assert next(box for box in app.selectbox if box.label == "Data set").value == name
        assert each.frozen is None or app.selectbox(key="network").value == "mobilenet_v2"
        app.switch_page("pages/advice.py").run()
