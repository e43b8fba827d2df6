"""Is all read of a run's files that can be, whatever stands beside it?"""

from pathlib import Path

import pytest

from cnnviz.training.runs.contents import reading


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
def test_what_is_no_json_object_is_empty(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "about.json").write_bytes(content)
    assert reading.json_object(tmp_path / "about.json") == {}


def test_a_folder_in_the_place_of_a_file_is_empty(tmp_path: Path) -> None:
    assert reading.json_object(tmp_path) == {}
    assert reading.lines(tmp_path) == []


def test_a_record_of_a_newer_version_keeps_its_figures() -> None:
    assert reading.record(b'{"epoch": 1, "step": 2, "colour": "red"}') == {"epoch": 1, "step": 2}


@pytest.mark.parametrize("line", [b"", b"\0\0\0", b'{"epoch": 1}', b"[]", b'{"epoch": "a", "step": 1}', b"null"])
def test_a_damaged_line_is_no_record(line: bytes) -> None:
    assert reading.record(line) is None


def test_a_file_is_read_once_until_it_grows(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    assert reading.records(file) == []
    file.write_bytes(b'{"epoch": 1, "step": 1}\nnot this\n')
    first = reading.records(file)
    assert (first, first.unread) == ([{"epoch": 1, "step": 1}], 1)
    assert reading.records(file) is first
    with file.open("ab") as grown:
        grown.write(b'{"epoch": 1, "step": 2}\n{"epoch"')
    assert reading.records(file) == [*first, {"epoch": 1, "step": 2}]
    assert reading.records(file).version != first.version
