"""Each mechanism of the pages exists once: messages, session state, progress bars; and no code stands twice."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnnviz.base.settings import ROOT

PARTS = "cnnviz/ui/parts"
MESSAGES = {"error", "warning", "info", "success"}
TWICE = 12
"""Consecutive lines of code that may not stand in two places."""
PENDING: set[str] = set()
"""Files that still have a mechanism of their own."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


PAGES = [*sources("cnnviz/ui", "pages"), ROOT / "app.py", ROOT / "server.py"]


def calls(tree: ast.AST) -> Iterator[str]:
    """Give the names of all methods and module functions that are called, such as ``error`` for ``st.error(…)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def shows_messages(tree: ast.AST) -> bool:
    return bool(MESSAGES & set(calls(tree)))


def touches_session_state(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "session_state" for node in ast.walk(tree))


def draws_bars(tree: ast.AST) -> bool:
    return "progress" in calls(tree)


def escapes(tree: ast.AST) -> bool:
    """Return whether a function that replaces text is given a backslash, as to escape Markdown."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"sub", "replace", "translate"}
        and any(isinstance(part, ast.Constant) and "\\" in str(part.value) for part in ast.walk(node))
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize(
    ("mechanism", "module", "exempt"),
    [
        (shows_messages, "messages", {"app.py"}),  # Where cnnviz cannot be imported, app.py says so by itself.
        (touches_session_state, "state", set()),
        (draws_bars, "job", set()),
        (escapes, "messages", set()),
    ],
)
def test_each_mechanism_has_one_module(mechanism: Callable[[ast.AST], bool], module: str, exempt: set[str]) -> None:
    using = {name(path) for path in PAGES if mechanism(ast.parse(path.read_text(encoding="utf-8")))}
    own = f"{PARTS}/{module}.py"
    assert using - PENDING - exempt <= {own}
    if mechanism is not shows_messages:  # That one calls them by name.
        assert own in using, "the test no longer sees how it is done"


def code_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines of code, numbered, without indentation, comments, docstrings, imports and blank lines."""
    text = path.read_text(encoding="utf-8")
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.Import | ast.ImportFrom):
            left_out.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))  # type: ignore[attr-defined]
    lines = ((number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1))
    return [(number, line) for number, line in lines if line and line[0] != "#" and number not in left_out]


def repeated(paths: list[Path], length: int) -> list[tuple[str, str]]:
    """Return the pairs of places, as ``file:line``, where the same consecutive lines of code begin."""
    places: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in paths:
        lines = code_lines(path)
        for start in range(len(lines) - length + 1):
            window = lines[start : start + length]
            places[tuple(line for _, line in window)].append(f"{path.relative_to(path.anchor)}:{window[0][0]}")
    return [(first, other) for first, *others in places.values() for other in others]


def test_no_code_stands_twice() -> None:
    assert repeated(sources("cnnviz", "pages"), TWICE) == []


def test_code_that_stands_twice_is_seen_whatever_stands_around_it(tmp_path: Path) -> None:
    body = [f"value_{number} = {number}" for number in range(3)]
    (tmp_path / "one.py").write_text("\n".join(['"""One."""', "import os", *body]), encoding="utf-8")
    (tmp_path / "two.py").write_text(
        "\n".join(
            [
                "def two():",
                '    """Two."""',
                f"    {body[0]}",
                "",
                "    # So it goes on.",
                *(f"    {line}" for line in body[1:]),
            ]
        ),
        encoding="utf-8",
    )
    paths = [tmp_path / "one.py", tmp_path / "two.py"]
    assert [[place.rsplit("/")[-1] for place in pair] for pair in repeated(paths, 3)] == [["one.py:3", "two.py:3"]]
    assert repeated(paths, 4) == []
