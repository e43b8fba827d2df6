"""Does the page say where a network is right and what it mixes up, and does it survive what is missing?"""

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import actions, datasets
from cnnviz.explore.classify.evaluation import Evaluation, evaluate
from cnnviz.training.runs import Run
from cnnviz.ui.train.runs import evaluate as views
from tests.pages.pages import field, in_state, opened, words


@pytest.fixture
def finished(trained: Run) -> Run:
    """A finished run of its own, among the runs of this test."""
    target = Path(os.environ["CNNVIZ_RUNS_DIR"]) / "finished"
    shutil.copytree(trained.path, target)
    return Run(target)


@pytest.fixture
def found(trained: Run) -> Evaluation:
    return actions.report(trained)


@pytest.fixture
def app(finished: Run) -> AppTest:
    return opened("evaluate.py", run=finished.name)


def captions(app: AppTest) -> list[str]:
    """What stands under each picture of the page."""
    return [picture.caption for gallery in app.get("image") for picture in gallery.proto.imgs]


def test_the_figures_are_those_of_the_evaluation_and_name_set_and_split(app: AppTest, found: Evaluation) -> None:
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {
        "Accuracy · digits, test": f"{found.accuracy:.4f}",
        "Loss · digits, test": f"{found.loss:.4f}",
        "Top-5 accuracy · digits, test": f"{found.top5:.4f}",
        "Pictures · digits, test": "360",
    }


def test_the_commonest_mistake_is_shown_until_a_cell_is_chosen(app: AppTest, found: Evaluation) -> None:
    true, said = found.worst()
    count, row = found.confusion[true, said], found.confusion[true].sum()
    assert f"**“{true}” taken for “{said}”**: {count} of {row} pictures" in words(app)
    assert captions(app)[0] == f"{said} {found.confidence[found.cell(true, said)[0]]:.3f}"


def test_a_cell_is_chosen_by_its_classes(app: AppTest, found: Evaluation) -> None:
    field(app.selectbox, "true_class").select("3").run()
    field(app.selectbox, "taken_for").select("3").run()
    assert not app.exception
    right = found.cell(3, 3)
    assert f"**“3” named rightly**: {len(right)} of {found.confusion[3].sum()} pictures" in words(app)
    assert captions(app)[: len(right)] == [f"3 {found.confidence[index]:.3f}" for index in right]


def test_the_surest_mistakes_come_a_pageful_at_a_time(
    finished: Run, found: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGEFUL", 5)
    app = opened("evaluate.py", run=finished.name)
    mistakes = found.mistakes()
    first = mistakes[0]
    said = f"{found.truth[first]}, said {found.predicted[first]} {found.confidence[first]:.3f}"
    before = captions(app)
    assert said in before
    app.button(key="more_mistakes").click().run()
    assert len(captions(app)) - len(before) == min(5, len(mistakes) - 5)


def test_the_weakest_class_stands_on_top_of_the_table(app: AppTest, found: Evaluation) -> None:
    table = next(frame.value for frame in app.dataframe if "recall" in frame.value)
    weakest = min(found.classes, key=lambda one: one.f1)
    assert table["class"].iloc[0] == weakest.label
    assert table["recall"].iloc[0] == pytest.approx(weakest.recall)
    assert list(table["F1"]) == sorted(table["F1"])


def test_the_test_set_is_named_once_for_all_visits(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened("evaluate.py", run=finished.name)
    monkeypatch.setattr(views, "_predict", lambda *_: pytest.fail("The pictures were named again."))
    opened("evaluate.py", run=finished.name)


def test_a_missing_data_set_is_not_fetched_unasked(finished: Run) -> None:
    recipe = json.loads((finished.path / "recipe.json").read_text())
    (finished.path / "recipe.json").write_text(json.dumps(recipe | {"dataset": "absent"}))
    tried: list[str] = []

    def refuse(shape: tuple[int, int, int]) -> datasets.Dataset:
        tried.append("absent")
        raise datasets.DataError("Absent could not be downloaded: copy it by hand.")

    absent = replace(
        datasets.get("digits"),
        name="absent",
        title="Absent digits",
        offline=False,
        present=lambda: False,
        load=refuse,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(datasets.datasets(), "absent", absent)
        app = opened("evaluate.py", run=finished.name)
        assert "Absent digits is not on this machine" in words(app)
        assert not tried
        next(button for button in app.button if button.label == "Download the data set").click().run()
        assert "Absent could not be downloaded: copy it by hand." in words(app)
        assert tried == ["absent"]


@pytest.mark.parametrize("state", ["running", "failed"])
def test_a_run_without_weights_is_not_offered(state: str) -> None:
    run = in_state(state)
    app = opened("evaluate.py", run=run.name)
    assert all(run.name not in box.options for box in app.selectbox)


def test_the_plain_keras_on_the_page_runs(
    app: AppTest, finished: Run, found: Evaluation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(finished.path)
    data = datasets.load("digits", (16, 16, 1))
    exec(app.code[0].value, {"x_test": data.x_test, "y_test": data.y_test})
    rows = re.findall(r"^(?: |\[)\[([ \d]+)\]", capsys.readouterr().out, re.MULTILINE)
    matrix = np.array([row.split() for row in rows]).astype(int)
    assert np.array_equal(matrix, found.confusion)


@pytest.mark.parametrize(
    ("sure", "word"), [(0.99, "surer than it is right"), (0.8, "as sure as it is right"), (0.6, "more often right")]
)
def test_one_sentence_says_how_far_to_trust_it(sure: float, word: str) -> None:
    truth = np.array([0] * 160 + [1] * 40)
    said = np.tile(np.array([[sure, 1 - sure]], np.float32), (200, 1))
    assert word in views.trust(evaluate(truth, said, ("a", "b")))
