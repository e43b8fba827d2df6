"""A cell that a spreadsheet would run as a formula is quoted; every other value is written as it is."""

import pytest

from cnnviz.base import csv_files


@pytest.mark.parametrize("start", csv_files.FORMULA_STARTS)
def test_text_that_looks_like_a_formula_is_quoted(start: str) -> None:
    assert f"'{start}1+1" in csv_files.text([{"file": f"{start}1+1"}], ["file"])


def test_numbers_and_other_text_stay() -> None:
    rows = [{"file": "cat.png", "loss": -0.5}, {"file": None, "loss": 2}]
    assert csv_files.text(rows, ["file", "loss"], "\n") == "file,loss\ncat.png,-0.5\n,2\n"
