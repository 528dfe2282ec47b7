"""Signatures: how overloads are told apart, and which of them a call means.

Overloads differ by the names of their argument types alone (precision and length do not count). A call takes the
overload whose arguments need the least conversion. Source: spec/scripting.md 12.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ecomsim.catalog.objects import Parameter, Routine
from ecomsim.dialect import structured
from ecomsim.names import quote_if_needed
from ecomsim.values.types import SnowflakeType

R = TypeVar("R", bound=Routine)


def signature(name: str, types: Sequence[SnowflakeType]) -> str:
    """The last name part of an overload: AREA(FLOAT), F(NUMBER, VARCHAR)."""
    return f"{name}({', '.join(kind.name for kind in types)})"


def described(routine: Routine) -> str:
    """As SHOW prints it: AREA(FLOAT) RETURN FLOAT; optional arguments show DEFAULT, OUT is shown."""
    return (
        f"{quote_if_needed(routine.routine)}({', '.join(map(_argument, routine.arguments))}) RETURN {returned(routine)}"
    )


def _argument(parameter: Parameter) -> str:
    kind = parameter.type.short
    if parameter.mode == "OUT":
        return f"OUT {kind}"
    return f"DEFAULT {kind}" if parameter.default is not None else kind


def returned(routine: Routine) -> str:
    """The type after RETURNS, without lengths."""
    if routine.columns is not None:
        return f"TABLE ({', '.join(f'{column.name} {column.type.short}' for column in routine.columns)})"
    assert routine.returns is not None
    return routine.returns.short


def choose(candidates: Sequence[R], types: Sequence[SnowflakeType], keys: Sequence[str | None]) -> R | None:
    """The overload that takes these arguments with the least conversion, or None when none does.

    `keys` are the names of arguments given as name => value, None for those by position.
    """
    costs = [(cost, routine) for routine in candidates if (cost := _cost(routine, types, keys)) is not None]
    return min(costs, key=lambda pair: (pair[0], len(pair[1].arguments), pair[1].name))[1] if costs else None


def _cost(routine: Routine, types: Sequence[SnowflakeType], keys: Sequence[str | None]) -> int | None:
    places = positions(routine, keys)
    if places is None:
        return None
    total = 0
    for kind, place in zip(types, places, strict=True):
        cost = conversion_cost(kind, routine.arguments[place].type)
        if cost is None:
            return None
        total += cost
    return total


def positions(routine: Routine, keys: Sequence[str | None]) -> list[int] | None:
    """Which parameter each argument belongs to; None when they do not fit the parameters."""
    parameters = routine.arguments
    index = {parameter.name: place for place, parameter in enumerate(parameters)}
    places = [place if key is None else index.get(key, -1) for place, key in enumerate(keys)]
    if len(set(places)) != len(places) or any(not 0 <= place < len(parameters) for place in places):
        return None
    missing = set(range(len(parameters))) - set(places)
    return None if any(parameters[place].default is None for place in missing) else places


_TIMES = frozenset({"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"})
_NEAR = {
    ("NUMBER", "FLOAT"): 1,
    ("NUMBER", "DECFLOAT"): 2,
    ("FLOAT", "NUMBER"): 2,
    ("FLOAT", "DECFLOAT"): 1,
    ("DECFLOAT", "FLOAT"): 1,
    ("DECFLOAT", "NUMBER"): 2,
    ("ARRAY", "VARIANT"): 1,
    ("OBJECT", "VARIANT"): 1,
}


def conversion_cost(source: SnowflakeType, target: SnowflakeType) -> int | None:
    """How far `source` is from `target`; None when it does not convert unasked."""
    if source.name != "NULL" and (source.is_structured or target.is_structured):
        return int(source != target) if structured.coercible(source, target) else None
    pair = (source.name, target.name)
    if source.name in (target.name, "NULL"):
        return 0
    if pair in _NEAR:
        return _NEAR[pair]
    if source.name in _TIMES and target.name in _TIMES:
        return 1 if source.name == "DATE" or target.name != "DATE" else 3
    if "VARIANT" in pair:
        return 3 if target.name == "VARIANT" else 4
    if target.is_text:
        return None if source.is_semi_structured else 5
    if source.is_text:
        return None if target.is_semi_structured else 6
    return 7 if set(pair) in ({"NUMBER", "BOOLEAN"}, {"DECFLOAT", "BOOLEAN"}, {"ARRAY", "VECTOR"}) else None
