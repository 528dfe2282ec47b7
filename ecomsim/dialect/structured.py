"""Structured types: which of them convert into which, and the DuckDB expressions that do it.

A value of ARRAY(T), OBJECT(k T, …) or MAP(K, V) is stored as the JSON of a VARIANT, each element as T would be there.
Invariant: equal values of one type are the same text but for what a VARIANT or a TIMESTAMP_TZ inside may have: an
OBJECT's keys stand in the order of its type, a MAP's sorted; an element that is NULL is a hole in an ARRAY, JSON's null
elsewhere. Source: Snowflake documentation, "Structured data types".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.conversions import element
from ecomsim.dialect.functions.model import Bound, duck, invalid_argument_types, macro, no_cast, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values import variant
from ecomsim.values.types import FLOAT, INTEGER, TEXT, VARIANT, SnowflakeType, widest_number

Tree = exp.Expr
Conversion = Callable[[Bound, SnowflakeType], Tree]
"""A cast or a coercion of one element, as exactly the DuckDB type of its target."""

_HOLE = f"CAST('{variant.HOLE}' AS JSON)"


# --- which types go together -------------------------------------------------------------------------------------


def coercible(source: SnowflakeType, target: SnowflakeType) -> bool:
    """Whether a value of the one becomes one of the other unasked; both are structured, or elements of such."""
    if source == target:
        return True
    if source.is_structured or target.is_structured:
        return (
            source.name == target.name
            and source.is_structured
            and target.is_structured
            and source.keys == target.keys
            and _same_keys_of_map(source, target)
            and all(map(coercible, source.inner, target.inner))
        )
    names = {source.name, target.name}
    return len(names) == 1 or names in ({"NUMBER", "FLOAT"}, {"TIMESTAMP_LTZ", "TIMESTAMP_TZ"})


def _same_keys_of_map(source: SnowflakeType, target: SnowflakeType) -> bool:
    return source.name != "MAP" or source.inner[0].name == target.inner[0].name


def common(left: SnowflakeType, right: SnowflakeType) -> SnowflakeType | None:
    """The type that holds the values of both; None when neither becomes the other unasked."""
    if left == right:
        return left
    if not coercible(left, right):
        return None
    if left.is_structured:
        inner = [common(one, other) for one, other in zip(left.inner, right.inner, strict=True)]
        required = tuple(place for place in left.required if right.requires(place))
        return replace(left, inner=tuple(each for each in inner if each is not None), required=required)
    if left.name != right.name:
        return FLOAT if "FLOAT" in (left.name, right.name) else max(left, right, key=lambda kind: kind.name)
    if left.name == "NUMBER":
        return widest_number(left, right)
    if left.length is not None:
        return replace(left, length=max(left.length, right.length or 0))
    return max(left, right, key=lambda kind: kind.scale or 0)


# --- conversions -------------------------------------------------------------------------------------------------


def cast(value: Bound, target: SnowflakeType, convert: Conversion, *, fields: str = "") -> Tree:
    """CAST to or from a structured type. fields: RENAME FIELDS, ADD FIELDS or nothing.

    Raises 001007 for types that do not convert, and while it runs 100071 for a value that does not fit.
    """
    source, tree = value.type, value.tree
    if fields and not (source.structured and source.name == "OBJECT" and target.structured and target.keys):
        raise no_cast(source, target)
    if not target.is_structured:
        return _as_semi_structured(value, target)
    if source.name not in ("VARIANT", *(("ARRAY",) if target.name == "ARRAY" else ("OBJECT", "MAP"))):
        raise no_cast(source, target)
    if source.name == "VARIANT":  # a JSON null is NULL
        tree = macro("sf_variant_elements" if target.name == "ARRAY" else "sf_variant_object", tree)
    held = exp.column(f"s{_depth(target)}")
    if target.name == "OBJECT":
        body = _object(held, source, target, convert, fields)
    else:
        body = (_array if target.name == "ARRAY" else _map)(held, source, target, convert)
    return sql(f"list_transform([_0], lambda {held.name}: _1)[1]", tree, body)


def _as_semi_structured(value: Bound, target: SnowflakeType) -> Tree:
    """As ARRAY, OBJECT or VARIANT: the keys of objects lose their order."""
    suited = {"ARRAY": ("ARRAY",), "OBJECT": ("OBJECT", "MAP"), "VARIANT": ("ARRAY", "OBJECT", "MAP")}
    if value.type.name not in suited.get(target.name, ()):
        raise no_cast(value.type, target)
    return to(duck("json_normalize", value.tree), "JSON") if _has_keys(value.type) else value.tree


def _has_keys(kind: SnowflakeType) -> bool:
    return bool(kind.keys) or any(map(_has_keys, kind.inner))


def _depth(kind: SnowflakeType) -> int:
    """Levels of structured types: names of lambda parameters differ by it."""
    return 1 + max((_depth(each) for each in kind.inner if each.is_structured), default=0)


def _array(held: Tree, source: SnowflakeType, target: SnowflakeType, convert: Conversion) -> Tree:
    kind = source.inner[0] if source.is_structured else VARIANT
    name = f"e{_depth(target)}"
    given = taken(exp.column(name), kind, convert)
    made = stored(convert(given, target.inner[0]), target.inner[0], convert)
    absent = refused(held, target) if target.required else sql(_HOLE)
    return sql(
        f"to_json(list_transform(json_extract(_0, '$[*]'), lambda {name}: coalesce(_1, _2)))", held, made, absent
    )


def _object(held: Tree, source: SnowflakeType, target: SnowflakeType, convert: Conversion, fields: str) -> Tree:
    members: list[tuple[str, Tree, bool]] = []
    for place, origin in enumerate(_pairs(source, target, fields)):
        kind, made = target.inner[place], to(exp.Null(), "JSON")
        if origin is not None:
            given = taken(member(held, origin[0]), origin[1], convert)
            made = stored(convert(given, kind), kind, convert)
        members.append((target.keys[place], made, target.requires(place)))
    whole = written(members, refused(held, target))
    if source.structured:
        return sql("CASE WHEN _0 IS NOT NULL THEN _1 END", held, whole)
    keys = exp.Array(expressions=[string(key) for key in sorted(target.keys)])
    fits = sql("list_sort(json_keys(_0)) = CAST(_1 AS VARCHAR[])", held, keys)
    return sql("CASE WHEN _0 IS NULL THEN NULL WHEN _1 THEN _2 ELSE _3 END", held, fits, whole, refused(held, target))


def written(members: Sequence[tuple[str, Tree, bool]], refusal: Tree) -> Tree:
    """JSON: an object of (key, its value as JSON, whether NOT NULL), in that order; `refusal` for a NULL there."""
    if not members:
        return sql("CAST('{}' AS JSON)")
    pieces: list[Tree] = []
    for place, (key, value, required) in enumerate(members):
        pieces.append(string(f"{',' if place else '{'}{variant.quoted(variant.escaped(key))}:"))
        absent = to(refusal.copy(), "VARCHAR") if required else string("null")
        pieces.append(duck("coalesce", to(value, "VARCHAR"), absent))
    return to(duck("concat", *pieces, string("}")), "JSON")


def _pairs(source: SnowflakeType, target: SnowflakeType, fields: str) -> Sequence[tuple[str, SnowflakeType] | None]:
    """For each key of the target the key of the source and its type; None for one that is added."""
    if not source.structured:
        kind = source.inner[1] if source.name == "MAP" else VARIANT
        return [(key, kind) for key in target.keys]
    own = dict(zip(source.keys, source.inner, strict=True))
    if fields == "RENAME FIELDS" and len(own) == len(target.keys):
        return list(own.items())
    added = set(target.keys) - set(own)
    if set(own) - set(target.keys) or (added and fields != "ADD FIELDS") or fields == "RENAME FIELDS":
        raise no_cast(source, target)
    return [None if key in added else (key, own[key]) for key in target.keys]


def _map(held: Tree, source: SnowflakeType, target: SnowflakeType, convert: Conversion) -> Tree:
    key_type, kind = target.inner
    depth = _depth(target)
    entry = f"z{depth}"
    given = taken(sql(f"{entry}[2]"), source.inner[1] if source.name == "MAP" else VARIANT, convert)
    key = convert(Bound(convert(Bound(sql(f"{entry}[1]"), TEXT), key_type), key_type), TEXT)
    value = to(stored(convert(given, kind), kind, convert), "VARCHAR")
    absent = to(refused(held, target), "VARCHAR") if target.required else string("null")
    entries = sql(
        f"list_sort(list_transform(list_zip(json_keys(_0), json_extract(_0, '$.*')), lambda {entry}: "
        "{'k': _1, 'v': coalesce(_2, _3)}))",
        *(held, key, value, absent),
    )
    text = sql(
        f"CAST('{{' || array_to_string(list_transform(m{depth}, lambda p{depth}: "
        f"CAST(_ecomsim.sf_text_variant(struct_extract(p{depth}, 'k')) AS VARCHAR) || ':' || "
        f"struct_extract(p{depth}, 'v')), ',') || '}}' AS JSON)"
    )
    if key_type.name == "NUMBER":  # '1' and '01' are one key
        again = f"len(list_distinct(list_transform(m{depth}, lambda q{depth}: struct_extract(q{depth}, 'k'))))"
        text = sql(f"CASE WHEN {again} < len(m{depth}) THEN _1 ELSE _0 END", text, refused(held, target))
    made = sql(f"list_transform([_0], lambda m{depth}: _1)[1]", entries, text)
    return sql("CASE WHEN _0 IS NOT NULL THEN _1 END", held, made)


def refused(held: Tree, target: SnowflakeType) -> Tree:
    """100071 for a value that does not fit its type, typed as JSON."""
    return to(macro("sf_no_structured", held.copy(), string(str(target))), "JSON")


# --- elements ----------------------------------------------------------------------------------------------------


def member(document: Tree, key: str) -> Tree:
    """JSON: the value of a key, which may be any text."""
    if set(key) & set('"*\\'):
        return duck("json_extract", document.copy(), string("/" + key.replace("~", "~0").replace("/", "~1")))
    return duck("json_extract", document.copy(), string(f'$."{key}"'))


def taken(json: Tree, kind: SnowflakeType, convert: Conversion) -> Bound:
    """An element of that type taken out of its value, where it is JSON: NULL where it is a hole or null."""
    if kind == VARIANT:
        return Bound(element(json), VARIANT)
    if kind.is_json:
        return Bound(duck("nullif", element(json), string("null")), kind)
    return Bound(convert(Bound(element(json), VARIANT), kind), kind)


def stored(tree: Tree, kind: SnowflakeType, convert: Conversion) -> Tree:
    """JSON: an element as its value stores it; NULL stays NULL."""
    return tree if kind.is_json else convert(Bound(tree, kind), VARIANT)


def restored(tree: Tree, kind: SnowflakeType, convert: Conversion) -> Tree:
    """A value of that type, of which other objects inside may have lost the order of their keys."""
    return (
        cast(Bound(tree, replace(kind, inner=(), keys=(), structured=False)), kind, convert)
        if _has_keys(kind)
        else tree
    )


# --- access ------------------------------------------------------------------------------------------------------


def get(value: Bound, step: Bound, convert: Conversion, function: str = "GET", node: Tree | None = None) -> Bound:
    """value[step] of a structured type, with the type it has there.

    Raises 001044 for a step of another type, 001015 for a computed key of an OBJECT, 093201 for one it has not.
    """
    kind = value.type
    if kind.name == "ARRAY" and step.type.name in ("NUMBER", "FLOAT"):
        at = to(convert(step, INTEGER), "BIGINT")
        found = sql("CASE WHEN _1 >= 0 THEN json_extract(_0, _1) END", value.tree, at)
        return taken(found, kind.inner[0], convert)
    if kind.name == "MAP" and step.type.name in ("NUMBER", "VARCHAR"):
        if isinstance(step.constant, (str, int)) and step.type.name == kind.inner[0].name:
            return taken(member(value.tree, str(step.constant)), kind.inner[1], convert)
        key = convert(Bound(convert(step, kind.inner[0]), kind.inner[0]), TEXT)
        return taken(macro("sf_member", value.tree, key), kind.inner[1], convert)
    if kind.name != "OBJECT" or not step.type.is_text:
        raise invalid_argument_types(function, [kind, step.type], node)
    name = constant_key(step, function)
    if name not in kind.keys:
        raise no_field(function, name)
    return taken(member(value.tree, name), kind.inner[kind.keys.index(name)], convert)


def constant_key(step: Bound, function: str) -> str:
    """The key of a structured OBJECT that an argument names. Raises 001015 when it is computed."""
    if not isinstance(step.constant, str):
        text = f"argument 2 to function {function} needs to be constant for a structured OBJECT"
        raise errors.compilation(1015, "22023", text)
    return step.constant


def no_field(function: str, key: str) -> errors.SnowflakeError:
    """093201: the type of a structured OBJECT has no such key."""
    text = f"Function {function}: expected structured object to contain field {key} but it did not."
    return errors.fail(93201, "23001", text)


# --- order -------------------------------------------------------------------------------------------------------


def ordered(tree: Tree, kind: SnowflakeType, convert: Conversion) -> Tree:
    """What DuckDB compares as the values compare: elements in turn, of objects by the alphabet of their keys."""
    document = exp.column(f"c{_depth(kind)}")
    return sql(f"list_transform([_0], lambda {document.name}: _1)[1]", tree, _compared(document, kind, convert))


def _compared(document: Tree, kind: SnowflakeType, convert: Conversion) -> Tree:
    name = f"d{_depth(kind)}"
    if kind.name == "ARRAY":
        each = _scalar(taken(exp.column(name), kind.inner[0], convert), convert)
        return sql(f"list_transform(json_extract(_0, '$[*]'), lambda {name}: _1)", document, each)
    if kind.name == "MAP":
        key = convert(Bound(sql(f"{name}[1]"), TEXT), kind.inner[0])
        value = _scalar(taken(sql(f"{name}[2]"), kind.inner[1], convert), convert)
        pairs = "list_transform(list_zip(json_keys(_0), json_extract(_0, '$.*')), "
        return sql(f"list_sort({pairs} lambda {name}: row(_1, _2)))", document, key, value)
    members = sorted(zip(kind.keys, kind.inner, strict=True), key=lambda pair: pair[0])
    values = [_scalar(taken(member(document, key), each, convert), convert) for key, each in members]
    return sql("CASE WHEN _0 IS NOT NULL THEN _1 END", document, duck("row", *(values or [exp.true()])))


def _scalar(value: Bound, convert: Conversion) -> Tree:
    if value.type.is_structured:
        return ordered(value.tree, value.type, convert)
    if value.type == VARIANT:
        return macro("sf_variant_key", value.tree)
    if value.type.is_json:
        return to(macro("sf_variant_equal", value.tree), "VARCHAR")
    if value.type.name == "TIMESTAMP_TZ":
        return duck("struct_extract", value.tree, string("instant"))
    return value.tree
