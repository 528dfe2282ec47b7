"""VALIDATION_MODE of COPY INTO table: the errors of files, or their first rows, without loading anything.

Source: Snowflake documentation, "COPY INTO <table>", VALIDATION_MODE.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from ecomsim import errors
from ecomsim.dml import target
from ecomsim.staging.load_request import Request
from ecomsim.staging.load_rows import Rows, aborted
from ecomsim.staging.places import StagedFile
from ecomsim.staging.read import RowError
from ecomsim.statements.result import Result, of_rows
from ecomsim.statements.result import table as arrow_of
from ecomsim.values.types import INTEGER, TEXT, Column

COLUMNS = (
    *(Column("ERROR", TEXT), Column("FILE", TEXT)),
    *(Column(name, INTEGER) for name in ("LINE", "CHARACTER", "BYTE_OFFSET")),
    *(Column("CATEGORY", TEXT), Column("CODE", INTEGER), Column("SQL_STATE", TEXT), Column("COLUMN_NAME", TEXT)),
    *(Column("ROW_NUMBER", INTEGER), Column("ROW_START_LINE", INTEGER), Column("REJECTED_RECORD", TEXT)),
)

_ROWS = re.compile(r"RETURN_(\d+)_ROWS")


def check(mode: str) -> None:
    """Raise 001008 for a mode there is not."""
    if mode not in ("RETURN_ERRORS", "RETURN_ALL_ERRORS") and not _ROWS.fullmatch(mode):
        raise errors.invalid_value(f"invalid value [{mode}] for parameter 'VALIDATION_MODE'")


def answer(request: Request, found: Sequence[tuple[StagedFile, Rows]]) -> Result:
    """RETURN_ERRORS and RETURN_ALL_ERRORS list the errors, RETURN_n_ROWS fails at the first and else gives n rows."""
    failures = [(file, error) for file, rows in found for error in rows.errors]
    if wanted := _ROWS.fullmatch(request.validation or ""):
        if failures:
            raise aborted(failures[0][1], failures[0][0])
        columns = tuple(Column(column.name, column.type) for column in target.stored(request.table))
        parts = [part for _, rows in found for part in rows.parts]
        data = pa.concat_tables(parts).slice(0, int(wanted.group(1))) if parts else arrow_of(columns, [])
        return Result(columns=columns, content=data, kind="query", rowcount=data.num_rows, statement_type="COPY")
    listed = [listed_error(file, error) for file, error in failures]
    return of_rows(COLUMNS, listed, kind="query", statement_type="COPY")


def listed_error(file: StagedFile, error: RowError) -> tuple[Any, ...]:
    """An error of a file under COLUMNS."""
    return (
        *(error.message, file.name, error.line, error.character, None),
        *("conversion" if error.column else "parsing", error.errno, error.sqlstate, error.column),
        *(error.row, error.line, error.record),
    )
