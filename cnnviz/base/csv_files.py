"""CSV text that spreadsheets open safely: rows -> text, and no cell that would be run as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Characters with which a spreadsheet takes text for a formula."""


def text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], line_end: str = "\r\n") -> str:
    """Return rows as CSV with a header.

    Args:
        rows: One mapping a line; a missing value leaves its cell empty.
        columns: Names of the columns, in order.
        line_end: Characters that end a line.

    >>> text([{"file": "=1+1.png", "loss": -0.5}], ["file", "loss", "seed"], "|")
    "file,loss,seed|'=1+1.png,-0.5,|"
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator=line_end)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    """Put a quote before text that a spreadsheet would take for a formula: a file may have any name.

    >>> _cell("=1+1.png"), _cell("cat.png"), _cell(-0.5)
    ("'=1+1.png", 'cat.png', -0.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
