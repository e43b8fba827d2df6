"""Renew the catalogues of translations: ``python -m cnnviz.locale.catalogue``.

Sentences that are new get an empty translation, to be written in ``LANGUAGE/LC_MESSAGES/cnnviz.po``; those that are no
longer in the code go.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message

from cnnviz.locale.language import ENGLISH, LANGUAGES
from cnnviz.locale.text import FOLDER, read_catalogue

ROOT = FOLDER.parents[1]
SOURCES = ("cnnviz/**/*.py", "pages/*.py", "app.py")
PLAIN = {"_", "N_", "Message"}
PLURAL = {"ngettext", "plural"}


def sentences(text: str) -> Iterator[tuple[int, str | None, str | tuple[str, str]]]:
    """Yield what a Python source marks for translation: line, context, and the sentence, or singular and plural.

    Babel's own extraction skips what it cannot read, such as f-strings (python-babel issue 715); here it is an error.

    Raises:
        ValueError: Something else than a text stands where a sentence is marked: names the line.
    """
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in PLAIN:
            constants = _constants(node.args[:1], node.lineno)
            if constants:
                yield node.lineno, None, constants[0]
        elif name in PLURAL and len(node.args) >= 3:
            constants = _constants(node.args[:2], node.lineno)
            if len(constants) == 2:
                yield node.lineno, None, (constants[0], constants[1])
        elif name in {"pgettext", "NP_"}:
            constants = _constants(node.args[:2], node.lineno)
            if len(constants) == 2:
                yield node.lineno, constants[0], constants[1]


def _constants(nodes: list[ast.expr], line: int) -> list[str]:
    """Return the texts among the nodes; a variable is none, as it holds a sentence that is marked elsewhere."""
    for node in nodes:
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            raise ValueError(f"line {line}: a sentence is one text with named values, not an f-string or a sum.")
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def template(root: Path = ROOT) -> Catalog:
    """Return all sentences of the app, with the files in which they stand.

    Raises:
        ValueError: A sentence is marked that cannot be read: names the file and line.
    """
    catalog = Catalog(project="cnnviz", charset="utf-8")
    for file in sorted({path for pattern in SOURCES for path in root.glob(pattern)}):
        name = file.relative_to(root).as_posix()
        try:
            for _line, context, sentence in sentences(file.read_text(encoding="utf-8")):
                if sentence and sentence[0]:
                    catalog.add(sentence, locations=[(name, 0)], context=context)
        except ValueError as error:
            raise ValueError(f"{name}, {error}") from error
    return catalog


def renewed(code: str, root: Path = ROOT) -> Catalog:
    """Return a language's catalogue with the sentences that the code has now, and the translations it had."""
    catalog: Catalog = read_catalogue(code)
    created = catalog.creation_date
    catalog.update(template(root), no_fuzzy_matching=True)
    catalog.creation_date = created  # Or each renewal would change the file.
    catalog.obsolete.clear()
    return catalog


def written(catalog: Catalog) -> bytes:
    """Return the content of a ``.po`` file; without line numbers, which would change with every edit of the code."""
    file = io.BytesIO()
    pofile.write_po(file, catalog, width=120, omit_header=False, include_lineno=False, sort_by_file=True)
    return file.getvalue()


def texts(message: Message) -> list[tuple[str, str]]:
    """Return pairs of sentence and translation: one, or one each for singular and plural."""
    ids: Any = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings: Any = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return list(zip(ids, strings, strict=True))


if __name__ == "__main__":
    for language in LANGUAGES:
        if language != ENGLISH:
            (FOLDER / language / "LC_MESSAGES" / "cnnviz.po").write_bytes(written(renewed(language)))
