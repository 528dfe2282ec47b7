"""INFER_SCHEMA: names and types of the columns that staged files have.

A column's type is the narrowest that all its values have; NUMBER gets the digits that occur. A TIMESTAMP of Parquet
that is adjusted to UTC is a TIMESTAMP_LTZ, as when it is loaded.
Source: Snowflake documentation, "INFER_SCHEMA", "CREATE FILE FORMAT" (logical types of Parquet).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from ecomsim.metadata.arguments import Arguments
from ecomsim.names import quote_if_needed
from ecomsim.staging import formats, places, read
from ecomsim.staging.formats import Format
from ecomsim.staging.places import StagedFile
from ecomsim.statements.result import Result, of_rows
from ecomsim.values.types import BOOLEAN, INTEGER, TEXT, Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

COLUMNS = (
    *(Column("COLUMN_NAME", TEXT), Column("TYPE", TEXT), Column("NULLABLE", BOOLEAN), Column("EXPRESSION", TEXT)),
    *(Column("FILENAMES", TEXT), Column("ORDER_ID", INTEGER)),
)


@dataclass(slots=True)
class _Found:
    """What is known of one column: the types of its values, and the files it is in."""

    name: str
    expression: str
    kinds: set[str] = field(default_factory=set)
    nullable: bool = False
    files: list[str] = field(default_factory=list)


def infer_schema(given: Mapping[str | int, Any], session: Session) -> Result:
    """TABLE(INFER_SCHEMA(LOCATION => '@stage', FILE_FORMAT => 'f' [, FILES, IGNORE_CASE, MAX_FILE_COUNT]))."""
    arguments = Arguments("INFER_SCHEMA", given, ("LOCATION", "FILE_FORMAT", "FILES", "IGNORE_CASE", "MAX_FILE_COUNT"))
    place = places.resolve(str(arguments.required("LOCATION")), session)
    form = formats.chosen({"FORMAT_NAME": arguments.required("FILE_FORMAT")}, place.file_format, session)
    found: dict[str, _Found] = {}
    ignore_case = arguments.boolean("IGNORE_CASE")
    files = places.files(place)
    wanted = arguments.text("FILES")
    if wanted is not None:
        files = [file for file in files if file.path.name in wanted.split(",")]
    for file in files[: arguments.integer("MAX_FILE_COUNT", len(files) or 1, low=1)]:
        for name, expression, kinds, nullable in columns(file, form):
            shown = name.upper() if ignore_case else name
            column = found.setdefault(shown, _Found(shown, expression))
            column.kinds |= kinds
            column.nullable |= nullable
            column.files.append(file.relative)
    rows = [
        (
            column.name,
            merged(column.kinds),
            column.nullable or len(column.files) < len(files),
            f"{column.expression}::{merged(column.kinds)}",
            ", ".join(column.files),
            order,
        )
        for order, column in enumerate(found.values())
    ]
    return of_rows(COLUMNS, rows, kind="query", statement_type="SELECT")


def columns(file: StagedFile, form: Format) -> Iterable[tuple[str, str, set[str], bool]]:
    """(name, expression, types, has NULL) of each column of a file."""
    if form.type == "PARQUET":
        for each in parquet.read_schema(file.path):
            yield each.name, f"$1:{quote_if_needed(each.name)}", {_of_arrow(each.type)}, each.nullable
        return
    data = read.read(file, form).data
    if form.type == "CSV":
        names = read.column_names(file, form) if form["PARSE_HEADER"] else []
        for place in range(data.num_columns - 1):
            texts = data.column(place).to_pylist()
            kinds = {_of_text(text) for text in texts if text is not None}
            name = names[place] if place < len(names) else f"c{place + 1}"
            yield name, f"${place + 1}", kinds, None in texts
        return
    documents = [json.loads(text) for text in data.column("c1").to_pylist()]
    objects = [each for each in documents if isinstance(each, dict)]
    for key in dict.fromkeys(key for each in objects for key in each):
        members = [each.get(key) for each in objects]
        kinds = {_of_json(value) for value in members if value is not None}
        yield key, f"$1:{quote_if_needed(key)}", kinds, None in members


_PATTERNS = (
    (re.compile(r"[+-]?\d+(\.\d+)?"), "NUMBER"),
    (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "REAL"),
    (re.compile(r"true|false", re.IGNORECASE), "BOOLEAN"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DATE"),
    (re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?"), "TIMESTAMP_NTZ"),
)


def _of_text(text: str) -> str:
    for pattern, kind in _PATTERNS:
        if pattern.fullmatch(text.strip()):
            return _number(text.strip()) if kind == "NUMBER" else kind
    return "TEXT"


def _number(text: str) -> str:
    whole, _, fraction = text.lstrip("+-").partition(".")
    digits = len(whole.lstrip("0")) + len(fraction)
    return f"NUMBER({max(digits, 1)}, {len(fraction)})" if digits <= 38 else "REAL"


def _of_json(value: Any) -> str:
    match value:
        case bool():
            return "BOOLEAN"
        case int():
            return _number(str(value))
        case float():
            return _number(repr(value)) if "e" not in repr(value) else "REAL"
        case str():
            kind = _of_text(value)
            return kind if kind in ("DATE", "TIME", "TIMESTAMP_NTZ") else "TEXT"
        case list():
            return "ARRAY"
    return "OBJECT"


def _of_arrow(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"NUMBER({kind.precision}, {kind.scale})"
    tests = (
        (pa.types.is_boolean, "BOOLEAN"),
        (pa.types.is_integer, "NUMBER(38, 0)"),
        (pa.types.is_floating, "REAL"),
        (pa.types.is_date, "DATE"),
        (pa.types.is_time, "TIME"),
        (pa.types.is_timestamp, "TIMESTAMP_NTZ" if getattr(kind, "tz", None) is None else "TIMESTAMP_LTZ"),
        (pa.types.is_list, "ARRAY"),
        (pa.types.is_struct, "OBJECT"),
        (pa.types.is_binary, "BINARY"),
    )
    return next((name for test, name in tests if test(kind)), "TEXT")


def merged(kinds: set[str]) -> str:
    """One type for all values of a column."""
    if not kinds:
        return "TEXT"
    if len(kinds) == 1:
        return next(iter(kinds))
    if all(kind.startswith("NUMBER") for kind in kinds):
        sizes = [tuple(map(int, re.findall(r"\d+", kind))) for kind in kinds]
        scale = max(scale for _, scale in sizes)
        whole = max(precision - scale for precision, scale in sizes)
        return f"NUMBER({min(whole + scale, 38)}, {scale})"
    if all(kind.startswith("NUMBER") or kind == "REAL" for kind in kinds):
        return "REAL"
    if kinds == {"DATE", "TIMESTAMP_NTZ"}:
        return "TIMESTAMP_NTZ"
    return "VARIANT" if kinds & {"ARRAY", "OBJECT"} else "TEXT"


FUNCTIONS = {"INFER_SCHEMA": infer_schema}
