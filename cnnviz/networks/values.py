"""Layers in files: parts <-> plain values, each checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any, get_args, get_type_hints

from cnnviz.base.typed import shown
from cnnviz.locale import _
from cnnviz.networks.layers import NetworkError, Part, Pool

PADDINGS = ("valid", "same")
ACTIVATIONS = ("relu", "elu", "gelu", "swish", "tanh", "sigmoid", "softmax")
PARTS: dict[str, type[Part]] = {part.__name__: part for part in get_args(Part)}


def to_values(parts: Iterable[Part]) -> tuple[dict[str, Any], ...]:
    """Return the parts as plain values, for a file.

    >>> to_values([Pool(3)])
    ({'layer': 'Pool', 'size': 3, 'average': False, 'stride': 0, 'padding': 'valid'},)
    """
    return tuple({"layer": type(part).__name__, **asdict(part)} for part in parts)


LIMITS = {"filters": (1, 2048), "units": (1, 16_384), "kernel": (1, 31), "size": (1, 64), "stride": (1, 16)}
"""Smallest and largest value of a field, so that a typing error does not need more memory than the machine has."""


def from_values(values: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Read what `to_values` wrote.

    Raises:
        NetworkError: Some values are no parts; the message gives the position and the fault of each.
    """
    values = list(values)
    if sentences := faults(values):
        raise NetworkError(" ".join(sentences))
    return tuple(
        PARTS[value["layer"]](**{name: field for name, field in value.items() if name != "layer"}) for value in values
    )


def faults(values: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each fault in values that should be parts: its position and what is wrong."""
    return [sentence for place, value in enumerate(values, 1) for sentence in _faults(place, value)]


def _faults(place: int, value: Mapping[str, Any]) -> Iterator[str]:
    kind = PARTS.get(str(value.get("layer")))
    if kind is None:
        yield _("Layer {place} is of no known kind: use one of {kinds}.", place=place, kinds=", ".join(PARTS))
        return
    given = {name: field for name, field in value.items() if name != "layer"}
    known = {field.name: field for field in fields(kind)}
    needed = [name for name, field in known.items() if field.default is MISSING]
    if needed and not given:
        yield _("Layer {place} ({kind}) lacks {fields}.", place=place, kind=kind.__name__, fields=", ".join(needed))
    elif set(given) - set(known) or set(needed) - set(given):
        yield _(
            "The fields of layer {place} ({kind}) are: {fields}. Given: {given}.",
            place=place,
            kind=kind.__name__,
            fields=", ".join(known) or _("no fields"),
            given=", ".join(map(str, given)),
        )
    for name, field_value in given.items():
        if name in known and not (kind is Pool and name == "stride" and field_value == 0):  # 0 means the pool's size.
            fault = _fault(name, field_value, get_type_hints(kind)[name])
            if fault:
                yield f"{_('Layer {place} ({kind})', place=place, kind=kind.__name__)}: {name} {fault}."


def _fault(name: str, given: Any, hint: Any) -> str | None:
    """Return what is wrong with a field of a part, or None."""
    wanted = (int, float) if hint is float else hint
    if not isinstance(given, wanted) or (isinstance(given, bool) and hint is not bool):
        return _("cannot be {given}", given=shown(given))
    low, high = LIMITS.get(name, (None, None))
    if low is not None and high is not None and not low <= given <= high:
        return _("must be between {low} and {high}, not {given}", low=low, high=high, given=given)
    if name == "activation" and given not in (*ACTIVATIONS, None):
        return _("must be one of {names}, not {given}", names=", ".join(ACTIVATIONS), given=shown(given))
    if name == "padding" and given not in PADDINGS:
        return _("must be one of {names}, not {given}", names=", ".join(PADDINGS), given=shown(given))
    if name == "rate" and not 0 <= given < 1:
        return _("must be at least 0 and below 1, not {given}", given=given)
    if name == "factor" and not 0 < given <= 100:
        return _("must be above 0 and at most 100, not {given}", given=given)
    if name in ("l1", "l2") and not 0 <= given <= 1:
        return _("must be between 0 and 1, not {given}", given=given)
    return None
