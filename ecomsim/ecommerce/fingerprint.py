"""A fingerprint of everything a simulation left behind: the rows of every table, and what the histories say.

Two runs with the same data and seed on a virtual clock have the same one. What a machine measures (how long a statement
took, bytes it scanned) is no part of it. Rows have no order, so each relation is hashed row by row, sorted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from ecomsim.ecommerce.status import rows

DATABASE = "ECOMMERCE_DB"
MEASURED = ("ELAPSED", "_TIME_MS", "BYTES", "COMPILATION", "EXECUTION_TIME", "QUEUED", "PARTITIONS", "PERCENTAGE_")
"""Parts of the names of columns that depend on the machine."""

HISTORIES = (
    "SNOWFLAKE.ACCOUNT_USAGE.TASK_HISTORY",
    "SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY",
    "SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY",
    f"TABLE({DATABASE}.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000))",
    f"TABLE({DATABASE}.INFORMATION_SCHEMA.ALERT_HISTORY(RESULT_LIMIT => 10000))",
    f"TABLE({DATABASE}.INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS(RESULT_LIMIT => 10000))",
)


def fingerprint(connection: Any) -> dict[str, str]:
    """The hash of every table and dynamic table of the project and of every history, by name."""
    tables = rows(
        connection,
        f"SELECT table_schema, table_name FROM {DATABASE}.INFORMATION_SCHEMA.TABLES "
        "WHERE table_schema <> 'INFORMATION_SCHEMA' AND table_type <> 'VIEW' ORDER BY ALL",
    )
    names = [f'{DATABASE}."{row["TABLE_SCHEMA"]}"."{row["TABLE_NAME"]}"' for row in tables]
    return {name: _hash(rows(connection, f"SELECT * FROM {name}")) for name in (*names, *HISTORIES)}


def total(parts: Mapping[str, str]) -> str:
    """One hash for all of them."""
    return hashlib.sha256("".join(f"{name}={part}\n" for name, part in sorted(parts.items())).encode()).hexdigest()[:16]


def _hash(found: list[dict[str, Any]]) -> str:
    said = hashlib.sha256()
    for text in sorted(repr(sorted((key, str(value)) for key, value in row.items() if _is_told(key))) for row in found):
        said.update(text.encode())
    return said.hexdigest()[:16]


def _is_told(column: str) -> bool:
    return not any(part in column.upper() for part in MEASURED)
