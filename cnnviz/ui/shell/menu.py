"""The menu: every file in ``pages/``, in groups, read from its line ``MENU = {…}`` without running it."""

import ast
import functools
from pathlib import Path
from typing import NamedTuple

from cnnviz.base.settings import ROOT
from cnnviz.locale import N_

FOLDER = ROOT / "pages"
GROUPS = ("", N_("Convolution"), N_("Train"), N_("Look inside"), N_("Use"))
"""The groups in their order. The first has no heading; its Home opens when the app is started."""


class Entry(NamedTuple):
    """A page of the menu.

    Attributes:
        group: One of `GROUPS`.
        place: Its place within the group, from 1.
        title: Its title.
        icon: Name of a Material icon.
        file: Its file.
    """

    group: str
    place: int
    title: str
    icon: str
    file: Path

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.file.stem


@functools.cache
def menu() -> dict[str, list[Entry]]:
    """Return the pages of each group, in order.

    Raises:
        ValueError: A page has no line ``MENU = {"group": …, "place": …, "title": …, "icon": …}``, or no such group.
    """
    entries = sorted(map(_entry, FOLDER.glob("*.py")), key=lambda entry: entry.place)
    return {group: [entry for entry in entries if entry.group == group] for group in GROUPS}


def _entry(file: Path) -> Entry:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MENU":
            entry = Entry(**ast.literal_eval(_Unmarked().visit(node.value)), file=file)
            if entry.group in GROUPS:
                return entry
    raise ValueError(f"{file.name} needs a line MENU = {{…}} with a group of {', '.join(map(repr, GROUPS))}.")


class _Unmarked(ast.NodeTransformer):
    """Takes the mark for translation, `N_`, off constants."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return node.args[0] if ast.unparse(node.func) == "N_" else node
