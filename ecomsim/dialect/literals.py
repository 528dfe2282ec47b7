"""Constants: a Python value with a Snowflake type as a DuckDB literal.

Invariant: the literal evaluates to the value exactly, in the type `kind.duckdb`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlglot import exp

from ecomsim.dialect.functions.model import NULL_TYPE, Bound, duck, string, to
from ecomsim.types import SnowflakeType


def constant(value: Any, kind: SnowflakeType) -> Bound:
    """`value` as a literal; strings, numbers and booleans keep their constant for rules that need one."""
    if value is None:
        return Bound(exp.Null(), NULL_TYPE, None)
    if kind.name == "BOOLEAN":
        return Bound(exp.Boolean(this=bool(value)), kind, bool(value), nullable=False)
    if kind.name in ("NUMBER", "FLOAT"):
        return Bound(to(string(str(value)), kind.duckdb), kind, value, nullable=False)
    if kind.is_text:
        return Bound(string(str(value)), kind, str(value), nullable=False)
    if kind.name == "BINARY":
        return Bound(duck("unhex", string(bytes(value).hex())), kind, value, nullable=False)
    if kind.name == "TIMESTAMP_TZ" and isinstance(value, datetime):
        offset = value.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset is not None else 0
        local = value.replace(tzinfo=None) if offset is None else (value - offset).replace(tzinfo=None)
        text = f"{{'instant': '{local.isoformat(' ')}', 'offset_minutes': {minutes}}}"
        return Bound(to(string(text), kind.duckdb), kind, nullable=False)
    if kind.is_semi_structured and not isinstance(value, str):
        return Bound(to(string(json.dumps(value)), kind.duckdb), kind, nullable=False)
    return Bound(to(string(str(value)), kind.duckdb), kind, nullable=False)
