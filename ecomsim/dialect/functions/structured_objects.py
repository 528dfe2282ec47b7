"""MAPs in their functions, and what the functions of objects make of a structured OBJECT.

The type of a result is known when the query is bound: OBJECT_DELETE, OBJECT_PICK and OBJECT_INSERT give an OBJECT of
another type, so their keys are constants. Invariant: what a function gives is stored as a value of its type is
(dialect/structured.py). Source: Snowflake documentation, "Structured data types", MAP_CAT and the other MAP functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, structured
from ecomsim.dialect.functions.kit import as_boolean, python
from ecomsim.dialect.functions.model import Bound, Call, Function, Rule, string, to
from ecomsim.dialect.functions.python_functions import path_steps
from ecomsim.dialect.functions.template import sql
from ecomsim.values import variant
from ecomsim.values.types import ARRAY, BOOLEAN, OBJECT, TEXT, VARIANT, SnowflakeType, array_of, number, object_of

FAMILY = "Semi-structured and structured data"

_SIZE = number(9, 0)

Tree = exp.Expr


def structured_or(structured_rule: Rule, rule: Rule) -> Rule:
    """One rule for a structured first argument, the other for all else."""
    return lambda call: (structured_rule if call.bound(0).type.is_structured else rule)(call)


# --- OBJECT ------------------------------------------------------------------------------------------------------


def object_keys(call: Call) -> Bound:
    """OBJECT_KEYS: an ARRAY(VARCHAR) in the order of the type."""
    value = _object(call)
    keys = "[" + ",".join(variant.quoted(variant.escaped(key)) for key in value.type.keys) + "]"
    tree = sql("CASE WHEN _0 IS NOT NULL THEN CAST(_1 AS JSON) END", value.tree, string(keys))
    return Bound(tree, array_of(TEXT))


def object_subset(call: Call) -> Bound:
    """OBJECT_DELETE and OBJECT_PICK: the type loses the keys, or has only them, in their order."""
    value = _object(call)
    named = [structured.constant_key(call.bound(place), call.name) for place in range(1, len(call.args))]
    for key in named:
        if key not in value.type.keys:
            raise structured.no_field(call.name, key)
    kept = named if call.name == "OBJECT_PICK" else [key for key in value.type.keys if key not in named]
    return _of(value, [(key, *_field(value.type, key), None) for key in dict.fromkeys(kept)])


def object_insert(call: Call) -> Bound:
    """OBJECT_INSERT(object, key, value [, update]): a new key makes a new type, an updated one keeps its own."""
    value, given = _object(call), call.bound(2)
    kind, key = value.type, structured.constant_key(call.bound(1), call.name)
    update = call.has(3) and bool(call.literal(3))
    if update and key not in kind.keys:
        raise structured.no_field(call.name, key)
    if not update and key in kind.keys:
        text = f"Function {call.name}: expected structured object to not contain field {key} but it did."
        raise errors.fail(93202, "23001", text)
    if update:
        wanted, required = _field(kind, key)
        given = Bound(convert.implicit(given, wanted), wanted, nullable=given.nullable)
    else:
        wanted, required = (TEXT if given.is_null else given.type), not (given.nullable or given.is_null)
    tree = structured.stored(convert.implicit(given, wanted), wanted, convert.implicit)
    fields = [(each, *_field(kind, each), tree if each == key else None) for each in kind.keys]
    return _of(value, fields if update else [*fields, (key, wanted, required, tree)])


def _object(call: Call) -> Bound:
    value = call.bound(0)
    if value.type.name != "OBJECT":
        raise call.invalid_types()
    return value


def _field(kind: SnowflakeType, key: str) -> tuple[SnowflakeType, bool]:
    place = kind.keys.index(key)
    return kind.inner[place], kind.requires(place)


def _of(value: Bound, fields: Sequence[tuple[str, SnowflakeType, bool, Tree | None]]) -> Bound:
    """An OBJECT of (key, type, NOT NULL, its value as JSON or None for that of `value`)."""
    kind = object_of([field[:3] for field in fields])
    members = [
        (key, structured.member(value.tree, key) if tree is None else tree, required)
        for key, _, required, tree in fields
    ]
    whole = structured.written(members, structured.refused(value.tree, kind))
    return Bound(sql("CASE WHEN _0 IS NOT NULL THEN _1 END", value.tree, whole), kind, nullable=value.nullable)


# --- access ------------------------------------------------------------------------------------------------------


def get(call: Call) -> Bound:
    """GET(array, index), GET(map, key), GET(object, constant key)."""
    return structured.get(call.bound(0), call.bound(1), convert.implicit, call.name, call.node)


def get_ignore_case(call: Call) -> Bound:
    """The key as it is written, else the first that differs by case alone; of an OBJECT it is constant."""
    value = call.bound(0)
    if value.type.name != "OBJECT":
        raise call.invalid_types()
    key = structured.constant_key(call.bound(1), call.name)
    keys = value.type.keys
    found = key if key in keys else next((each for each in keys if each.lower() == key.lower()), None)
    if found is None:
        raise structured.no_field(call.name, key)
    return structured.get(value, _text(found), convert.implicit, call.name, call.node)


def get_path(rule: Rule) -> Rule:
    """GET_PATH with a constant path; `rule` reads the rest of one that goes on below a VARIANT inside."""

    def adapted(call: Call) -> Bound:
        value, path = call.bound(0), call.literal(1)
        try:
            steps = path_steps(str(path))
        except ValueError as cause:
            raise errors.fail(100070, "22023", f"Invalid extraction path '{path}'") from cause
        for place, step in enumerate(steps):
            if not value.type.is_structured:
                rest = "".join(f"[{each}]" if isinstance(each, int) else f'["{each}"]' for each in steps[place:])
                call.give(0, value)
                call.give(1, Bound(string(rest), TEXT, rest))
                return rule(call)
            key = Bound(exp.Literal.number(step), _SIZE, step) if isinstance(step, int) else _text(step)
            value = structured.get(value, key, convert.implicit, call.name, call.node)
        return value

    return adapted


def _text(text: str) -> Bound:
    return Bound(string(text), TEXT, text)


# --- MAP ---------------------------------------------------------------------------------------------------------


def _map(call: Call, place: int = 0) -> Bound:
    value = call.bound(place)
    if value.type.name != "MAP":
        raise call.invalid_types()
    return value


def _key(call: Call, place: int, kind: SnowflakeType) -> Tree:
    """VARCHAR: argument `place`, which must be of the type of the map's keys, as it is stored."""
    key, wanted = call.bound(place), kind.inner[0]
    if key.is_null:
        return to(exp.Null(), "VARCHAR")
    if key.type.name != wanted.name:
        raise call.invalid_types()
    return convert.implicit(Bound(convert.implicit(key, wanted), wanted), TEXT)


def _map_keys(call: Call) -> Bound:
    value = _map(call)
    kind = array_of(value.type.inner[0])
    texts = sql("_ecomsim.sf_texts_variant(json_keys(_0))", value.tree)
    return Bound(convert.cast(Bound(texts, ARRAY), kind), kind)


def _map_size(call: Call) -> Bound:
    return Bound(sql("len(json_keys(_0))", _map(call).tree), _SIZE, physical="BIGINT")


def _map_contains_key(call: Call) -> Bound:
    """MAP_CONTAINS_KEY(key, map)."""
    value = _map(call, 1)
    key = call.bound(0)
    if not key.is_null and key.type.name != value.type.inner[0].name:
        types = f"{key.type} and {str(value.type).replace('MAP(', 'map(', 1)}"
        text = f"Function MAP_CONTAINS_KEY cannot be used with arguments of types {types}"
        raise errors.compilation(1065, "22023", text)
    return Bound(sql("list_contains(json_keys(_0), _1)", value.tree, _key(call, 0, value.type)), BOOLEAN)


def _map_cat(call: Call) -> Bound:
    """MAP_CAT(map, map): of a key in both the second's value."""
    left, right = _map(call), _map(call, 1)
    kind = structured.common(left.type, right.type)
    if kind is None:
        raise call.invalid_types()
    texts = [to(convert.implicit(each, kind), "VARCHAR") for each in (left, right)]
    return _restored(python("object_cat", *texts), kind)


def _map_insert(call: Call) -> Bound:
    """MAP_INSERT(map, key, value [, update]): a NULL value becomes JSON's null, a NULL key changes nothing."""
    value = _map(call)
    kind, given = value.type, call.bound(2)
    key, wanted = _key(call, 1, kind), kind.inner[1]
    if not (given.is_null or given.type.is_text or given.type == VARIANT or structured.coercible(given.type, wanted)):
        raise call.invalid_types()
    taken = convert.cast(given, wanted) if given.type == VARIANT else convert.implicit(given, wanted)
    element = structured.stored(taken, wanted, convert.implicit)
    update = as_boolean(call.bound(3)) if call.has(3) else exp.false()
    changed = python(
        "object_insert",
        to(value.tree.copy(), "VARCHAR"),
        key,
        sql("coalesce(CAST(_0 AS VARCHAR), 'null')", element),
        sql("CASE WHEN _0 THEN 'true' ELSE 'false' END", update),
    )
    made = _restored(changed, kind)
    return replace(made, tree=sql("CASE WHEN _0 IS NULL THEN _1 ELSE _2 END", key.copy(), value.tree, made.tree))


def _map_subset(call: Call) -> Bound:
    """MAP_DELETE and MAP_PICK(map, key, … ); MAP_PICK takes an ARRAY of keys, too."""
    value = _map(call)
    second = call.bound(1)
    if second.type.name == "ARRAY" and len(call.args) == 2:
        if second.type.is_structured and second.type.inner[0].name != value.type.inner[0].name:
            raise call.invalid_types()
        wanted = sql("CAST(_0 AS VARCHAR[])", second.tree)
    else:
        wanted = exp.Array(expressions=[_key(call, place, value.type) for place in range(1, len(call.args))])
    negation = "NOT " if call.name == "MAP_DELETE" else ""
    chosen = sql(
        f"array_to_string(list_transform(list_filter(list_zip(json_keys(_0), json_extract(_0, '$.*')), lambda z: "
        f"{negation}list_contains(_1, z[1])), lambda z: CAST(_ecomsim.sf_text_variant(z[1]) AS VARCHAR) || ':' || "
        "CAST(z[2] AS VARCHAR)), ',')",
        value.tree,
        wanted,
    )
    tree = sql("CASE WHEN _0 IS NOT NULL THEN CAST('{' || _1 || '}' AS JSON) END", value.tree.copy(), chosen)
    return Bound(tree, value.type, nullable=value.nullable)


def _restored(text: Tree, kind: SnowflakeType) -> Bound:
    """A MAP out of an object's text, whose keys and members may have lost their order."""
    return Bound(convert.cast(Bound(to(text, "JSON"), OBJECT), kind), kind)


def _rule(name: str, rule: Callable[[Call], Bound], fewest: int, most: int | None) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=FAMILY)


FUNCTIONS: tuple[Function, ...] = (
    _rule("MAP_KEYS", _map_keys, 1, 1),
    _rule("MAP_SIZE", _map_size, 1, 1),
    _rule("MAP_CONTAINS_KEY", _map_contains_key, 2, 2),
    _rule("MAP_CAT", _map_cat, 2, 2),
    _rule("MAP_INSERT", _map_insert, 3, 4),
    _rule("MAP_DELETE", _map_subset, 2, None),
    _rule("MAP_PICK", _map_subset, 2, None),
)
