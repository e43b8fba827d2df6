"""The page Training as a film plays a run's epochs, or says why it cannot."""

from cnnviz.training.learning import film
from cnnviz.training.runs import Run, checkpoints
from tests.pages.pages import field, opened, words


def test_the_film_of_a_run_is_shown_for_any_epoch_and_layer(finished: Run) -> None:
    app = opened("film.py", run=finished.name)
    epochs = list(film.frames(finished.path))
    slider = field(app.select_slider, "film_epoch")
    assert slider.options == [str(epoch) for epoch in epochs]
    assert "all kernels share one scale" in words(app)
    slider.set_value(epochs[-1]).run()
    field(app.selectbox, "film_layer").select("conv2").run()
    assert not app.exception


def test_confusion_matrix_and_patterns_are_shown_on_request(finished: Run) -> None:
    app = opened("film.py", run=finished.name)
    chart = str(app.get("plotly_chart")[0].proto)
    assert "test pictures correctly" not in chart
    assert "Patterns of" not in chart
    app.toggle(key="film_tested").set_value(True)
    app.toggle(key="film_sought").set_value(True).run(timeout=60)
    assert not app.exception
    chart = str(app.get("plotly_chart")[0].proto)
    assert "of 200 test pictures correctly" in chart
    assert "Patterns of conv1" in chart
    parts = app.session_state["session"].film_parts
    assert {(name, epochs) for name, _, epochs in parts} == {(finished.name, len(film.frames(finished.path)))}
    assert len(parts) == 2


def test_the_page_begins_with_the_film_of_a_shipped_network() -> None:
    app = opened("film.py")
    assert not app.exception
    assert "There is no film of" not in words(app)
    assert len(field(app.select_slider, "film_epoch").options) > 3


def test_no_sentence_claims_that_every_film_begins_with_random_kernels() -> None:
    explained = words(opened("film.py"))
    assert "pretrained network have learned their kernels already" in explained
    assert "about as likely" not in explained


def test_a_run_without_a_film_says_how_to_get_one() -> None:
    app = opened("film.py", run=checkpoints()[0].name)
    assert "There is no film of" in words(app)
    assert not app.exception
