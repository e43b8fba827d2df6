"""Are values of the types that annotations ask for?  JSON's values -> a dataclass's own, and a sentence for each that is not."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

KINDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
LISTS = {
    "input_shape": "rows, columns and 1 or 3 channels",
    "layers": "a list with one object for each layer",
    "early_stopping": "a list of objects with monitor and patience",
}
"""What a field that holds several values must be."""
SHOWN = 60
"""Characters of a wrong value that are shown."""


def convert(kind: Any, given: Any, name: str, faults: list[str]) -> Any:
    """Return a value as an annotation asks for it.

    Args:
        kind: The annotation: a simple type, ``X | None``, a tuple, a mapping or a dataclass.
        given: The value, as JSON has it.
        name: Of its field, for the sentences.
        faults: Gets a sentence for each fault; what is then returned means nothing.
    """
    if isinstance(kind, UnionType):
        return None if given is None else convert(_without_none(kind), given, name, faults)
    if is_dataclass(kind):
        return values(kind, given, f"{name}.", faults)
    if get_origin(kind) is tuple:
        return _tuple(kind, given, name, faults)
    if get_origin(kind) is dict:
        return _checked(isinstance(given, Mapping), given, name, "an object", faults)
    if not is_a(kind, given):
        return _checked(False, given, name, KINDS[kind], faults)
    try:
        return kind(given)
    except OverflowError:
        return _checked(False, given, name, "a number of at most 1e308", faults)


def is_a(kind: Any, given: Any) -> bool:
    """Return whether a value is of a simple type; true is no number, and a whole number serves where any is asked for."""
    if isinstance(given, bool) or kind is bool:
        return isinstance(given, bool) and kind is bool
    return isinstance(given, int | float if kind is float else kind)


def values(kind: Any, given: Any, prefix: str, faults: list[str]) -> Any:
    """Make a dataclass of a mapping; None where anything is wrong.

    Args:
        kind: The dataclass.
        given: The mapping, as JSON has it.
        prefix: What stands before the names of its fields in the sentences.
        faults: Gets a sentence for each fault.
    """
    before, found = len(faults), entries(kind, given, prefix, faults)
    return kind(**found) if len(faults) == before else None


def entries(kind: Any, given: Any, prefix: str, faults: list[str]) -> dict[str, Any]:
    """Return those fields of a dataclass that are right; for its arguments see `values`."""
    names = {field.name: field for field in fields(kind)}
    if not isinstance(given, Mapping):
        faults.append(must_be(prefix.rstrip("."), f"an object with {', '.join(names)}", given))
        return {}
    for unknown in sorted(set(given) - set(names)):
        meant = get_close_matches(unknown, names, 1)
        faults.append(f"It has a field that this version does not know, {shown(prefix + unknown)}: "
                      + (f"perhaps {prefix}{meant[0]} is meant." if meant else "open it with the newer version that made it, or remove it."))  # fmt: skip
    found = {}
    for name, field in names.items():
        if name in given:
            before = len(faults)
            value = convert(hints(kind)[name], given[name], prefix + name, faults)
            if len(faults) == before:
                found[name] = value
        elif field.default is MISSING:
            faults.append(f"{prefix}{name} is missing: it must be {LISTS.get(name) or KINDS[hints(kind)[name]]}.")
    return found


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Return the annotation of each field of a dataclass."""
    return get_type_hints(kind)


def must_be(name: str, allowed: str, given: Any) -> str:
    """Say that a field must be something else than it is."""
    return f"{name} must be {allowed}, not {shown(given)}."


def shown(value: Any) -> str:
    """Return a value as a sentence shows it: on one line, and not all of a long one.

    >>> shown("a" * 100) == "'" + "a" * 58 + "…"
    True
    """
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _without_none(kind: UnionType) -> Any:
    return next(each for each in get_args(kind) if each is not NoneType)


def _tuple(kind: Any, given: Any, name: str, faults: list[str]) -> Any:
    """Return a list as a tuple; entries that are objects have sentences of their own, of others the list has one."""
    inner, *rest = get_args(kind)
    right = isinstance(given, list | tuple) and (rest == [Ellipsis] or len(given) == 1 + len(rest))
    if right and is_dataclass(inner) and all(isinstance(one, Mapping) for one in given):
        return tuple(convert(inner, one, name, faults) for one in given)
    within: list[str] = []
    made = tuple(convert(inner, one, name, within) for one in given) if right else ()
    return _checked(right and not within, made, name, LISTS.get(name, "a list"), faults, given)


def _checked(right: bool, value: Any, name: str, allowed: str, faults: list[str], given: Any = MISSING) -> Any:
    if not right:
        faults.append(must_be(name, allowed, value if given is MISSING else given))
    return value
