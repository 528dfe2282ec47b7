"""Type names: every spelling Snowflake accepts, normalised to a SnowflakeType.

Source: spec/sql-semantics.md 1.1, 1.7, 1.8, 1.10; spec/metadata.md 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ecomsim import errors, types
from ecomsim.sqltext.cursor import Cursor
from ecomsim.types import SnowflakeType

_INTEGERS = frozenset({"INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"})
_DECIMALS = frozenset({"NUMBER", "NUMERIC", "DECIMAL", "DEC", "FIXED"})
_FLOATS = frozenset({"FLOAT", "FLOAT4", "FLOAT8", "REAL", "DOUBLE"})
_TEXTS = frozenset({"VARCHAR", "STRING", "TEXT", "NVARCHAR", "NVARCHAR2", "VARCHAR2"})
_CHARS = frozenset({"CHAR", "CHARACTER", "NCHAR", "BPCHAR"})
_BINARIES = frozenset({"BINARY", "VARBINARY"})
_TIMESTAMPS = {
    "TIMESTAMP_NTZ": "TIMESTAMP_NTZ",
    "TIMESTAMPNTZ": "TIMESTAMP_NTZ",
    "DATETIME": "TIMESTAMP_NTZ",
    "TIMESTAMP_LTZ": "TIMESTAMP_LTZ",
    "TIMESTAMPLTZ": "TIMESTAMP_LTZ",
    "TIMESTAMP_TZ": "TIMESTAMP_TZ",
    "TIMESTAMPTZ": "TIMESTAMP_TZ",
}
_PLAIN = frozenset({"BOOLEAN", "DATE", "VARIANT", "GEOGRAPHY", "GEOMETRY"})
_UNSUPPORTED = frozenset({"FILE", "DECFLOAT", "INTERVAL", "UUID"})

_LONGEST = 134_217_728  # characters of VARCHAR, twice the bytes of BINARY, when a length is written

_TREE_NAMES = {
    exp.DType.DECIMAL: "NUMBER",
    exp.DType.BIGDECIMAL: "NUMBER",
    exp.DType.INT: "INT",
    exp.DType.BIGINT: "INT",
    exp.DType.SMALLINT: "INT",
    exp.DType.TINYINT: "INT",
    exp.DType.MEDIUMINT: "INT",
    exp.DType.FLOAT: "FLOAT",
    exp.DType.DOUBLE: "FLOAT",
    exp.DType.VARCHAR: "VARCHAR",
    exp.DType.TEXT: "VARCHAR",
    exp.DType.NVARCHAR: "VARCHAR",
    exp.DType.CHAR: "CHAR",
    exp.DType.NCHAR: "CHAR",
    exp.DType.BPCHAR: "CHAR",
    exp.DType.BINARY: "BINARY",
    exp.DType.VARBINARY: "BINARY",
    exp.DType.BOOLEAN: "BOOLEAN",
    exp.DType.DATE: "DATE",
    exp.DType.TIME: "TIME",
    exp.DType.TIMESTAMP: "TIMESTAMP",
    exp.DType.TIMESTAMPNTZ: "TIMESTAMP_NTZ",
    exp.DType.DATETIME: "TIMESTAMP_NTZ",
    exp.DType.TIMESTAMPLTZ: "TIMESTAMP_LTZ",
    exp.DType.TIMESTAMPTZ: "TIMESTAMP_TZ",
    exp.DType.VARIANT: "VARIANT",
    exp.DType.OBJECT: "OBJECT",
    exp.DType.STRUCT: "OBJECT",
    exp.DType.ARRAY: "ARRAY",
    exp.DType.LIST: "ARRAY",
    exp.DType.MAP: "MAP",
    exp.DType.VECTOR: "VECTOR",
    exp.DType.GEOGRAPHY: "GEOGRAPHY",
    exp.DType.GEOMETRY: "GEOMETRY",
    exp.DType.DECFLOAT: "DECFLOAT",
    exp.DType.UUID: "UUID",
    exp.DType.FILE: "FILE",
}


def read_type(cursor: Cursor) -> SnowflakeType:
    """The type that comes next; a name that is no type is a syntax error there. Length and precision are checked."""
    token = cursor.current
    name = cursor.word()
    if not name:
        cursor.fail()
    cursor.advance()
    if name == "DOUBLE":
        cursor.take("PRECISION")
    elif name in _CHARS | {"NCHAR", "NATIONAL"}:
        if name == "NATIONAL":
            name = cursor.take_any("CHAR", "CHARACTER") or cursor.fail(token)
        if cursor.take("VARYING"):
            name = "VARCHAR"
    elif name in ("TIMESTAMP", "TIME") and cursor.at("WITHOUT", "TIME", "ZONE"):
        cursor.expect("WITHOUT", "TIME", "ZONE")
        name = "TIMESTAMP_NTZ" if name == "TIMESTAMP" else name
    elif name == "TIMESTAMP" and cursor.at("WITH"):
        cursor.expect("WITH")
        name = "TIMESTAMP_LTZ" if cursor.take("LOCAL") else "TIMESTAMP_TZ"
        cursor.expect("TIME", "ZONE")
    if name in ("MAP", "VECTOR"):
        return _compound(cursor, name)
    if name in ("OBJECT", "ARRAY"):
        if cursor.at("("):
            raise errors.unsupported(f"structured type {name}(…)")
        return types.OBJECT if name == "OBJECT" else types.ARRAY
    if not is_type_name(name):
        cursor.fail(token)
    return normalise(name, _numbers(cursor), timestamp_type=cursor.timestamp_type)


def is_type_name(name: str) -> bool:
    """Whether `name` (upper case) is a type without element types."""
    return (
        name in _INTEGERS | _DECIMALS | _FLOATS | _TEXTS | _CHARS | _BINARIES | _PLAIN | _UNSUPPORTED
        or name in _TIMESTAMPS
        or name in ("TIMESTAMP", "TIME")
    )


def normalise(name: str, numbers: Sequence[int] = (), *, timestamp_type: str = "TIMESTAMP_NTZ") -> SnowflakeType:
    """The type of an upper-case type name with its numbers in brackets.

    timestamp_type: what TIMESTAMP stands for. Raises Snowflake's compilation errors for numbers out of range.
    """
    if name in _UNSUPPORTED:
        raise errors.unsupported(f"data type {name}")
    if name in _INTEGERS:
        _at_most(name, numbers, 0)
        return types.INTEGER
    if name in _DECIMALS:
        _at_most(name, numbers, 2)
        precision = numbers[0] if numbers else 38
        scale = numbers[1] if len(numbers) > 1 else 0
        if not 1 <= precision <= 38:
            raise _invalid(f"Invalid NUMBER precision: {precision}. Must be between 1 and 38.")
        if not 0 <= scale <= min(precision, 37):
            raise _invalid(f"Invalid NUMBER scale: {scale}. Must be between 0 and {min(precision, 37)}.")
        return types.number(precision, scale)
    if name in _FLOATS:
        _at_most(name, numbers, 1)
        return types.FLOAT
    if name in _TEXTS or name in _CHARS:
        return types.varchar(_length(name, numbers, 1 if name in _CHARS else types.MAX_VARCHAR, _LONGEST))
    if name in _BINARIES:
        return types.binary(_length(name, numbers, types.MAX_BINARY, _LONGEST // 2))
    if name == "TIME":
        return types.time(_fraction(name, numbers))
    if name == "TIMESTAMP" or name in _TIMESTAMPS:
        return SnowflakeType(_TIMESTAMPS.get(name, timestamp_type), scale=_fraction(name, numbers))
    _at_most(name, numbers, 0)
    return SnowflakeType(name)


def from_tree(tree: exp.DataType, *, timestamp_type: str = "TIMESTAMP_NTZ") -> SnowflakeType:
    """The type of a CAST in a query tree. Raises unsupported for types the engine has not."""
    name = _TREE_NAMES.get(tree.this) if isinstance(tree.this, exp.DType) else None
    if name is None:
        raise errors.compilation(2040, "42601", f"Unsupported data type '{tree.sql(dialect='snowflake')}'.")
    inner = [part for part in tree.expressions if isinstance(part, exp.DataType)]
    numbers = [_number(part) for part in tree.expressions if isinstance(part, exp.DataTypeParam)]
    if name in ("OBJECT", "ARRAY"):
        if tree.expressions:
            raise errors.unsupported(f"structured type {name}(…)")
        return SnowflakeType(name)
    if name == "MAP":
        return SnowflakeType(name, inner=tuple(from_tree(part, timestamp_type=timestamp_type) for part in inner))
    if name == "VECTOR":
        element = from_tree(inner[0], timestamp_type=timestamp_type)
        return SnowflakeType(name, length=numbers[0], inner=(element,))
    return normalise(name, numbers, timestamp_type=timestamp_type)


def _number(param: exp.DataTypeParam) -> int:
    text = param.this.name
    if not text.isdigit():
        raise _invalid(f"Invalid type argument '{text}'.")
    return int(text)


def _numbers(cursor: Cursor) -> tuple[int, ...]:
    if not cursor.take("("):
        return ()
    found = [cursor.integer()]
    while cursor.take(","):
        found.append(cursor.integer())
    cursor.expect(")")
    return tuple(found)


def _compound(cursor: Cursor, name: str) -> SnowflakeType:
    cursor.expect("(")
    first = read_type(cursor)
    cursor.expect(",")
    if name == "MAP":
        second = read_type(cursor)
        cursor.expect(")")
        return SnowflakeType("MAP", inner=(first, second))
    if first not in (types.FLOAT, types.INTEGER):
        cursor.fail()
    length = cursor.integer()
    if not 1 <= length <= 4096:
        raise _invalid(f"Invalid VECTOR dimension: {length}. Must be between 1 and 4096.")
    cursor.expect(")")
    return SnowflakeType("VECTOR", length=length, inner=(first,))


def _at_most(name: str, numbers: Sequence[int], most: int) -> None:
    if len(numbers) > most:
        raise _invalid(f"Too many arguments for type {name}.")


def _length(name: str, numbers: Sequence[int], default: int, most: int) -> int:
    _at_most(name, numbers, 1)
    length = numbers[0] if numbers else default
    if not 1 <= length <= most:
        raise _invalid(f"Invalid {name} length: {length}. Must be between 1 and {most}.")
    return length


def _fraction(name: str, numbers: Sequence[int]) -> int:
    _at_most(name, numbers, 1)
    scale = numbers[0] if numbers else 9
    if not 0 <= scale <= 9:
        raise _invalid(f"Invalid {name} precision: {scale}. Must be between 0 and 9.")
    return scale


def _invalid(text: str) -> errors.SnowflakeError:
    return errors.compilation(1008, "22023", text)
