"""A file is replaced whole or not at all, and a fault of the disk is told from other errors."""

import errno
import threading
from pathlib import Path

import pytest

from cnnviz.base import files


def test_a_file_replaces_the_old_one_atomically(tmp_path: Path) -> None:
    path = tmp_path / "about.json"
    files.write(path, "old")
    with files.replacing(path) as new:
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


def test_threads_that_write_the_same_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    path, both = tmp_path / "about.json", threading.Barrier(2)

    def write(text: str) -> None:
        with files.replacing(path, concurrent=True, durable=False) as new:
            new.write_text(text)
            both.wait(10)  # Both have begun before either ends.

    threads = [threading.Thread(target=write, args=(text,)) for text in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in ("first", "second")
    assert list(tmp_path.iterdir()) == [path]


def test_a_temporary_file_keeps_the_suffix(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "model.keras", concurrent=True) as new:
        new.write_text("")
        assert (new.suffix, new.parent, new.name[0]) == (".keras", tmp_path, ".")


def test_other_errors_are_no_fault_of_the_disk() -> None:
    assert files.fault(OSError(errno.ENOENT, "gone")) is None
    assert files.fault(ValueError("no")) is None
    assert "runs/x cannot be written to" in str(files.fault(PermissionError(errno.EACCES, "denied", "runs/x")))
