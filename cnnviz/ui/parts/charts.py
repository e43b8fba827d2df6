"""Charts that are drawn once for a whole class: what one student sees, the others mostly see too."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ParamSpec

import numpy as np
import orjson
import plotly.graph_objects as go
from plotly.basedatatypes import BaseFigure
from plotly.io.json import to_json_plotly

from cnnviz.base.cache import Cache
from cnnviz.locale import N_, _, language
from cnnviz.locale.language import ENGLISH
from cnnviz.training.runs.contents.reading import Records
from cnnviz.ui.parts.state import session

P = ParamSpec("P")


class Spec(dict[str, Any]):
    """The data and the layout of a chart, and its JSON.

    The JSON is written once: to write it anew took a third of a class's time on Activations. Plotly calls
    ``to_plotly_json`` before it writes, and takes the fragment that orjson has already.
    """

    @functools.cached_property
    def json(self) -> bytes:
        """The JSON, written the first time."""
        text: str = to_json_plotly(dict(self))
        return text.encode()

    def to_plotly_json(self) -> Any:
        """Return the JSON in the form that orjson writes unchanged."""
        return orjson.Fragment(self.json)


EMPTY = vars(BaseFigure())
"""The attributes of an empty figure."""


class Settled(BaseFigure):
    """A chart that nobody changes any more: its JSON is written once, and not for each visitor.

    For Plotly and Streamlit it is an empty figure whose ``to_dict`` returns the given data and layout. A full figure
    takes Plotly ten milliseconds to make, an empty one a third of one; all charts share the insides of a single empty
    figure, as a network has a chart for each of its layers.

    Args:
        spec: Its data and its layout.
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.__dict__.update(EMPTY)
        self._spec = Spec(spec)

    def to_dict(self) -> Spec:
        """Return the data and the layout; nobody may change them."""
        return self._spec


KEPT = Cache[Settled](2**25, size=lambda chart: 2 * len(chart.to_dict().json))
"""The last charts of this server, up to 32 MB: the data and the JSON of each."""


PROJECTED = 1.72
"""How much larger text is in a chart on a page that is projected."""
PLOTLY = (
    N_("Download plot"),
    N_("Preparing image - this may take a few seconds"),
    N_("Image download succeeded"),
    N_("Sorry, there was a problem downloading your image!"),
)
"""What Plotly itself says of the button that saves a chart; Streamlit brings Plotly's English alone."""


def saved(name: str) -> dict[str, Any]:
    """Return the settings of a chart whose one button, shown under the pointer, saves it as SVG.

    Args:
        name: The file's name, without its ending.
    """
    spoken = language()
    words = {text: _(text) for text in PLOTLY}
    translated = {} if spoken == ENGLISH else {"locale": spoken, "locales": {spoken: {"dictionary": words}}}
    return translated | {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": name},
    }


def drawn(draw: Callable[P, go.Figure], *args: P.args, **kwargs: P.kwargs) -> Settled:
    """Return a chart from the cache, drawn if it is not there, for each language; nobody may change it.

    Args:
        draw: A function of `cnnviz.figures` or its kin, whose chart depends on its arguments and the language alone.
        *args: Its arguments.
        **kwargs: Its arguments by name.
    """
    larger = PROJECTED if session().projecting else 1.0
    key = (language(), larger, draw.__module__, draw.__qualname__, _identity(args), _identity(kwargs))
    return KEPT.get(key, lambda: Settled(_with_larger_text(draw(*args, **kwargs).to_dict(), larger)))


def _with_larger_text(spec: Any, factor: float) -> Any:
    """Return data and layout of a chart with the size of each font multiplied.

    >>> _with_larger_text({"title": {"font": {"size": 10}}, "marker": {"size": 4}}, 1.5)
    {'title': {'font': {'size': 15.0}}, 'marker': {'size': 4}}
    """
    if factor == 1:
        return spec
    if isinstance(spec, list | tuple):
        return [_with_larger_text(each, factor) for each in spec]
    if not isinstance(spec, Mapping):
        return spec
    return {
        name: {**value, "size": value["size"] * factor}
        if name.endswith("font") and isinstance(value, Mapping) and "size" in value
        else _with_larger_text(value, factor)
        for name, value in spec.items()
    }


def _identity(value: Any) -> Hashable:
    """Return a value that is equal for equal arguments: numbers, texts, arrays, and what is made of them."""
    if isinstance(value, Records):
        return value.version
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, hashlib.sha256(np.ascontiguousarray(value).data).digest()
    if isinstance(value, Mapping):
        return tuple((name, _identity(item)) for name, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_identity, value))
    if is_dataclass(value):
        return type(value), *(_identity(getattr(value, field.name)) for field in fields(value))
    hashable: Hashable = value
    return hashable
