"""How are layers written in a file?  Parts <-> plain values, each checked."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any, get_args, get_type_hints

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


def from_values(values: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Read what `to_values` wrote.

    Raises:
        NetworkError: A part is none; the message gives its place and what is wrong.
    """
    return tuple(_part(place, dict(value)) for place, value in enumerate(values, 1))


LIMITS = {"filters": (1, 2048), "units": (1, 16_384), "kernel": (1, 31), "size": (1, 64), "stride": (1, 16)}
"""Smallest and largest value of a field, so that a typing error does not ask for more memory than there is."""


def _part(place: int, value: dict[str, Any]) -> Part:
    kind = PARTS.get(str(value.pop("layer", None)))
    if kind is None:
        raise NetworkError(f"Layer {place} is of no known kind: use one of {', '.join(PARTS)}.")
    try:
        part = kind(**value)
    except TypeError:
        known = ", ".join(field.name for field in fields(kind)) or "no fields"
        raise NetworkError(f"Layer {place} ({kind.__name__}) takes {known}, not {', '.join(value)}.") from None
    hints = get_type_hints(kind)
    for field in fields(kind):
        given = getattr(part, field.name)
        if not (kind is Pool and field.name == "stride" and given == 0):  # 0 stands for the pool's size.
            _check(f"Layer {place} ({kind.__name__})", field.name, given, hints[field.name])
    return part


def _check(where: str, name: str, given: Any, hint: Any) -> None:
    wanted = (int, float) if hint is float else hint
    if not isinstance(given, wanted) or (isinstance(given, bool) and hint is not bool):
        raise NetworkError(f"{where}: {name} cannot be {given!r}.")
    low, high = LIMITS.get(name, (None, None))
    if low is not None and high is not None and not low <= given <= high:
        raise NetworkError(f"{where}: {name} must be between {low} and {high}, not {given}.")
    if name == "activation" and given not in (*ACTIVATIONS, None):
        raise NetworkError(f"{where}: activation must be one of {', '.join(ACTIVATIONS)}, not {given!r}.")
    if name == "padding" and given not in PADDINGS:
        raise NetworkError(f"{where}: padding must be {' or '.join(PADDINGS)}, not {given!r}.")
    if name == "rate" and not 0 <= given < 1:
        raise NetworkError(f"{where}: rate must be at least 0 and below 1, not {given}.")
    if name == "factor" and not 0 < given <= 100:
        raise NetworkError(f"{where}: factor must be above 0 and at most 100, not {given}.")
    if name in ("l1", "l2") and not 0 <= given <= 1:
        raise NetworkError(f"{where}: {name} must be between 0 and 1, not {given}.")
