"""Type names: every spelling Snowflake accepts, normalised to a SnowflakeType.

Source: spec/sql-semantics.md 1.1, 1.7, 1.8, 1.10; spec/metadata.md 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokens import TokenType

from ecomsim import errors
from ecomsim.sqltext.cursor import Cursor, is_word
from ecomsim.sqltext.type_tokens import NOT_NULL_TYPE
from ecomsim.values import types
from ecomsim.values.types import SnowflakeType

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
_PLAIN = frozenset({"BOOLEAN", "DATE", "DECFLOAT", "VARIANT", "GEOGRAPHY", "GEOMETRY"})
_UNSUPPORTED = frozenset({"FILE", "INTERVAL", "UUID"})

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
    if name == "VECTOR":
        return _vector(cursor)
    if name == "MAP" or (name in ("OBJECT", "ARRAY") and cursor.at("(")):
        return _structured(cursor, name)
    if name in ("OBJECT", "ARRAY"):
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
    if name == "DECFLOAT":
        if numbers and tuple(numbers) != (types.DECFLOAT.precision,):
            raise _invalid(f"Invalid DECFLOAT precision: {numbers[0]}. Must be {types.DECFLOAT.precision}.")
        return types.DECFLOAT
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
    if name == "MAP" or (name in ("OBJECT", "ARRAY") and tree.expressions):
        return _structured_tree(tree, name, timestamp_type)
    if name in ("OBJECT", "ARRAY"):
        return SnowflakeType(name)
    if name == "VECTOR":
        element = from_tree(inner[0], timestamp_type=timestamp_type)
        return SnowflakeType(name, length=numbers[0], inner=(element,))
    return normalise(name, numbers, timestamp_type=timestamp_type)


def _structured_tree(tree: exp.DataType, name: str, timestamp_type: str) -> SnowflakeType:
    parts = [part for part in tree.expressions if not _is_mark(part)]
    if name == "OBJECT":
        return _object([_member(part, timestamp_type) for part in parts])
    required = len(parts) < len(tree.expressions)
    inner = [from_tree(part, timestamp_type=timestamp_type) for part in parts if isinstance(part, exp.DataType)]
    if len(inner) != len(parts) or len(inner) != (2 if name == "MAP" else 1):
        raise errors.compilation(2040, "42601", f"Unsupported data type '{tree.sql(dialect='snowflake')}'.")
    return _map(inner[0], inner[1], required) if name == "MAP" else _array(inner[0], required)


def _member(part: exp.Expr, timestamp_type: str) -> tuple[str, SnowflakeType, bool]:
    """key type [NOT NULL] of a structured OBJECT."""
    kind = part.args.get("kind") if isinstance(part, exp.ColumnDef) else None
    clauses = [each.args.get("kind") for each in part.args.get("constraints") or ()]
    plain = all(isinstance(each, exp.NotNullColumnConstraint) and not each.args.get("allow_null") for each in clauses)
    if kind is None or not plain:
        raise errors.compilation(2040, "42601", f"Unsupported data type '{part.sql(dialect='snowflake')}'.")
    return part.name, from_tree(kind, timestamp_type=timestamp_type), bool(clauses)


def _is_mark(part: exp.Expr) -> bool:
    return isinstance(part, exp.DataType) and part.this is NOT_NULL_TYPE


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


def _vector(cursor: Cursor) -> SnowflakeType:
    cursor.expect("(")
    element = read_type(cursor)
    cursor.expect(",")
    if element not in (types.FLOAT, types.INTEGER):
        cursor.fail()
    length = cursor.integer()
    if not 1 <= length <= 4096:
        raise _invalid(f"Invalid VECTOR dimension: {length}. Must be between 1 and 4096.")
    cursor.expect(")")
    return SnowflakeType("VECTOR", length=length, inner=(element,))


def _structured(cursor: Cursor, name: str) -> SnowflakeType:
    """ARRAY(type [NOT NULL]), MAP(key, type [NOT NULL]), OBJECT([key type [NOT NULL], …])."""
    cursor.expect("(")
    if name == "OBJECT":
        members: list[tuple[str, SnowflakeType, bool]] = []
        while not cursor.take(")"):
            if members:
                cursor.expect(",")
            token = cursor.current
            if token is None or not (is_word(token) or token.token_type is TokenType.IDENTIFIER):
                cursor.fail()
            cursor.advance()
            members.append((token.text, read_type(cursor), cursor.take("NOT", "NULL")))
        return _object(members)
    key = None
    if name == "MAP":
        key = read_type(cursor)
        cursor.expect(",")
    element, required = read_type(cursor), cursor.take("NOT", "NULL")
    cursor.expect(")")
    return _array(element, required) if key is None else _map(key, element, required)


def _array(element: SnowflakeType, required: bool) -> SnowflakeType:
    return _nestable(types.array_of(element, required=required))


def _map(key: SnowflakeType, value: SnowflakeType, required: bool) -> SnowflakeType:
    if not (key.is_text or (key.name == "NUMBER" and key.scale == 0)):
        raise _invalid(f"Unsupported key type {key} for MAP: it must be VARCHAR or NUMBER with the scale 0.")
    return _nestable(types.map_of(key, value, required=required))


def _object(members: Sequence[tuple[str, SnowflakeType, bool]]) -> SnowflakeType:
    names = [key for key, _, _ in members]
    for key in names:
        if names.count(key) > 1:
            raise _invalid(f"Duplicate key '{key}' in the definition of a structured OBJECT.")
    return _nestable(types.object_of(members))


def _nestable(kind: SnowflakeType) -> SnowflakeType:
    for each in kind.inner:
        if each.name in ("GEOGRAPHY", "GEOMETRY", "VECTOR"):
            raise errors.unsupported(f"{each.name} inside of {kind.name}(…)")
    return kind


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
