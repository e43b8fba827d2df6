"""Every page opens: with nothing trained, while a training runs, and after one that failed."""

import pytest

from cnnviz.training.runs import Run
from cnnviz.training.runs.status import ACTIVE, ENDED
from cnnviz.training.runs.titles import title
from tests.pages.pages import PAGES, in_state, opened, text, words


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_on_a_fresh_machine(page: str) -> None:
    app = opened(page)
    assert app.title
    assert app.header or not app.subheader  # No heading leaves a level out.


@pytest.mark.parametrize("page", ["home.py", "train.py"])
@pytest.mark.parametrize("state", [*ACTIVE, *ENDED, "queued"])
def test_pages_that_show_states_stand_in_each(page: str, state: str) -> None:
    in_state(state, "A word about it.")
    opened(page)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", ["running", "failed"])
def test_every_page_stands_beside_a_run_that_goes_on_and_one_that_failed(page: str, state: str) -> None:
    in_state(state, "A word about it.")
    opened(page)


@pytest.mark.parametrize(
    ("state", "title", "button"),
    [
        ("running", "Training", "Stop training"),
        ("failed", "Failed", "Resume"),
        ("interrupted", "Interrupted", "Resume"),
        ("stopped", "Stopped", "Resume"),
    ],
)
def test_train_names_the_state_and_offers_what_can_be_done(state: str, title: str, button: str) -> None:
    in_state(state, "Why it is so.")
    app = opened("train.py")
    assert f"**{title}** · Tiny network · Why it is so." in words(app)
    assert button in [each.label for each in app.button]


def test_train_refuses_to_resume_what_is_done_already(finished: Run) -> None:
    app = opened("train.py", run=finished.name)
    assert "Resume" not in [each.label for each in app.button]


@pytest.mark.parametrize("page", PAGES)
def test_a_broken_run_does_not_take_a_page_with_it(page: str, finished: Run) -> None:
    (finished.path / "evaluation.json").write_text("{broken")
    with (finished.path / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 9, "step"')
    opened(page)


@pytest.mark.parametrize("page", ["activations.py", "patterns.py", "classify.py"])
def test_explorers_open_the_linked_run(page: str, finished: Run) -> None:
    app = opened(page, run=finished.name)
    assert f"network “{title(finished)}”, trained on" in words(app)


def test_a_link_to_a_run_that_is_gone_opens_another_one(finished: Run) -> None:
    opened("activations.py", run="2001-01-01_00-00-00_gone")


def test_a_link_to_a_network_of_which_only_figures_came_says_so() -> None:
    app = opened("activations.py", run="flowers_mobilenet")
    assert "Only the results of flowers_mobilenet come with the app" in text(app.warning[0]).replace("\\", "")


def test_an_edited_recipe_no_longer_shows_what_the_document_reports() -> None:
    app = opened("train.py")
    app.selectbox(key="dataset:mnist:network").select("mnist").run()
    assert "The reported accuracy is that" not in words(app)
    app.number_input(key="epochs:mnist").set_value(2).run()
    assert "The reported accuracy is that of the unchanged recipe" in words(app)
