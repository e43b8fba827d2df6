"""Answers are written as CSV that a spreadsheet opens safely."""

from cnnviz.ui.use.answer_table import as_csv


def test_rows_go_into_a_csv_that_no_spreadsheet_runs() -> None:
    text = as_csv([{"file": "=cmd.png", "network": "n", "verdict": "cat", "class_1": "cat", "probability_1": 0.5}])
    lines = text.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("file,network,verdict,class_1,probability_1")
    assert lines[1].startswith("'=cmd.png,n,cat,cat,0.5")
