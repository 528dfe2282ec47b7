"""Semi-structured values: parsing, paths, objects, type predicates and conversions.

A VARIANT is JSON text, canonical: compact, keys sorted; what JSON has not, like dates, stands in marked strings
(dialect/variants.py). A JSON null is a value ('null'), a missing one is SQL NULL.
Source: spec/sql-semantics.md section 6; Snowflake reference, "Semi-structured and structured data functions".
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.conversions import element
from ecomsim.dialect.functions.kit import (
    aliases,
    as_integer,
    as_text,
    as_variant,
    number_type,
    python,
    simple,
    starred,
    through_python,
)
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, macro, string, to
from ecomsim.dialect.functions.python_functions import path_steps, repeated_member
from ecomsim.dialect.functions.structured_objects import (
    FAMILY,
    get,
    get_ignore_case,
    get_path,
    object_insert,
    object_keys,
    object_subset,
    structured_or,
)
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import (
    ARRAY,
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    OBJECT,
    TEXT,
    VARIANT,
    SnowflakeType,
    binary,
    time,
    timestamp_ltz,
    timestamp_ntz,
    timestamp_tz,
    varchar,
)
from ecomsim.values.variant import MARK

# --- parsing and printing --------------------------------------------------------------------------------------


def _parse_json(call: Call) -> Bound:
    """PARSE_JSON and TRY_PARSE_JSON: empty text is SQL NULL."""
    subject = call.bound(0)
    mode = str(call.literal(1)) if call.has(1) else "s"
    if mode not in ("s", "d"):
        raise errors.invalid_value(f"Invalid value [{mode}] for function '{call.name}', parameter 2")
    if subject.type.is_semi_structured:
        return _parsed_inside(call, subject)
    return _parsed(call, subject)


def _parsed_inside(call: Call, subject: Bound) -> Bound:
    """A VARIANT that holds a text is parsed, any other one stays as it is."""
    if subject.type.name != "VARIANT":
        return Bound(subject.tree, VARIANT)
    text = sql(_TEXT_INSIDE, subject.tree)
    parsed = _parsed(call, Bound(text, TEXT))
    return Bound(sql("CASE WHEN _0 IS NOT NULL THEN _1 ELSE _2 END", text.copy(), parsed.tree, subject.tree), VARIANT)


_TEXT_INSIDE = (
    f"CASE WHEN json_type(_0) = 'VARCHAR' AND NOT starts_with(json_extract_string(_0, '$'), '{MARK}') "
    "THEN json_extract_string(_0, '$') END"
)


def _parsed(call: Call, subject: Bound) -> Bound:
    source = as_text(subject)
    sparse = "CAST(ecomsim_python('sparse_json', [_0]) AS JSON)"
    fault = "ecomsim_python('json_fault', [_0])"
    wrong = f"coalesce({sparse}, error(concat('[[100069|22P02|Error parsing JSON: ', {fault}, ']]')))"
    repeated = "error(concat('[[100069|22P02|Error parsing JSON: duplicate object attribute ', _1, ']]'))"
    if call.name.startswith("TRY_"):
        wrong, repeated = sparse, "NULL"
    if call.has(1) and str(call.literal(1)) == "d":  # the last of several members counts
        repeated = sparse
    twice = f"{_MAY_REPEAT} AND _1 IS NOT NULL"
    if source.find(exp.Column) is None:  # computed beforehand, also where json_valid() is asked first
        twice = "_1 IS NOT NULL"
    name = python("repeated_member", source.copy())
    if isinstance(subject.constant, str):  # known now
        found = repeated_member(subject.constant)
        twice, name = "TRUE" if found else "FALSE", string(found or "")
    tree = sql(
        f"CASE WHEN json_valid(_0) THEN CASE WHEN {twice} THEN {repeated} ELSE _ecomsim.sf_json(_0) END "
        "WHEN lower(trim(_0)) IN ('null', 'true', 'false') THEN CAST(lower(trim(_0)) AS JSON) "
        f"WHEN trim(_0) <> '' THEN {wrong} END",
        source,
        name,
    )
    return Bound(tree, VARIANT)


# an object inside of another value, or two members of one name
_MAY_REPEAT = "(instr(substr(_0, 2), '{') > 0 OR len(json_keys(_0)) > len(list_distinct(json_keys(_0))))"


def _to_json(call: Call) -> Bound:
    return Bound(macro("sf_shown_json", as_variant(call.bound(0))), TEXT)


def _to_variant(call: Call) -> Bound:
    return Bound(_loosened(call, VARIANT), VARIANT)


def _loosened(call: Call, kind: SnowflakeType) -> exp.Expr:
    """JSON: argument 0; a structured one as `kind`, as by a cast."""
    value = call.bound(0)
    return convert.cast(value, kind) if value.type.is_structured else as_variant(value)


def _to_object(call: Call) -> Bound:
    return Bound(convert.cast(Bound(_loosened(call, OBJECT), VARIANT), OBJECT), OBJECT)


def _to_array(call: Call) -> Bound:
    tree = sql(
        "CASE json_type(_0) WHEN 'ARRAY' THEN _0 WHEN 'NULL' THEN NULL ELSE CASE WHEN _0 IS NOT NULL THEN "
        "json_array(_0) END END",
        _loosened(call, ARRAY),
    )
    return Bound(tree, ARRAY)


# --- paths -----------------------------------------------------------------------------------------------------


def json_path(steps: tuple[str | int, ...]) -> str:
    """A DuckDB JSON path; every key is quoted."""
    return "$" + "".join(
        f"[{step}]" if isinstance(step, int) else '."' + step.replace("\\", "\\\\").replace('"', '\\"') + '"'
        for step in steps
    )


def _get(call: Call) -> Bound:
    """GET(array, index) and GET(object, key)."""
    document, key = as_variant(call.bound(0)), call.bound(1)
    if isinstance(key.constant, str) and not set(key.constant) & set('"*\\'):
        return Bound(sql("json_extract(_0, _1)", document, string(json_path((key.constant,)))), VARIANT)
    if key.type.is_text:
        pointer = sql("'/' || replace(replace(_0, '~', '~0'), '/', '~1')", as_text(key))
        return Bound(
            sql("CASE WHEN json_type(_0) = 'OBJECT' THEN json_extract(_0, _1) END", document, pointer), VARIANT
        )
    tree = element(sql("CASE WHEN _1 >= 0 THEN json_extract(_0, _1) END", document, as_integer(key)))
    return Bound(tree, VARIANT)


def _get_path(call: Call) -> Bound:
    document, path = as_variant(call.bound(0)), call.bound(1)
    if isinstance(path.constant, str):
        try:
            steps = path_steps(path.constant)
        except ValueError as cause:
            raise errors.fail(100070, "22023", f"Invalid extraction path '{path.constant}'") from cause
        found = duck("json_extract", document, string(json_path(steps)))
        return Bound(element(found) if isinstance(steps[-1], int) else found, VARIANT)
    return Bound(to(python("get_path", to(document, "VARCHAR"), as_text(path)), "JSON"), VARIANT)


def _get_ignore_case(call: Call) -> Bound:
    document, key = as_variant(call.bound(0)), as_text(call.bound(1))
    return Bound(to(python("get_ignore_case", to(document, "VARCHAR"), key), "JSON"), VARIANT)


# --- objects ---------------------------------------------------------------------------------------------------


def _object_construct(call: Call) -> Bound:
    """Pairs whose key or value is NULL are left out; with KEEP_NULL a NULL value is a JSON null."""
    named = starred(call)
    if named and all(name is not None for name, _ in named):  # OBJECT_CONSTRUCT(*)
        pairs = [(Bound(string(name or ""), TEXT, name or ""), value) for name, value in named]
    elif len(named) % 2 or any(name is not None for name, _ in named):
        raise call.invalid_types()
    else:
        arguments = [value for _, value in named]
        pairs = list(zip(arguments[0::2], arguments[1::2], strict=True))
    keep = call.name.endswith("KEEP_NULL")
    if all(isinstance(key.constant, str) for key, _ in pairs):
        keys = [str(key.constant) for key, _ in pairs]
        if len(set(keys)) < len(keys):
            raise errors.fail(100099, "22000", f"Duplicate field key '{next(k for k in keys if keys.count(k) > 1)}'")
        pairs.sort(key=lambda pair: pair[0].constant)
        entries = [
            _entry(string(json.dumps(str(key.constant), ensure_ascii=False) + ":"), value, keep) for key, value in pairs
        ]
        return Bound(_object(entries), OBJECT)
    entries = [_entry(sql("to_json(_0) || ':'", as_text(key)), value, keep) for key, value in pairs]
    return Bound(to(sql("json_normalize(_0)", _object(entries)), "JSON"), OBJECT)


def _entry(key: exp.Expr, value: Bound, keep: bool) -> exp.Expr:
    """`"key":value` as VARCHAR, NULL when it is to be left out."""
    if value.is_null:
        return sql("_0 || 'null'", key) if keep else to(exp.Null(), "VARCHAR")
    text = to(as_variant(value), "VARCHAR")
    return sql("_0 || coalesce(_1, 'null')" if keep else "_0 || _1", key, text)


def _object(entries: list[exp.Expr]) -> exp.Expr:
    """JSON: the entries that are not NULL."""
    if not entries:
        return sql("CAST('{}' AS JSON)")
    return sql("CAST('{' || _0 || '}' AS JSON)", duck("concat_ws", string(","), *entries))


_PICK = (
    "CAST('{' || array_to_string(list_transform(_1, lambda k: CAST(to_json(k) AS VARCHAR) || ':' || "
    "CAST(json_extract(_0, '/' || replace(replace(k, '~', '~0'), '/', '~1')) AS VARCHAR)), ',') || '}' AS JSON)"
)


def _given_object(call: Call, index: int) -> Bound:
    """Argument `index`, which has to be an OBJECT or a VARIANT that may hold one. Raises 001044."""
    bound = call.bound(index)
    if not bound.is_null and bound.type.name not in ("OBJECT", "VARIANT"):
        raise call.invalid_types()
    return bound


def _object_subset(call: Call) -> Bound:
    """OBJECT_DELETE and OBJECT_PICK(object, key, … | array of keys)."""
    document = as_variant(_given_object(call, 0))
    if call.bound(1).type.name in ("ARRAY", "VARIANT") and len(call.args) == 2:
        text = "[_ecomsim.sf_plain_text(json_extract_string(_0, '$'))]"
        listed = f"CASE WHEN json_type(_0) = 'ARRAY' THEN CAST(_0 AS VARCHAR[]) ELSE {text} END"
        wanted = sql(listed, as_variant(call.bound(1)))
    else:
        wanted = exp.Array(expressions=[as_text(call.bound(index)) for index in range(1, len(call.args))])
    negation = "NOT " if call.name.endswith("DELETE") else ""
    keys = sql(
        f"list_filter(list_sort(json_keys(_0)), lambda k: {negation}list_contains(_1, k))", document.copy(), wanted
    )
    return Bound(sql(_PICK, document, keys), OBJECT)


def _object_keys(call: Call) -> Bound:
    return Bound(sql("_ecomsim.sf_texts_variant(list_sort(json_keys(_0)))", as_variant(call.bound(0))), ARRAY)


def _object_insert(call: Call) -> Bound:
    """OBJECT_INSERT(object, key, value [, update]): a NULL value leaves the object as it is."""
    document, key = as_variant(_given_object(call, 0)), as_text(call.bound(1))
    value = to(as_variant(call.bound(2)), "VARCHAR")
    update = sql("CASE WHEN _0 THEN 'true' ELSE 'false' END", call.bound(3).tree) if call.has(3) else string("false")
    tree = sql(
        "CASE WHEN _2 IS NULL THEN _0 ELSE CAST(_1 AS JSON) END",
        document.copy(),
        python("object_insert", to(document, "VARCHAR"), key, value, update),
        value.copy(),
    )
    return Bound(tree, OBJECT)


# --- predicates ------------------------------------------------------------------------------------------------

_MARKED = {
    "TIME": time(),
    "TIMESTAMP_NTZ": timestamp_ntz(),
    "TIMESTAMP_LTZ": timestamp_ltz(),
    "TIMESTAMP_TZ": timestamp_tz(),
    "BINARY": binary(),
}
_TYPEOF = "_ecomsim.sf_typeof(_0)"
# an exact number is one of these two for all
_FIXED = f"{_TYPEOF} IN ('INTEGER', 'DECIMAL')"

_PREDICATES = {
    "IS_ARRAY": "json_type(_0) = 'ARRAY'",
    "IS_OBJECT": "json_type(_0) = 'OBJECT'",
    "IS_BOOLEAN": "json_type(_0) = 'BOOLEAN'",
    "IS_VARCHAR": f"{_TYPEOF} = 'VARCHAR'",
    "IS_CHAR": f"{_TYPEOF} = 'VARCHAR'",
    "IS_NULL_VALUE": "json_type(_0) = 'NULL'",
    "IS_INTEGER": f"{_TYPEOF} = 'INTEGER'",
    "IS_DECIMAL": _FIXED,
    "IS_DOUBLE": f"{_TYPEOF} IN ('INTEGER', 'DECIMAL', 'DOUBLE')",
    "IS_REAL": f"{_TYPEOF} IN ('INTEGER', 'DECIMAL', 'DOUBLE')",
    "IS_DATE": f"{_TYPEOF} = 'DATE'",
    "IS_DATE_VALUE": f"{_TYPEOF} = 'DATE'",
    **{f"IS_{name}": f"{_TYPEOF} = '{name}'" for name in _MARKED},
}

_AS: dict[str, tuple[str, SnowflakeType]] = {
    "AS_ARRAY": ("IS_ARRAY", ARRAY),
    "AS_OBJECT": ("IS_OBJECT", OBJECT),
    "AS_BOOLEAN": ("IS_BOOLEAN", BOOLEAN),
    "AS_VARCHAR": ("IS_VARCHAR", TEXT),
    "AS_CHAR": ("IS_VARCHAR", TEXT),
    "AS_INTEGER": ("IS_DECIMAL", INTEGER),  # rounded, as the one of NUMBER(38,0) that it is
    "AS_DECIMAL": ("IS_DECIMAL", INTEGER),
    "AS_NUMBER": ("IS_DECIMAL", INTEGER),
    "AS_DOUBLE": ("IS_DOUBLE", FLOAT),
    "AS_REAL": ("IS_REAL", FLOAT),
    "AS_DATE": ("IS_DATE", DATE),
    "AS_DATE_VALUE": ("IS_DATE", DATE),
    **{f"AS_{name}": (f"IS_{name}", kind) for name, kind in _MARKED.items()},
}


def _as_type(call: Call) -> Bound:
    """AS_x(variant): its value when it is an x, else NULL. AS_DECIMAL takes precision and scale."""
    predicate, kind = _AS[call.name]
    if call.has(1):
        kind = number_type(call, 1)
    value = as_variant(call.bound(0))
    suitable = sql(f"CASE WHEN {_PREDICATES[predicate]} THEN _0 END", value)
    return Bound(convert.cast(Bound(suitable, VARIANT), kind), kind)


def _json_extract_path_text(call: Call) -> Bound:
    """JSON_EXTRACT_PATH_TEXT(text, path): the value at the path as text."""
    parsed = sql("CASE WHEN json_valid(_0) THEN _ecomsim.sf_json(_0) END", as_text(call.bound(0)))
    path = call.literal(1)
    try:
        steps = path_steps(str(path))
    except ValueError as cause:
        raise errors.fail(100070, "22023", f"Invalid extraction path '{path}'") from cause
    return Bound(macro("sf_plain_text", sql("json_extract_string(_0, _1)", parsed, string(json_path(steps)))), TEXT)


def _rule(name: str, rule: Any, fewest: int, most: int | None) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=FAMILY)


def _xml(name: str, kinds: str, kind: SnowflakeType, fewest: int = 1) -> Function:
    """An XML function, computed in Python."""
    return through_python(name, kinds, kind, family=FAMILY, fewest=fewest)


_TO_XML = _xml("TO_XML", "v", TEXT)


def _to_xml(call: Call) -> Bound:
    """TO_XML takes any value but text, which is to be parsed first."""
    if call.bound(0).type.is_text:
        raise call.invalid_types()
    return _TO_XML.rule(call)


FUNCTIONS: tuple[Function, ...] = (
    *aliases(_rule("PARSE_JSON", _parse_json, 1, 2), "TRY_PARSE_JSON"),
    simple(
        "CHECK_JSON",
        "t",
        TEXT,
        "CASE WHEN json_valid(_0) THEN 'duplicate object attribute ' || ecomsim_python('repeated_member', [_0]) "
        "WHEN trim(_0) = '' OR ecomsim_python('sparse_json', [_0]) IS NOT NULL THEN NULL "
        "ELSE ecomsim_python('json_fault', [_0]) END",
        family=FAMILY,
    ),
    _rule("TO_JSON", _to_json, 1, 1),
    _rule("TO_VARIANT", _to_variant, 1, 1),
    _rule("TO_OBJECT", _to_object, 1, 1),
    _rule("TO_ARRAY", _to_array, 1, 1),
    _rule("GET", structured_or(get, _get), 2, 2),
    _rule("GET_PATH", structured_or(get_path(_get_path), _get_path), 2, 2),
    _rule("GET_IGNORE_CASE", structured_or(get_ignore_case, _get_ignore_case), 2, 2),
    *aliases(_rule("OBJECT_CONSTRUCT", _object_construct, 0, None), "OBJECT_CONSTRUCT_KEEP_NULL"),
    *aliases(_rule("OBJECT_DELETE", structured_or(object_subset, _object_subset), 2, None), "OBJECT_PICK"),
    _rule("OBJECT_INSERT", structured_or(object_insert, _object_insert), 3, 4),
    _rule("JSON_EXTRACT_PATH_TEXT", _json_extract_path_text, 2, 2),
    _rule("OBJECT_KEYS", structured_or(object_keys, _object_keys), 1, 1),
    simple("STRIP_NULL_VALUE", "v", VARIANT, "CASE WHEN json_type(_0) <> 'NULL' THEN _0 END", family=FAMILY),
    simple("TYPEOF", "v", varchar(13), _TYPEOF, family=FAMILY),
    *(simple(name, "v", BOOLEAN, template, family=FAMILY) for name, template in _PREDICATES.items()),
    *(_rule(name, _as_type, 1, 3 if name in ("AS_DECIMAL", "AS_NUMBER") else 1) for name in _AS),
    replace(_xml("PARSE_XML", "tb", OBJECT), parameters=("STR", "DISABLE_AUTO_CONVERT")),
    _xml("XMLGET", "vti", OBJECT, fewest=2),
    replace(_xml("CHECK_XML", "tb", TEXT), parameters=("STR", "DISABLE_AUTO_CONVERT")),
    replace(_TO_XML, rule=_to_xml),
    through_python("GENERATE_COLUMN_DESCRIPTION", "vt", TEXT, family=FAMILY),
)
