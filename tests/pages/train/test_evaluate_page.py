"""The page Evaluate: figures, confusion matrix, mistakes and calibration of a run, and what is missing."""

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
from cnnviz.base.intervals import wilson
from cnnviz.datasets.class_names import class_label
from cnnviz.explore.classify.evaluation import Evaluation
from cnnviz.locale import LANGUAGES, speaking
from cnnviz.training.runs import Run
from cnnviz.ui.train.runs import confusion, evaluate
from tests.pages.pages import field, in_state, opened, words


@pytest.fixture
def finished(trained: Run) -> Run:
    """A finished run of its own, among the runs of this test."""
    target = Path(os.environ["CNNVIZ_RUNS_DIR"]) / "finished"
    shutil.copytree(trained.path, target)
    return Run(target)


@pytest.fixture
def evaluation(trained: Run) -> Evaluation:
    return actions.report(trained)


@pytest.fixture
def app(finished: Run) -> AppTest:
    return opened("evaluate.py", run=finished.name)


def captions(app: AppTest) -> list[str]:
    """What stands under each picture of the page."""
    return [picture.caption for gallery in app.get("image") for picture in gallery.proto.imgs]


def test_the_figures_are_those_of_the_evaluation_and_name_set_and_split(app: AppTest, evaluation: Evaluation) -> None:
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {
        "Accuracy · Scanned digits, test": f"{evaluation.accuracy:.4f}",
        "Interval (95 %)": "{:.3f} to {:.3f}".format(*wilson(evaluation.accuracy, 360)),
        "Loss · Scanned digits, test": f"{evaluation.loss:.4f}",
        "Top-5 accuracy · Scanned digits, test": f"{evaluation.top5:.4f}",
        "Pictures · Scanned digits, test": "360",
    }


def test_the_commonest_mistake_is_shown_until_a_cell_is_chosen(app: AppTest, evaluation: Evaluation) -> None:
    true, predicted = evaluation.worst()
    count, row = evaluation.confusion[true, predicted], evaluation.confusion[true].sum()
    assert f"**“{true}” taken for “{predicted}”**: {count} of {row} pictures" in words(app)
    assert captions(app)[0] == f"{predicted} {evaluation.confidence[evaluation.cell(true, predicted)[0]]:.3f}"


def test_a_cell_is_chosen_by_its_classes(app: AppTest, evaluation: Evaluation) -> None:
    field(app.selectbox, "true_class").select("3").run()
    field(app.selectbox, "taken_for").select("3").run()
    assert not app.exception
    right = evaluation.cell(3, 3)
    assert f"**“3” predicted right**: {len(right)} of {evaluation.confusion[3].sum()} pictures" in words(app)
    assert captions(app)[: len(right)] == [f"3 {evaluation.confidence[index]:.3f}" for index in right]


def test_the_surest_mistakes_come_a_pageful_at_a_time(
    finished: Run, evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confusion, "PAGEFUL", 5)
    app = opened("evaluate.py", run=finished.name)
    mistakes = evaluation.mistakes()
    first = mistakes[0]
    caption = f"{evaluation.truth[first]}, predicted {evaluation.predicted[first]} {evaluation.confidence[first]:.3f}"
    before = captions(app)
    assert caption in before
    app.button(key="more_mistakes").click().run()
    assert len(captions(app)) - len(before) == min(5, len(mistakes) - 5)


def test_the_weakest_class_stands_on_top_of_the_table(app: AppTest, evaluation: Evaluation) -> None:
    table = next(frame.value for frame in app.dataframe if "recall" in frame.value)
    weakest = min(evaluation.classes, key=lambda figures: figures.f1)
    assert table["class"].iloc[0] == weakest.label
    assert table["recall"].iloc[0] == pytest.approx(weakest.recall)
    assert list(table["F1"]) == sorted(table["F1"])


def test_the_test_set_is_named_once_for_all_visits(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened("evaluate.py", run=finished.name)
    monkeypatch.setattr(actions, "evaluating", lambda *_: pytest.fail("The pictures were named again."))
    opened("evaluate.py", run=finished.name)


def test_a_pass_that_was_stopped_goes_on_where_it_was(
    finished: Run, evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.actions.measuring.batch_size", lambda shape: 100)
    network, data = actions.open_run(finished), datasets.load("digits", (16, 16, 1))
    shared = evaluate._Pass()
    assert next(shared.steps(network, data)) == pytest.approx(100 / 360)
    assert shared.evaluation is None
    other = list(shared.steps(network, data))  # Of another visitor, after Stop.
    assert other == pytest.approx([200 / 360, 300 / 360, 1])
    assert shared.evaluation is not None
    assert np.array_equal(shared.evaluation.confusion, evaluation.confusion)


def test_after_stop_nothing_is_measured_until_a_click(finished: Run) -> None:
    app = opened("home.py")
    app.session_state[evaluate.STOP] = True
    app.query_params["run"] = finished.name
    app.switch_page("pages/evaluate.py").run()
    assert not app.exception
    assert "The evaluation is stopped" in words(app)
    assert not app.metric
    app.session_state[evaluate.STOP] = False
    next(button for button in app.button if button.label == "Continue the evaluation").click().run()
    assert len(app.metric) == 5


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
    app: AppTest,
    finished: Run,
    evaluation: Evaluation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(finished.path)
    data = datasets.load("digits", (16, 16, 1))
    exec(app.code[0].value, {"x_test": data.x_test, "y_test": data.y_test})
    rows = re.findall(r"^(?: |\[)\[([ \d]+)\]", capsys.readouterr().out, re.MULTILINE)
    matrix = np.array([row.split() for row in rows]).astype(int)
    assert np.array_equal(matrix, evaluation.confusion)


def test_after_label_smoothing_the_loss_is_explained(finished: Run) -> None:
    assert "Trained with label smoothing" not in words(opened("evaluate.py", run=finished.name))
    recipe = finished.recipe().edited(label_smoothing=0.1)
    (finished.path / "recipe.json").write_text(recipe.to_json())
    assert "Trained with label smoothing" in words(opened("evaluate.py", run=finished.name))


@pytest.mark.parametrize("name", datasets.datasets())
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_classes_share_a_name_or_a_chart_would_join_them(name: str, code: str) -> None:
    labels = datasets.get(name).labels
    with speaking(code):
        assert len({class_label(label) for label in labels}) == len(labels)
