"""What the array functions make of a structured ARRAY: the array that they give has the type that theirs has.

Each adapter puts a rule for semi-structured arrays to use: it checks the types, gives the rule the arrays as what they
are stored as, and its result the type. Invariant: structured and semi-structured arrays do not mix in one call.
Source: Snowflake documentation, "Structured data types", "Transforming structured ARRAY values".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from ecomsim.dialect import convert, structured
from ecomsim.dialect.functions.model import Bound, Call, Rule
from ecomsim.values.types import ARRAY, VARIANT, SnowflakeType

Kind = SnowflakeType


def same_type(rule: Rule) -> Rule:
    """The first argument is the array, and the result one of its type."""

    def adapted(call: Call) -> Bound:
        kind = call.bound(0).type
        if not kind.is_structured:
            return rule(call)
        _loosen(call, 0)
        return _typed(rule(call), kind)

    return adapted


def any_type(rule: Rule, *places: int) -> Rule:
    """The result does not depend on the types of the arrays."""

    def adapted(call: Call) -> Bound:
        for place in places or (0,):
            if call.bound(place).type.is_structured:
                _loosen(call, place)
        return rule(call)

    return adapted


def with_element(rule: Rule, place: int) -> Rule:
    """Argument `place` becomes an element of the array: it is coerced to its type."""

    def adapted(call: Call) -> Bound:
        kind = call.bound(0).type
        if not kind.is_structured:
            return rule(call)
        wanted, given = kind.inner[0], call.bound(place)
        if kind.name != "ARRAY" or not (
            given.is_null or given.type.is_text or wanted.is_text or _goes_in(given.type, wanted)
        ):
            raise call.invalid_types()
        _loosen(call, 0)
        element = Bound(convert.implicit(given, wanted), wanted, nullable=given.nullable)
        call.give(place, Bound(structured.stored(element.tree, wanted, convert.implicit), VARIANT))
        found = Bound(rule(call).tree, ARRAY)
        checked = convert.cast(found, kind) if kind.required else structured.restored(found.tree, kind, convert.cast)
        return Bound(checked, kind)

    return adapted


def _goes_in(given: Kind, wanted: Kind) -> bool:
    return structured.coercible(given, wanted) or (wanted == VARIANT and not given.is_structured)


def looked_up(rule: Rule) -> Rule:
    """(value, array): the value is compared with elements."""

    def adapted(call: Call) -> Bound:
        kind = call.bound(1).type
        if not kind.is_structured:
            return rule(call)
        value = call.bound(0)
        if kind.name != "ARRAY" or not (value.is_null or structured.coercible(value.type, kind.inner[0])):
            raise call.invalid_types()
        _loosen(call, 1)
        call.give(0, Bound(_as_variant(value, kind.inner[0]), VARIANT, nullable=value.nullable))
        return rule(call)

    return adapted


def _as_variant(value: Bound, element: Kind) -> exp.Expr:
    return structured.stored(convert.implicit(value, element), element, convert.implicit)


def both(rule: Rule, result: Callable[[Kind, Kind], Kind | None]) -> Rule:
    """All arguments are arrays, structured ones of types that have one in common. result: the type of the first two
    (or of all before and the next) to that of what is given; None when it is no array.
    """

    def adapted(call: Call) -> Bound:
        kinds = [value.type for value in call.all()]
        if not any(kind.is_structured for kind in kinds):
            return rule(call)
        shared: Kind | None = kinds[0]
        given: Kind | None = kinds[0]
        for kind in kinds[1:]:
            shared = None if shared is None or kind.name != "ARRAY" else structured.common(shared, kind)
            if shared is None:
                raise call.invalid_types()
            given = result(kinds[0], shared)
        for place, value in enumerate(call.all()):
            call.give(place, Bound(convert.implicit(value, shared or kinds[0]), ARRAY))
        found = rule(call)
        if given is None or shared is None:
            return found
        return Bound(convert.cast(_typed(found, shared), given), given)

    return adapted


def flattened(rule: Rule) -> Rule:
    """An array of arrays to one."""

    def adapted(call: Call) -> Bound:
        kind = call.bound(0).type
        if not kind.is_structured:
            return rule(call)
        if kind.name != "ARRAY" or kind.inner[0].name != "ARRAY":
            raise call.invalid_types()
        _loosen(call, 0)
        inner = kind.inner[0]
        return _typed(rule(call), inner) if inner.is_structured else rule(call)

    return adapted


def _loosen(call: Call, place: int) -> None:
    """Argument `place`, a structured ARRAY, as what it is stored as."""
    value = call.bound(place)
    if value.type.name != "ARRAY":
        raise call.invalid_types()
    call.give(place, replace(value, type=ARRAY))


def _typed(found: Bound, kind: Kind) -> Bound:
    return Bound(structured.restored(found.tree, kind, convert.cast), kind)
