"""Is a file there whole or not at all, and is a fault of the disk told from others?"""

import errno
from pathlib import Path

import pytest

from cnnviz.base import files


def test_a_file_takes_the_place_of_the_old_one_as_one_act(tmp_path: Path) -> None:
    path = tmp_path / "about.json"
    files.write(path, "old")
    with files.whole(path) as new:
        new.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "about.json"
    files.write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        files.write(path, "half \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_fault_of_the_disk_is_not_told_as_one() -> None:
    assert files.fault(OSError(errno.ENOENT, "gone")) is None
    assert files.fault(ValueError("no")) is None
    assert "runs/x cannot be written to" in str(files.fault(PermissionError(errno.EACCES, "denied", "runs/x")))
