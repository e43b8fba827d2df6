"""The page Runs: runs are listed with their size, named before they are deleted, shared and limited."""

import json
import os
import time
from dataclasses import replace
from hashlib import sha256

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnnviz import recipes
from cnnviz.training.queueing import turns
from cnnviz.training.runs import Run, RunError, cleanup, runs, titles
from cnnviz.training.runs import status as states
from cnnviz.training.runs.search import Search
from cnnviz.training.runs.status import Status
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.state import Session
from cnnviz.ui.shell import teacher
from cnnviz.ui.shell.teacher import LONGEST_S, Guard
from tests.pages.pages import in_state, opened, text, words
from tests.ui.parts.test_visitor import ANN, BOB, checksum, visit

PASSWORD = "chalk and slate"


@pytest.fixture
def classroom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_TEACHER_PASSWORD", PASSWORD)
    teacher.guard.clear()


def ended(owner: str = "", days: float = 0.0) -> Run:
    run = Run.create(recipes.get("tiny"), owner=owner)
    states.write(run.path, Status("done", queued=time.time() - days * cleanup.DAY_S, epoch=3, epochs=5))
    return run


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def choose(app: AppTest, *chosen: Run) -> AppTest:
    app.multiselect(key="chosen_runs").set_value([run.name for run in chosen]).run()
    return app


def come_in(app: AppTest, password: str = PASSWORD) -> AppTest:
    app.session_state["fold_teacher"] = True
    app.run()
    app.text_input(key="password").set_value(password)
    return press(app, "Log in")


def test_runs_are_listed_with_their_size() -> None:
    run = ended()
    (run.path / "film").mkdir()
    (run.path / "film" / "0.npz").write_bytes(b"0" * 3_000_000)
    row = opened("runs.py").dataframe[0].value.iloc[0]
    assert (row["state"], row["epochs"]) == ("Done", "3 of 5")
    assert row["size"] == pytest.approx(3.0, abs=0.01)


def test_the_chosen_runs_are_deleted_and_no_others() -> None:
    first, second, kept = ended(), ended(), ended()
    app = choose(opened("runs.py"), first, second)
    assert "Delete 2 runs" in words(app)
    press(app, "Delete for good")
    assert runs() == [kept]


def test_a_run_that_trains_can_be_stopped_but_not_deleted() -> None:
    run = in_state("running")
    app = choose(opened("runs.py"), run)
    assert "Delete for good" not in labels(app)
    press(app, "Stop")
    assert (run.path / "stop").exists()


def test_what_is_old_is_named_before_it_goes() -> None:
    new = ended(days=10)
    old = ended(days=40)
    for run in (old, new):
        then = run.status().queued
        os.utime(run.path / "status.json", (then, then))
    app = opened("runs.py")
    assert "Delete 1 run," in words(app)
    press(app, "Delete for good")
    assert runs() == [new]


@pytest.mark.usefixtures("classroom")
def test_a_visitor_may_delete_and_share_what_is_hers_alone() -> None:
    hers, everybodys, bobs = ended(checksum(ANN)), ended(), ended(checksum(BOB))
    app = visit("runs.py", ANN)
    assert len(app.dataframe[0].value) == 1
    press(choose(app, hers), "Share with everybody")
    assert hers.ownership.shared
    assert [bool(app.dataframe) for app in (visit("runs.py", BOB), visit("runs.py", "c" * 43))] == [True, False]
    assert visitor.short_code(hers) in app.code[0].value
    press(app, "Delete for good")
    assert set(runs()) == {everybodys, bobs}


@pytest.mark.usefixtures("classroom")
def test_a_short_link_leads_to_a_shared_run_and_to_no_other() -> None:
    hers = ended(checksum(ANN))
    code = visitor.short_code(hers)
    assert "no training behind this link" in words(visit("home.py", BOB, r=code))
    hers.share()
    app = visit("home.py", BOB, r=code)
    assert app.title[0].value == "Train"
    assert app.session_state["session"].links.picks["run"] == hers.name


@pytest.mark.usefixtures("classroom")
def test_the_teacher_sees_stops_and_limits_all() -> None:
    going_on = Run.create(recipes.get("tiny"), owner=checksum(ANN))
    app = come_in(visit("runs.py", BOB))
    assert list(app.dataframe[0].value["of"]) == [f"browser {checksum(ANN)[:4]}"]
    press(choose(app, going_on), "Stop")
    assert going_on.status().state == "stopped"
    app.number_input(key="most_each").set_value(1).run()
    assert turns.most_each() == 1
    press(app, "Leave")
    assert not app.dataframe


@pytest.mark.usefixtures("classroom")
def test_the_teacher_stops_anothers_freeze_search() -> None:
    search = Search.create(recipes.get("flowers_mobilenet").edited(validation_split=0.1), owner=checksum(ANN))
    alive = Status("running", "", os.getpid(), states.hostname(), time.time())
    states.write(search.path, alive)
    app = visit("freeze_search.py", BOB)
    assert "Stop" not in labels(app)
    app.session_state["session"] = Session(teacher=True)
    press(app.run(), "Stop")
    assert search.status().state == "stopping"


@pytest.mark.usefixtures("classroom")
def test_a_wrong_password_opens_nothing() -> None:
    ended(checksum(ANN))
    app = come_in(visit("runs.py", BOB), "chalk")
    assert text(app.error[0]).startswith("This is not the password.")
    assert not app.dataframe
    assert not app.session_state["session"].teacher


def test_at_home_there_is_no_teacher() -> None:
    app = opened("runs.py")
    app.session_state["session"] = Session(teacher=True)
    app.run()
    assert not [each for each in app.expander if each.label == "Teacher"]


@pytest.mark.usefixtures("classroom")
def test_after_wrong_passwords_one_waits_ever_longer_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(teacher.time, "monotonic", lambda: now)
    guard, waits = Guard(), []
    for _ in range(10):
        assert not guard.admits("10.0.0.5", "guess")
        waits.append(guard.wait("10.0.0.5"))
        assert waits[-1] == 0 or not guard.admits("10.0.0.5", PASSWORD)  # Not even the right one, before its time.
        now += waits[-1]
    assert waits == [0, 0, 2, 4, 8, 16, 32, LONGEST_S, LONGEST_S, LONGEST_S]
    assert guard.admits("10.0.0.6", PASSWORD)
    assert guard.admits("10.0.0.5", PASSWORD)


def test_no_password_set_admits_nobody() -> None:
    assert not Guard().admits("", "")


def test_the_limit_is_said_on_the_train_page(monkeypatch: pytest.MonkeyPatch, classroom: None) -> None:
    monkeypatch.setenv("CNNVIZ_RUNS_EACH", "1")
    Run.create(recipes.get("tiny"), owner=sha256(ANN.encode()).hexdigest())
    app = visit("train.py", ANN)
    press(app, "Train")
    assert text(app.error[0]).startswith("1 training is waiting or at work already, and one person may have 1 here")
    assert len(runs()) == 1


def test_a_waiting_run_says_when_it_begins() -> None:
    at_work, waits = in_state("running"), Run.create(recipes.get("tiny"))
    seen = at_work.status()
    app = opened("train.py", run=waits.name)
    assert "1 training before this one; its start is not known yet." in words(app)
    states.write(at_work.path, replace(seen, epochs=10, step=0, steps=41, epoch_seconds=24.0))
    st.cache_data.clear()
    app.run()
    assert "1 training before this one; it starts in about 4 min." in words(app)


def test_a_run_can_be_renamed() -> None:
    run, _ = ended(), ended()
    app = choose(opened("runs.py"), run)
    app.text_input(key=f"title_{run.name}").set_value("Adam, first try")
    press(app, "Save the name")
    assert "Adam, first try" in list(app.dataframe[0].value["run"])
    assert titles.title(run) == "Adam, first try"


def test_nobody_renames_what_is_anothers(classroom: None) -> None:
    run = ended(owner=checksum(ANN))
    run.share()
    for token, offered in ((ANN, True), (BOB, False)):
        fields = visit("train.py", token, run=run.name).text_input
        assert (f"title_{run.name}" in [field.key for field in fields]) is offered
    with pytest.raises(RunError, match="Only the person who trained it can rename"):
        visitor.rename(run, "Mine")
    assert titles.given(run) == ""


def test_a_test_accuracy_has_its_interval() -> None:
    run = ended()
    test = {"test_loss": 1.0, "test_accuracy": 0.5, "images": 100, "epoch": 3, "seed": 0, "origin": "", "device": ""}
    (run.path / "evaluation.json").write_text(json.dumps(test))
    row = opened("runs.py").dataframe[0].value.iloc[0]
    assert (row["accuracy"], row["interval"]) == (0.5, "0.404 to 0.596")
