"""The code stays small, named and sorted: folders, sizes, first lines, names, the place of session state."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnviz.base.settings import ROOT

PACKAGE, TESTS = ROOT / "cnnviz", ROOT / "tests"
NOT_MIRRORED = {"browser", "old_keras", "pages", "whole"}
"""Folders of tests that concern no single module."""
LOOSE = {"__init__.py", "__main__.py", "device.py"}
VAGUE = {"found", "said", "told"}
LINES, FILES, SKIPS, STATE_FILES = 300, 15, 10, 8


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def bound(tree: ast.AST) -> Iterator[str]:
    """Give the name of every variable, argument and attribute that a module binds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


def first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def mirrors() -> Iterator[object]:
    """Give the path of each test that concerns a single module or package."""
    for path in sorted(TESTS.rglob("test_*.py")):
        name = path.relative_to(TESTS)
        if name.parts[0] not in NOT_MIRRORED:
            yield pytest.param(path, id=name.as_posix())


@pytest.mark.parametrize("test", list(mirrors()))
def test_each_test_has_its_module_or_package(test: Path) -> None:
    folder, words = PACKAGE / test.parent.relative_to(TESTS), test.stem.removeprefix("test_").split("_")
    names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]  # Several tests may share a module's name.
    assert folder.name in names or any((folder / f"{name}.py").exists() for name in names), f"no module for {test.name}"


def test_no_module_lies_loose_in_the_package() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == LOOSE


def test_no_folder_has_more_files_than_can_be_overlooked() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    crowded = {folder.name: count for folder in folders if (count := len(list(folder.glob("*.py")))) > FILES}
    assert crowded == {}


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in sources("cnnviz", "pages")}
    assert names([path for path, length in lengths.items() if length > LINES]) == []


def test_each_module_begins_with_a_plain_statement() -> None:
    lines = {path: first_line(path) for path in sources("cnnviz", "pages", "benchmarks")}
    assert names([path for path, line in lines.items() if not line.endswith(".") or "?" in line]) == []


def test_variables_say_what_they_hold() -> None:
    paths = [*sources("cnnviz", "pages", "benchmarks", "tests", ".ci"), *ROOT.glob("*.py")]
    vague = {path: VAGUE & set(bound(ast.parse(path.read_text(encoding="utf-8")))) for path in paths}
    assert names([path for path, few in vague.items() if few]) == []


def test_the_formatter_is_rarely_told_to_look_away() -> None:
    paths = [*sources("cnnviz", "pages", "benchmarks", "tests", ".ci"), *ROOT.glob("*.py")]
    skips = [
        path for path in paths for _ in re.findall(r"# fmt: (?:skip|off)$", path.read_text(encoding="utf-8"), re.M)
    ]
    assert len(skips) <= SKIPS, names(skips)


def test_session_state_is_touched_in_few_files() -> None:
    paths = [*sources("cnnviz", "pages"), *ROOT.glob("*.py")]
    touching = [path for path in paths if "st.session_state" in path.read_text(encoding="utf-8")]
    assert len(touching) <= STATE_FILES, names(touching)
