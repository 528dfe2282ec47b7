"""Status: what the pipeline holds and how it is doing, from the account's own metadata.

Everything here but `refreshing` is SQL that any Snowflake account answers; nothing is changed by asking. Times are UTC,
ISO 8601.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from ecomsim import backends

DATABASE = "ECOMMERCE_DB"

TABLES: tuple[str, ...] = (
    "RAW_DATA.CUSTOMERS",
    "RAW_DATA.PRODUCTS",
    "RAW_DATA.ORDERS",
    "RAW_DATA.ORDER_ITEMS",
    "RAW_DATA.INVENTORY_MOVEMENTS",
    "STAGING.ENRICHED_ORDERS",
    "STAGING.PRODUCT_PERFORMANCE",
    "STAGING.CURRENT_INVENTORY",
    "ANALYTICS.DIM_CUSTOMER",
    "ANALYTICS.DIM_PRODUCT",
    "ANALYTICS.DIM_DATE",
    "ANALYTICS.FACT_SALES",
    "ANALYTICS.DAILY_SALES_SUMMARY",
    "ANALYTICS.STOCK_ALERTS",
    "ANALYTICS.DATA_QUALITY_RESULTS",
    "STREAMS_TASKS.ERROR_LOG",
)

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def is_deployed(connection: Any) -> bool:
    """Whether the project's database exists."""
    return bool(rows(connection, f"SHOW DATABASES LIKE '{DATABASE}'"))


def report(connection: Any) -> dict[str, Any]:
    """The whole status as plain values, ready for JSON: counts, streams, tasks, pipes, dynamic_tables, refreshing,
    quality.
    """
    return {
        "counts": counts(connection),
        "streams": streams(connection),
        "tasks": tasks(connection),
        "pipes": pipes(connection),
        "dynamic_tables": dynamic_tables(connection),
        "refreshing": refreshing(connection),
        "quality": quality(connection),
    }


def counts(connection: Any, tables: Iterable[str] = TABLES) -> dict[str, int]:
    """Rows per table, `SCHEMA.TABLE` to number."""
    parts = [f"SELECT '{table}' AS name, COUNT(*) AS n FROM {DATABASE}.{table}" for table in tables]
    return {row["NAME"]: row["N"] for row in rows(connection, " UNION ALL ".join(parts) + " ORDER BY name")}


def streams(connection: Any) -> list[dict[str, Any]]:
    """Each stream with its mode, and how many change rows wait in it."""
    found = []
    for row in rows(connection, f"SHOW STREAMS IN DATABASE {DATABASE}"):
        name = f"{row['database_name']}.{row['schema_name']}.{row['name']}"
        has_data, pending = one(connection, f"SELECT SYSTEM$STREAM_HAS_DATA('{name}'), (SELECT COUNT(*) FROM {name})")
        found.append(
            {
                "name": row["name"],
                "source": row["table_name"],
                "mode": row["mode"],
                "has_data": has_data,
                "pending_rows": pending,
                "stale": str(row["stale"]).lower() == "true",
            }
        )
    return found


def tasks(connection: Any) -> list[dict[str, Any]]:
    """Each task with its state, schedule, and its runs by outcome (the last seven days)."""
    history: dict[str, dict[str, int]] = {}
    errors: dict[str, str] = {}
    for row in rows(
        connection,
        "SELECT name, state, COUNT(*) AS runs, MAX(error_message) AS error_message "
        f"FROM TABLE({DATABASE}.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000)) "
        f"WHERE database_name = '{DATABASE}' GROUP BY name, state",
    ):
        history.setdefault(row["NAME"], {})[row["STATE"]] = row["RUNS"]
        if row["STATE"] == "FAILED" and row["ERROR_MESSAGE"]:
            errors[row["NAME"]] = row["ERROR_MESSAGE"]
    return [
        {
            "name": row["name"],
            "state": row["state"],
            "schedule": row["schedule"],
            "succeeded": history.get(row["name"], {}).get("SUCCEEDED", 0),
            "skipped": history.get(row["name"], {}).get("SKIPPED", 0),
            "failed": history.get(row["name"], {}).get("FAILED", 0),
            "last_error": errors.get(row["name"]),
        }
        for row in rows(connection, f"SHOW TASKS IN DATABASE {DATABASE}")
    ]


def pipes(connection: Any) -> list[dict[str, Any]]:
    """Each pipe with its state, how many files wait, and what it loaded last; the shop itself has none."""
    found = []
    for row in rows(connection, f"SHOW PIPES IN DATABASE {DATABASE}"):
        name = f"{row['database_name']}.{row['schema_name']}.{row['name']}"
        (text,) = one(connection, f"SELECT SYSTEM$PIPE_STATUS('{name}')")
        facts = json.loads(text)
        found.append(
            {
                "name": row["name"],
                "state": facts["executionState"],
                "pending_files": facts.get("pendingFileCount", 0),
                "last_ingested": facts.get("lastIngestedTimestamp"),
                "last_file": facts.get("lastIngestedFilePath"),
                "error": facts.get("error"),
            }
        )
    return found


def dynamic_tables(connection: Any) -> list[dict[str, Any]]:
    """Each dynamic table with its lag (now minus its data timestamp), and its refreshes by action."""
    actions: dict[str, dict[str, int]] = {}
    for row in rows(
        connection,
        "SELECT name, refresh_action, state, COUNT(*) AS n "
        f"FROM TABLE({DATABASE}.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000)) "
        f"WHERE database_name = '{DATABASE}' GROUP BY name, refresh_action, state",
    ):
        key = row["REFRESH_ACTION"] if row["STATE"] == "SUCCEEDED" else row["STATE"]
        entry = actions.setdefault(row["NAME"], {})
        entry[str(key)] = entry.get(str(key), 0) + row["N"]
    present = now(connection)
    found = []
    for row in rows(connection, f"SHOW DYNAMIC TABLES IN DATABASE {DATABASE}"):
        data_timestamp = as_utc(row["data_timestamp"])
        target = lag_seconds(row["target_lag"])
        lag = None if data_timestamp is None else round((present - data_timestamp).total_seconds(), 1)
        found.append(
            {
                "name": row["name"],
                "target_lag": row["target_lag"],
                "lag_seconds": lag,
                "within_target_lag": None if lag is None or target is None else lag <= target,
                "refresh_mode": row["refresh_mode"],
                "scheduling_state": row["scheduling_state"],
                "data_timestamp": None if data_timestamp is None else data_timestamp.isoformat(),
                "rows": row["rows"],
                "refreshes": actions.get(row["name"], {}),
            }
        )
    return found


def refreshing(connection: Any) -> list[dict[str, Any]]:
    """How each dynamic table is refreshed: changed rows that wait, the way that comes next, and the last one's cost.

    Of the emulator only; Snowflake does not tell.
    """
    if not backends.of(connection).supports_clock_control:
        return []
    found = rows(
        connection,
        "SELECT name, changed_rows, estimated_rows, next_way, last_way, last_rows, last_ms, operators "
        f"FROM TABLE({DATABASE}.INFORMATION_SCHEMA.ECOMSIM_DYNAMIC_TABLES()) ORDER BY name",
    )
    return [
        {
            "name": row["NAME"],
            "changed_rows": sum(json.loads(row["CHANGED_ROWS"]).values()),
            "next": row["NEXT_WAY"] or "nothing to do",
            "estimated_rows": row["ESTIMATED_ROWS"],
            "last": row["LAST_WAY"],
            "last_rows": row["LAST_ROWS"],
            "last_ms": row["LAST_MS"],
            "operators": ", ".join(dict.fromkeys(each["operator"] for each in json.loads(row["OPERATORS"]))),
        }
        for row in found
    ]


def quality(connection: Any) -> dict[str, Any]:
    """The last stored run of the quality checks, and the checks that found something."""
    latest = rows(
        connection,
        "SELECT check_name, check_group, violations, checked_at "
        f"FROM {DATABASE}.ANALYTICS.DATA_QUALITY_RESULTS "
        "QUALIFY RANK() OVER (ORDER BY checked_at DESC) = 1 ORDER BY check_group, check_name",
    )
    return {
        "checked_at": latest[0]["CHECKED_AT"].isoformat() if latest else None,
        "checks": len(latest),
        "violations": sum(row["VIOLATIONS"] for row in latest),
        "failing": {row["CHECK_NAME"]: row["VIOLATIONS"] for row in latest if row["VIOLATIONS"]},
    }


# --- small helpers, shared with verify ----------------------------------------------------------------------


def rows(connection: Any, sql: str) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries, whatever the backend."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def one(connection: Any, sql: str) -> tuple[Any, ...]:
    """The first row of a query that has one."""
    with connection.cursor() as cursor:
        row: tuple[Any, ...] = cursor.execute(sql).fetchone()
        return row


def now(connection: Any) -> datetime:
    """The account's present instant, UTC."""
    return one(connection, "SELECT SYSDATE()")[0].replace(tzinfo=UTC)


def as_utc(value: datetime | str | None) -> datetime | None:
    """A timestamp of SHOW as an aware UTC datetime; text is ISO 8601."""
    if value is None or value == "":
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def lag_seconds(target_lag: str) -> float | None:
    """`5 minutes` as 300.0; None for DOWNSTREAM."""
    words = target_lag.strip().lower().split()
    if len(words) != 2 or not words[0].isdigit():
        return None
    return timedelta(seconds=int(words[0]) * _UNITS[words[1].rstrip("s")]).total_seconds()
