"""What neither DuckDB nor a macro can do: one DuckDB function that calls a Python function by name.

`ecomsim_python(name, [argument, …])` takes VARCHARs and gives a VARCHAR; JSON and numbers travel as their text. One
entry, because registering a function costs a millisecond on every open. Invariant: each function is pure; a NULL
argument gives NULL unless the function is in _TAKES_NULL; errors carry Snowflake's number in the message.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ecomsim.dialect import places
from ecomsim.dialect.functions import (
    addresses,
    byte_strings,
    column_descriptions,
    decfloat_values,
    number_models,
    packing,
    row_patterns,
    shapes,
    similarity,
    sketch_states,
    wide_numbers,
    xml,
)
from ecomsim.values import json_faults, variant, variant_order

NAME = "ecomsim_python"

_HOLE = variant.MARK + variant.UNDEFINED
"""An element of a loaded array that is SQL NULL."""


def run(names: Any, arguments: Any) -> Any:
    """The vectorised entry, Arrow arrays: one name and one list of texts per row. DuckDB evaluates the annotations when
    it is registered, before anything needs Arrow.
    """
    import pyarrow as pa

    answers = [
        None if row is None or (None in row and name not in _TAKES_NULL) else _TABLE[name](*row)
        for name, row in zip(names.to_pylist(), arguments.to_pylist(), strict=True)
    ]
    return pa.array(answers, type=pa.string())


def raised(errno: int, sqlstate: str, text: str) -> ValueError:
    """An exception that becomes this Snowflake error."""
    return ValueError(f"[[{errno}|{sqlstate}|{text}]]")


# --- JSON ------------------------------------------------------------------------------------------------------


def load(text: str) -> Any:
    """A JSON value; numbers with a fraction stay exact."""
    return json.loads(text, parse_float=Decimal)


def dump(value: Any) -> str:
    """Compact JSON, keys sorted."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{dump(key)}:{dump(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _rank(value: Any) -> tuple[int, Any]:
    """The order of VARIANT values of one array: numbers by value, text, the rest by its JSON, JSON nulls, holes."""
    if value is None or value == _HOLE:
        return 9, value is not None
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | Decimal):
        return 0, value
    if not isinstance(value, str):
        return 3, dump(value)
    if not value.startswith(variant.MARK):
        return 1, value
    kind, payload = value[1], value[2:]
    if kind in (variant.DOUBLE, variant.EXACT, variant.DECFLOAT):
        return 0, Decimal("inf" if payload == "nan" else payload)  # NaN stands above all numbers
    return (1, payload) if kind in (variant.TEXT, variant.NAME) else (4, value)


def array_sort(array: str, ascending: str, nulls_first: str) -> str:
    values = load(array)
    holes = [value for value in values if value == _HOLE]
    rest = sorted((value for value in values if value != _HOLE), key=_rank, reverse=ascending != "true")
    return dump(holes + rest if nulls_first == "true" else rest + holes)


def array_extreme(array: str, largest: str) -> str | None:
    """Of the values but holes; a JSON null only where there is nothing else."""
    values = [value for value in load(array) if value != _HOLE]
    there = [value for value in values if value is not None]
    if not there:
        return "null" if values else None
    return dump((max if largest == "true" else min)(there, key=_rank))


def array_except(array: str, other: str) -> str:
    """As multisets: each element of `other` removes one equal element."""
    taken = [variant_order.key(dump(value)) for value in load(other)]
    kept = []
    for value in load(array):
        if (key := variant_order.key(dump(value))) in taken:
            taken.remove(key)
        else:
            kept.append(value)
    return dump(kept)


def array_intersection(array: str, other: str) -> str:
    left = [variant_order.key(dump(value)) for value in load(other)]
    kept = []
    for value in load(array):
        if (key := variant_order.key(dump(value))) in left:
            left.remove(key)
            kept.append(value)
    return dump(kept)


def array_union(arrays: str) -> str:
    """Of an array of arrays: each value as often as the array has it that has it most, in order of appearance."""
    most: dict[Any, int] = {}
    kept = []
    for array in load(arrays):
        there: dict[Any, int] = {}
        for value in array:
            key = variant_order.key(dump(value))
            there[key] = there.get(key, 0) + 1
            if there[key] > most.get(key, 0):
                most[key] = there[key]
                kept.append(value)
    return dump(kept)


def array_insert(array: str, position: str, value: str | None) -> str:
    values, at = load(array), int(position)
    at = at if at >= 0 else len(values) + at
    if at < 0:
        raise raised(100065, "22000", f"Array index {position} is out of range")
    values += [_HOLE] * (at - len(values))
    return dump([*values[:at], _HOLE if value is None else load(value), *values[at:]])


def array_remove_at(array: str, position: str) -> str:
    values, at = load(array), int(position)
    if -len(values) <= at < len(values):
        del values[at]
    return dump(values)


def array_flatten(array: str) -> str | None:
    """NULL when an element is SQL NULL; a JSON null holds nothing."""
    values = load(array)
    if not all(value is None or value == _HOLE or isinstance(value, list) for value in values):
        raise raised(100107, "22000", "Not an array: 'Input argument to ARRAY_FLATTEN is not an array of arrays'")
    return None if _HOLE in values else dump([one for value in values for one in (value or [])])


def arrays_to_object(keys: str, values: str) -> str:
    names, found = load(keys), load(values)
    if len(names) != len(found):
        raise raised(215001, "22000", "Key array and value array had unequal lengths in ARRAYS_TO_OBJECT")
    pairs = zip(names, found, strict=True)
    return dump({_key(name): _member(value) for name, value in pairs if name is not None and name != _HOLE})


def _member(value: Any) -> Any:
    """An element of an array as a member of an object, which has no holes."""
    return None if value == _HOLE else value


def _key(name: Any) -> str:
    """An element of an array as the name of a member."""
    found = variant.value(dump(name)) if isinstance(name, str) else name
    if not isinstance(found, str):
        raise raised(215002, "22000", "Key supplied for ARRAYS_TO_OBJECT does not have string type")
    return found


def arrays_zip(*arrays: str) -> str:
    lists = [load(array) for array in arrays]
    length = max((len(one) for one in lists), default=0)
    return dump(
        [
            {f"${at + 1}": (_member(one[row]) if row < len(one) else None) for at, one in enumerate(lists)}
            for row in range(length)
        ]
    )


def object_insert(document: str, key: str, value: str, update: str) -> str:
    found = load(document)
    if key in found and update != "true":
        raise raised(100093, "22000", f"Object already contains key '{key}'")
    return dump({**found, key: load(value)})


def object_cat(left: str, right: str) -> str:
    return dump({**load(left), **load(right)})


# --- text ------------------------------------------------------------------------------------------------------


def uuid5(namespace: str, name: str) -> str:
    try:
        return str(uuid.uuid5(uuid.UUID(namespace), name))
    except ValueError as cause:
        raise raised(1008, "22023", f"invalid value [{namespace}] for the namespace of UUID_STRING") from cause


def _digest(algorithm: str) -> Callable[[str], str]:
    return lambda digits: hashlib.new(algorithm, bytes.fromhex(digits)).hexdigest()


def format_number(number: str, model: str) -> str:
    try:
        return number_models.render(number, model)
    except ValueError as cause:
        raise raised(100141, "22007", f"Bad output format '{model}'") from cause


def parse_number(text: str, model: str) -> str | None:
    try:
        return number_models.read(text, model)
    except ValueError as cause:
        raise raised(100141, "22007", f"Bad input format '{model}'") from cause


_PATH_STEP = re.compile(
    r"""\[(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+))\]|[.:]?(?:"((?:[^"\\]|\\.)*)"|([^.:\[\]"]+))"""
)


@lru_cache(maxsize=512)
def path_steps(path: str) -> tuple[str | int, ...]:
    """The keys and indexes of a path: a.b[0]["c d"]. ValueError for one that is none."""
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        match = _PATH_STEP.match(path, at)
        if match is None:
            raise ValueError(f"Invalid path '{path}'")
        double, single, index, quoted, plain = match.groups()
        steps.append(
            int(index) if index is not None else next(one for one in (double, single, quoted, plain) if one is not None)
        )
        at = match.end()
    return tuple(steps)


def get_path(document: str, path: str) -> str | None:
    """The value at a computed path."""
    value: Any = load(document)
    for step in path_steps(path):
        reachable = range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
        if step not in reachable:
            return None
        value = value[step]  # type: ignore[index]
    return None if value == _HOLE else dump(value)


def repeated_member(text: str) -> str | None:
    """The name, in quotes, of a member that an object of a JSON text has twice."""
    found: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            names = [name for name, _ in pairs]
            found.append(next(name for at, name in enumerate(names) if name in names[:at]))
        return value

    try:
        json.loads(text, object_pairs_hook=members, parse_float=str, parse_int=str)
    except ValueError:  # no JSON
        return None
    return f'"{found[0]}"' if found else None


def get_ignore_case(document: str, key: str) -> str | None:
    """The exact key, else the first in alphabetical order that differs in case only."""
    value = load(document)
    if not isinstance(value, dict):
        return None
    for name in [key, *sorted(value)]:
        if name in value and name.lower() == key.lower():
            return dump(value[name])
    return None


_TAKES_NULL = frozenset({"array_insert"})
_TABLE: dict[str, Callable[..., str | None]] = {
    **shapes.BY_NAME,
    "array_sort": array_sort,
    "array_extreme": array_extreme,
    "array_except": array_except,
    "array_intersection": array_intersection,
    "array_union": array_union,
    "array_insert": array_insert,
    "array_remove_at": array_remove_at,
    "array_flatten": array_flatten,
    "arrays_to_object": arrays_to_object,
    "arrays_zip": arrays_zip,
    "object_insert": object_insert,
    "object_cat": object_cat,
    **similarity.TABLE,
    "uuid5": uuid5,
    "sha224": _digest("sha224"),
    "sha384": _digest("sha384"),
    "sha512": _digest("sha512"),
    "format_number": format_number,
    "parse_number": parse_number,
    "get_path": get_path,
    "repeated_member": repeated_member,
    "json_fault": json_faults.fault,
    "get_ignore_case": get_ignore_case,
    "stored_json": variant.stored,
    "sparse_json": variant.sparse,
    "compact_json": variant.compact,
    "variant_text": variant.text,
    "variant_digits": variant.digits,
    "variant_moment": variant.moment,
    "variant_type": variant.type_of,
    "variant_place": variant_order.place,
    "number_beside": places.beside,
    "number_place": places.place,
    "number_place_beside": places.place_beside,
    "variant_key": variant_order.key,
    "PARSE_XML": xml.parse,
    "XMLGET": xml.get,
    "CHECK_XML": xml.check,
    "TO_XML": xml.render,
    **sketch_states.TABLE,
    **addresses.TABLE,
    **byte_strings.TABLE,
    **packing.TABLE,
    **column_descriptions.TABLE,
    **row_patterns.TABLE,
    **wide_numbers.TABLE,
    **decfloat_values.TABLE,
}
