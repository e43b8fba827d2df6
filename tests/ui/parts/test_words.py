"""The time left of a training and of a job holds to the end."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.base.settings import ROOT
from cnnviz.locale import speaking
from cnnviz.training.runs import find
from cnnviz.training.runs.status import Status
from cnnviz.ui.parts.words import FIELDS, STATES, help_text, localized, progress, run_label, state_label

EDITED = {"kernel_editor.py"}
"""Tables that are typed into; Streamlit writes the numbers of those itself."""
DIRECT = re.compile(r"st\.(?:selectbox|multiselect)\((?:[^()]|\([^()]*\))*format_func")
COLUMN = re.compile(r"(?:NumberColumn|ProgressColumn|column|share)\([^()]*(?:\([^()]*\)[^()]*)*\)")


@pytest.mark.parametrize(
    ("epoch", "step", "words"),
    [
        (1, 41, "Epoch 2 of 5 · 2.0 s per epoch · about 8 s left"),
        (5, 205, "Epoch 5 of 5 · 2.0 s per epoch · its epochs are done"),
    ],
)
def test_a_training_that_is_still_tested_after_its_epochs_has_no_time_left_to_tell(
    epoch: int, step: int, words: str
) -> None:
    status = Status("running", epochs=5, epoch=epoch, step=step, steps=41, epoch_seconds=2.0)
    assert progress(status) == words


def test_a_job_whose_steps_are_done_says_what_is_done_only() -> None:
    def page() -> None:
        import streamlit as st

        from cnnviz.ui.parts import job

        with job.progress_bar("Getting ready …", key="stop") as report:
            report(1.0, "5 of 5")
            st.stop()

    app = AppTest.from_function(page).run()
    assert [bar.proto.text for bar in app.get("progress")] == ["5 of 5"]


def test_labels_and_explanations_are_in_the_language_that_is_spoken() -> None:
    run = find("mnist")
    assert run_label(run) == "Handwritten digits · a simple network · 99.3\u202f%"
    with speaking("zz"):
        assert run_label(run).startswith("⟦")
        assert all(help_text(name).startswith("⟦") for name in (*FIELDS, "epoch", "run", "seed"))
        assert all(state_label(state).startswith("⟦") for state in STATES)


def test_a_training_that_goes_on_is_not_called_as_a_training_is() -> None:
    with speaking("es"):
        assert state_label("running") == "Entrenando"


def test_every_table_of_a_page_says_nothing_in_english_where_it_has_no_value() -> None:
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cnnviz" / "ui").rglob("*.py")]
    assert [file.name for file in files if "st.dataframe(" in file.read_text(encoding="utf-8")] == ["words.py"]


def test_no_column_of_a_table_has_a_format_that_always_writes_a_point() -> None:
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cnnviz" / "ui").rglob("*.py")]
    columns = [text for file in files for text in COLUMN.findall(file.read_text(encoding="utf-8"))]
    assert columns
    assert [text for text in columns if 'format="' in text] == []


def test_every_field_with_translated_options_is_sent_again_when_the_language_changes() -> None:
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cnnviz" / "ui").rglob("*.py")]
    direct = [file.name for file in files if DIRECT.search(file.read_text(encoding="utf-8"))]
    assert direct == ["classify.py"], "Draw it by `fields.draw` or `edits.kept`."  # There the options are files' names.


def test_a_table_writes_numbers_as_the_language_does_and_keeps_them_numbers() -> None:
    rows = [
        {"run": "a", "accuracy": 0.7264, "rate": 0.01, "n": 24197},
        {"run": "b", "accuracy": None, "rate": 0.1, "n": 1},
    ]
    with speaking("es"):
        table = localized(rows, {"accuracy": ".3f"})
        text = table.to_html()
    assert all(f">{shown}<" in text for shown in ("a", "0,726", "0,01", "24\u202f197", ""))
    assert table.data["accuracy"].tolist()[0] == 0.7264


def test_no_table_fixes_the_decimal_sign() -> None:
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cnnviz" / "ui").rglob("*.py")]
    fixed = [
        file.name
        for file in files
        if file.name not in EDITED and re.search(r"Column\((?:[^()]|\([^()]*\))*\bformat=", file.read_text("utf-8"))
    ]
    assert fixed == []
