"""The page Filter patterns makes, keeps and exports patterns of filters, classes and mixes."""

import io

import numpy as np

from cnnviz import actions
from cnnviz.explore.patterns.ascent import Settings
from cnnviz.training.runs import Run
from cnnviz.ui.inside import patterns
from tests.pages.pages import field, opened, text, words


def test_the_first_visit_makes_patterns_unless_they_are_being_made_for_another_visitor(finished: Run) -> None:
    with patterns.FIRST_VISIT:
        app = opened("patterns.py", run=finished.name, steps="2")
        assert "None of these is made yet" in words(app)
        assert not app.get("image")
    assert "None of these is made yet" in words(app.run()), "it is not the first visit any more"
    other = opened("patterns.py", run=finished.name, steps="2")
    assert "None of these is made yet" not in words(other)
    assert other.get("image")
    assert not patterns.FIRST_VISIT.locked()
    assert app.run().get("image"), "they are kept for everybody"


def test_patterns_are_made_and_kept(finished: Run) -> None:
    app = opened("patterns.py", run=finished.name)
    app.number_input(key="steps").set_value(3).run()
    assert "None of these is made yet" in words(app)
    next(button for button in app.button if button.label == "Make patterns").click().run()
    assert not app.exception
    assert "None of these is made yet" not in words(app)
    again = opened("patterns.py", run=finished.name)
    again.number_input(key="steps").set_value(3).run()
    assert "None of these is made yet" not in words(again)


def test_pictures_are_grown_for_classes_and_for_a_mix(finished: Run) -> None:
    app = opened("patterns.py", run=finished.name, aim="Classes", steps="20")
    assert not app.exception
    field(app.multiselect, "pattern_classes").set_value(["1", "7"]).run()
    next(button for button in app.button if button.label == "Make patterns").click().run()
    assert not app.exception
    answers = app.dataframe[0].value
    assert list(answers["made for"]) == list(answers["prediction"]) == ["1", "7"]
    mixed = opened("patterns.py", run=finished.name, aim="A mix", steps="2", mix="conv2:1 - conv9:0")
    assert "no layer 'conv9'" in text(mixed.error[0])
    field(mixed.text_input, "mix").set_value("conv2:1 - conv1:0").run()
    next(button for button in mixed.button if button.label == "Make patterns").click().run()
    assert not mixed.exception
    assert not mixed.error
    assert mixed.get("image")


def test_a_network_that_names_no_classes_has_patterns_of_filters_and_mixes(finished: Run) -> None:
    (finished.path / "labels.json").write_text('{"labels": [], "origin": ""}')
    app = opened("patterns.py", run=finished.name, aim="A mix", steps="1")
    assert not app.exception
    assert field(app.text_input, "mix").value == "conv2:0 + conv2:1"
    assert "Classes" not in field(app.button_group, "aim").options


def test_patterns_can_be_downloaded(finished: Run) -> None:
    app = opened("patterns.py", run=finished.name, steps="2")
    assert [button.proto.label for button in app.get("download_button")] == ["PNG", "NPZ"]
    *_, made = actions.patterns(actions.open_run(finished), "conv1", [2, 5], Settings(steps=2, size=16))
    kept = np.load(io.BytesIO(patterns.npz(made)))
    assert kept["numbers"].tolist() == [2, 5]
    assert np.array_equal(kept["pictures"][1], made[1].picture)
