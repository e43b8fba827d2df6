"""The page Freeze search: a search is begun, watched and stopped, and its best is carried to the page Train."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from cnnviz import recipes
from cnnviz.training.runs import Run
from cnnviz.training.runs import status as states
from cnnviz.training.runs.search import Search, searches
from cnnviz.training.transfer import weight_files
from tests.pages.pages import field, opened, words

FLOWERS = recipes.get("flowers_mobilenet").edited(input_shape=(96, 96, 3), epochs=2)
TRIALS = {154: ("done", (0.6, 0.7)), 116: ("done", (0.8, 0.9)), 81: ("pruned", (0.5,)), 36: ("running", ())}


def searched(state: str) -> Search:
    """A search as a process would leave it in that state."""
    search = Search.create(FLOWERS, trials=6, name="mine")
    for frozen, (_, accuracies) in TRIALS.items():
        run = Run.create(FLOWERS.edited(frozen=frozen), search.run(frozen).path, pid=os.getpid())
        epochs = enumerate(accuracies, 1)
        lines = [
            json.dumps({"epoch": epoch, "step": epoch, "val_accuracy": value, "seconds": 2.0})
            for epoch, value in epochs
        ]
        (run.path / "metrics.jsonl").write_text("".join(f"{line}\n" for line in lines))
    kinds = {frozen: kind for frozen, (kind, _) in TRIALS.items()}
    (search.path / "trials.json").write_text(json.dumps(kinds))
    search.announce(state, "Trial 4 of 6.", os.getpid())
    states.write(search.path, replace(search.status(), epoch=3))
    return search


def button(app: AppTest, label: str) -> Button:
    return next(button for button in app.button if button.label == label)


def test_trials_are_shown_with_the_best_and_what_was_given_up() -> None:
    searched("running")
    app = opened("freeze_search.py")
    app.session_state["fold_trials"] = True
    app.run()
    assert not app.exception
    assert "**Searching** · Trial 4 of 6." in words(app)
    table = app.dataframe[0].value
    assert list(table["layers frozen"]) == [116, 154, 81, 36]
    assert list(table[""]) == ["Best", "Completed", "Stopped early: behind the others", "Running"]
    assert list(table["weights that learn"])[:2] == [1_663_360, 0]
    assert app.metric[0].value == "0.900"
    assert button(app, "Search").disabled


def test_the_search_that_is_watched_stands_in_the_link_and_stays_when_a_newer_one_begins() -> None:
    watched = Search.create(FLOWERS, trials=6, name="mine")
    app = opened("freeze_search.py")
    newer = Search.create(FLOWERS, trials=6, name="newer")
    app.run()
    assert field(app.selectbox, "search").value == "".join(app.query_params["search"]) == watched.name
    linked = opened("freeze_search.py", search=newer.name)
    assert field(linked.selectbox, "search").value == newer.name


def test_stop_reaches_the_search_and_the_trial_at_work() -> None:
    search = searched("running")
    app = opened("freeze_search.py")
    button(app, "Stop").click().run()
    assert search.status().state == "stopping"
    assert (search.run(36).path / "stop").exists()
    assert not (search.run(154).path / "stop").exists()


def test_the_best_is_carried_to_the_page_train() -> None:
    searched("done")
    app = opened("freeze_search.py")
    button(app, "Open the best on Train").click().run()
    assert not app.exception
    assert "116 layers frozen" in words(app)
    assert "1\u202f663\u202f360 of MobileNetV2" in words(app)


@pytest.mark.slow
def test_a_search_is_begun_in_a_process_of_its_own_and_stopped() -> None:
    app = opened("freeze_search.py")
    app.selectbox(key="search_weights_mobilenet_v2").select("random").run()
    app.number_input(key="search_size_flowers_mobilenet").set_value(32).run()
    button(app, "Search").click().run()
    assert not app.error
    (search,) = searches()
    assert (search.plan().recipe.dataset, search.plan().recipe.input_shape) == ("shapes", (32, 32, 3))
    process = psutil.Process(search.status().pid)
    try:
        assert process.pid != os.getpid()
        button(app, "Stop").click().run()
        until = time.monotonic() + 120
        while search.status().active and time.monotonic() < until:
            time.sleep(0.1)
        assert search.status().state == "stopped"
        app.run()
        assert button(app, "Resume")
    finally:
        if process.is_running():
            process.kill()


def test_the_advice_without_weights_can_be_followed_on_the_page() -> None:
    app = opened("freeze_search.py")
    assert "random weights need no download." in words(app)
    assert "weights are here" not in words(app)
    app.selectbox(key="search_weights_mobilenet_v2").select("random").run()
    assert "are not here" not in words(app)


def test_only_weights_that_are_here_are_recommended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    file = tmp_path / weight_files.ARCHIVES["vgg16"].local
    file.parent.mkdir()
    file.touch()
    assert "Networks whose weights are here: VGG16." in words(opened("freeze_search.py"))


def test_what_is_entered_stays_while_another_page_is_looked_at() -> None:
    app = opened("freeze_search.py")
    app.selectbox(key="search_weights_mobilenet_v2").select("random")
    app.number_input(key="search_epochs").set_value(5).run()
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/freeze_search.py").run()
    assert app.selectbox(key="search_weights_mobilenet_v2").value == "random"
    assert app.number_input(key="search_epochs").value == 5
