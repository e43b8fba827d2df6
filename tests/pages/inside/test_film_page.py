"""Does the film's page play a run's epochs, and say why it cannot?"""

from cnnviz.training.learning import film
from cnnviz.training.runs import Run, checkpoints
from tests.pages.pages import field, opened, words


def test_the_film_of_a_run_is_shown_for_any_epoch_and_layer(finished: Run) -> None:
    app = opened("film.py", run=finished.name)
    epochs = list(film.frames(finished.path))
    slider = field(app.select_slider, "film_epoch")
    assert slider.options == [str(epoch) for epoch in epochs]
    assert "All kernels share one scale" in words(app)
    slider.set_value(epochs[-1]).run()
    field(app.selectbox, "film_layer").select("conv2").run()
    assert not app.exception


def test_the_film_says_what_it_takes_for_what_when_it_is_asked(finished: Run) -> None:
    app = opened("film.py", run=finished.name)
    assert "test pictures rightly" not in str(app.get("plotly_chart")[0].proto)
    app.toggle(key="film_tested").set_value(True).run()
    assert not app.exception
    assert "of 200 test pictures rightly" in str(app.get("plotly_chart")[0].proto)


def test_the_film_shows_what_channels_search_for_when_it_is_asked(finished: Run) -> None:
    app = opened("film.py", run=finished.name)
    assert "searches for" not in str(app.get("plotly_chart")[0].proto)
    app.toggle(key="film_sought").set_value(True).run(timeout=60)
    assert not app.exception
    assert "What conv1 searches for" in str(app.get("plotly_chart")[0].proto)


def test_the_page_begins_with_the_film_of_a_shipped_network() -> None:
    app = opened("film.py")
    assert not app.exception
    assert "There is no film of" not in words(app)
    assert len(field(app.select_slider, "film_epoch").options) > 3


def test_a_run_without_a_film_says_how_to_get_one() -> None:
    app = opened("film.py", run=checkpoints()[0].name)
    assert "There is no film of" in words(app)
    assert not app.exception
