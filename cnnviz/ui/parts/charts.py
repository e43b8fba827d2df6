"""Was this chart drawn before?  What one pupil sees, the others mostly see too: Plotly draws it once for all of them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ParamSpec

import numpy as np
import orjson
import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from cnnviz.base.cache import Cache
from cnnviz.training.runs.reading import Records

P = ParamSpec("P")


class Told(dict[str, Any]):
    """What Plotly draws a chart from, which also knows its JSON: to write that anew took a third of a class's Activations.

    Plotly asks for ``to_plotly_json`` before it writes, and puts in what orjson takes as written already.
    """

    @functools.cached_property
    def json(self) -> bytes:
        """The JSON, written the first time."""
        written: str = to_json_plotly(dict(self))
        return written.encode()

    def to_plotly_json(self) -> Any:
        """Return the JSON as orjson takes it."""
        return orjson.Fragment(self.json)


class Settled(go.Figure):
    """A chart that nobody changes any more: what it says to a browser is worked out once, and not for each visitor.

    It has nothing else of a figure, which Plotly takes up to ten milliseconds to make.

    Args:
        told: Its data and its layout.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = Told(told)

    def to_dict(self) -> Told:
        """Return what Plotly draws it from; nobody may change that either."""
        return self._told


KEPT = Cache[Settled](2**25, size=lambda chart: 2 * len(chart.to_dict().json))
"""The last charts of this server, up to 32 MB: what each is made of and its JSON."""


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
    return KEPT.get(key, lambda: Settled(draw(*args, **kwargs).to_dict()))


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
