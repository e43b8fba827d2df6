"""Convert values from JSON to the types of a dataclass, with a sentence for each value that does not fit."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from cnnviz.locale import N_, _

KINDS = {int: N_("a whole number"), float: N_("a number"), str: N_("a text"), bool: N_("true or false")}
LISTS = {
    "input_shape": N_("rows, columns and 1 or 3 channels"),
    "layers": N_("a list with one object for each layer"),
    "early_stopping": N_("a list of objects with monitor and patience"),
}
"""Descriptions of the fields that hold several values."""
SHOWN = 60
"""Most characters of a wrong value that a message shows."""


def convert(kind: Any, given: Any, name: str, faults: list[str]) -> Any:
    """Convert a value to the type of an annotation.

    Args:
        kind: The annotation: a simple type, ``X | None``, a tuple, a mapping or a dataclass.
        given: The value from JSON.
        name: Name of its field, for the sentences.
        faults: List to which a sentence is added for each fault; the returned value is then meaningless.
    """
    if isinstance(kind, UnionType):
        return None if given is None else convert(_without_none(kind), given, name, faults)
    if is_dataclass(kind):
        return values(kind, given, f"{name}.", faults)
    if get_origin(kind) is tuple:
        return _tuple(kind, given, name, faults)
    if get_origin(kind) is dict:
        return _checked(isinstance(given, Mapping), given, name, _("an object"), faults)
    if not is_a(kind, given):
        return _checked(False, given, name, _(KINDS[kind]), faults)
    try:
        return kind(given)
    except OverflowError:
        return _checked(False, given, name, _("a number of at most 1e308"), faults)


def is_a(kind: Any, given: Any) -> bool:
    """Return whether a value is of a simple type; a boolean is no number, and a whole number is also a float."""
    if isinstance(given, bool) or kind is bool:
        return isinstance(given, bool) and kind is bool
    return isinstance(given, int | float if kind is float else kind)


def values(kind: Any, given: Any, prefix: str, faults: list[str]) -> Any:
    """Make a dataclass from a mapping; None if anything is wrong.

    Args:
        kind: The dataclass.
        given: The mapping from JSON.
        prefix: Text before the names of its fields in the sentences.
        faults: List to which a sentence is added for each fault.
    """
    before, valid = len(faults), entries(kind, given, prefix, faults)
    return kind(**valid) if len(faults) == before else None


def entries(kind: Any, given: Any, prefix: str, faults: list[str]) -> dict[str, Any]:
    """Return the valid fields of a dataclass; for the arguments see `values`."""
    names = {field.name: field for field in fields(kind)}
    if not isinstance(given, Mapping):
        faults.append(must_be(prefix.rstrip("."), _("an object with {fields}", fields=", ".join(names)), given))
        return {}
    for unknown in sorted(set(given) - set(names)):
        named = shown(prefix + unknown)
        if similar := get_close_matches(unknown, names, 1):
            faults.append(
                _(
                    "It has a field that this version does not know, {field}: perhaps {similar} is meant.",
                    field=named,
                    similar=prefix + similar[0],
                )
            )
            continue
        faults.append(
            _(
                "It has a field that this version does not know, {field}: open it with the newer version that made it, "
                "or remove it.",
                field=named,
            )
        )
    valid = {}
    for name, field in names.items():
        if name in given:
            before = len(faults)
            value = convert(hints(kind)[name], given[name], prefix + name, faults)
            if len(faults) == before:
                valid[name] = value
        elif field.default is MISSING:
            allowed = _(LISTS.get(name) or KINDS[hints(kind)[name]])
            faults.append(_("{field} is missing: it must be {allowed}.", field=prefix + name, allowed=allowed))
    return valid


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Return the annotation of each field of a dataclass."""
    return get_type_hints(kind)


def must_be(name: str, allowed: str, given: Any) -> str:
    """Return the sentence that a field must hold something else."""
    return _("{field} must be {allowed}, not {given}.", field=name, allowed=allowed, given=shown(given))


def shown(value: Any) -> str:
    """Return a value for a sentence: on one line, and shortened if it is long.

    >>> shown("a" * 100) == "'" + "a" * 58 + "…"
    True
    """
    text = _("nothing") if value is None else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _without_none(kind: UnionType) -> Any:
    return next(each for each in get_args(kind) if each is not NoneType)


def _tuple(kind: Any, given: Any, name: str, faults: list[str]) -> Any:
    """Return a list as a tuple; each faulty object gets its own sentence, other faulty lists get one."""
    inner, *rest = get_args(kind)
    right = isinstance(given, list | tuple) and (rest == [Ellipsis] or len(given) == 1 + len(rest))
    if right and is_dataclass(inner) and all(isinstance(entry, Mapping) for entry in given):
        return tuple(convert(inner, entry, name, faults) for entry in given)
    within: list[str] = []
    made = tuple(convert(inner, entry, name, within) for entry in given) if right else ()
    return _checked(right and not within, made, name, _(LISTS.get(name, N_("a list"))), faults, given)


def _checked(right: bool, value: Any, name: str, allowed: str, faults: list[str], given: Any = MISSING) -> Any:
    if not right:
        faults.append(must_be(name, allowed, value if given is MISSING else given))
    return value
