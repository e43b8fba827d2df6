"""Was this chart drawn before?  What one pupil sees, the others mostly see too: Plotly draws it once for all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ParamSpec, cast

import numpy as np
import orjson
import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from cnnviz.shelf import Shelf
from cnnviz.training.reading import Records

P = ParamSpec("P")


class Told(dict[str, Any]):
    """What Plotly draws a chart from, which also knows its JSON: to write that anew took a third of a class's Activations.

    Plotly asks for ``to_plotly_json`` before it writes, and puts in what orjson takes as written already.
    """

    json: bytes | None = None

    def to_plotly_json(self) -> Any:
        """Return the JSON, written the first time."""
        if self.json is None:
            self.json = to_json_plotly(dict(self)).encode()
        return orjson.Fragment(self.json)


class Settled(go.Figure):
    """A chart that nobody changes any more: what it says to a browser is worked out once, and not for each visitor."""

    _told: Told

    @classmethod
    def of(cls, figure: go.Figure) -> Settled:
        """Return a chart itself, which is settled from now on."""
        # Plotly takes up to ten milliseconds to make a chart of a chart.
        figure._told, figure.__class__ = Told(figure.to_dict()), cls
        return cast(Settled, figure)

    def to_dict(self) -> Told:
        """Return what Plotly draws it from; nobody may change that either."""
        return self._told


KEPT = Shelf[Settled](most=200, size=lambda chart: 1)
"""The last charts of this server; Plotly takes up to a tenth of a second for each."""


def saved(name: str) -> dict[str, Any]:
    """Return the settings of a chart whose one button, shown under the pointer, saves it as SVG.

    Args:
        name: Of the file, without its ending.
    """
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": name},
    }


def drawn(draw: Callable[P, go.Figure], *args: P.args, **kwargs: P.kwargs) -> Settled:
    """Return a chart for everybody who asks for the same; nobody may change it.

    Args:
        draw: A function of `cnnviz.figures` or its kin, which depends on nothing but what it is given.
        *args: What it is given.
        **kwargs: By name.
    """
    key = (draw.__module__, draw.__qualname__, _same(args), _same(kwargs))
    return KEPT.get(key, lambda: Settled.of(draw(*args, **kwargs)))


def _same(value: Any) -> Hashable:
    """Return what is equal for equal arguments: numbers, words, arrays, and what is made of them."""
    if isinstance(value, Records):
        return value.version
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, hashlib.sha256(np.ascontiguousarray(value).data).digest()
    if isinstance(value, Mapping):
        return tuple((name, _same(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_same, value))
    if is_dataclass(value):
        return type(value), *(_same(getattr(value, field.name)) for field in fields(value))
    same: Hashable = value
    return same
