"""Verifying: what must be true of the pipeline once it has come to rest.

Every check is SQL through the connection, so it says the same of either backend, and is exact: no tolerance
for rows that are still on their way. Run it after the last tasks and refreshes (`settle`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlglot import exp

from ecomsim import backends
from ecomsim.ecommerce.status import DATABASE, as_utc, lag_seconds, now, one, rows

SETTLING = timedelta(minutes=95)
"""Simulated time in which, without traffic, every task has run at least once after the ones it depends on."""

FACTS = f"{DATABASE}.ANALYTICS.FACT_SALES"
_DIMENSIONS = (
    ("DIM_CUSTOMER", "CUSTOMERS", "CUSTOMER_ID"),
    ("DIM_PRODUCT", "PRODUCTS", "PRODUCT_ID"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim about the data. `found` is the number of rows that break it; None when it could not be
    asked.
    """

    name: str
    passed: bool
    found: int | None
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def settle(connection: Any) -> None:
    """On a virtual clock: let time pass without traffic until every stream has been consumed."""
    if backends.has_virtual_clock(connection):
        connection.advance(SETTLING)


def verify(connection: Any, on_check: Callable[[Check], None] = lambda _: None) -> list[Check]:
    """All checks, in a fixed order; `on_check` hears of each as it is done."""
    checks: list[Check] = []
    for ask in (facts, dimensions, summary, dynamic_tables, streams, task_runs, stored_quality):
        for check in ask(connection):
            checks.append(check)
            on_check(check)
    return checks


def facts(connection: Any) -> list[Check]:
    """FACT_SALES holds each order item whose order exists exactly once, and nothing else."""
    missing = f"""
        SELECT COUNT(*) FROM {DATABASE}.RAW_DATA.ORDER_ITEMS i
        JOIN {DATABASE}.RAW_DATA.ORDERS o ON o.order_id = i.order_id
        LEFT JOIN {FACTS} f ON f.order_item_id = i.order_item_id
        WHERE f.order_item_id IS NULL"""
    surplus = f"""
        SELECT COUNT(*) FROM {FACTS} f
        LEFT JOIN {DATABASE}.RAW_DATA.ORDER_ITEMS i ON i.order_item_id = f.order_item_id
        LEFT JOIN {DATABASE}.RAW_DATA.ORDERS o ON o.order_id = i.order_id
        WHERE o.order_id IS NULL"""
    stale = f"""
        SELECT COUNT(*) FROM {FACTS} f
        JOIN {DATABASE}.RAW_DATA.ORDER_ITEMS i ON i.order_item_id = f.order_item_id
        JOIN {DATABASE}.RAW_DATA.ORDERS o ON o.order_id = f.order_id
        WHERE f.order_status IS DISTINCT FROM o.order_status
           OR f.payment_status IS DISTINCT FROM o.payment_status
           OR f.quantity IS DISTINCT FROM i.quantity
           OR f.net_amount IS DISTINCT FROM i.line_total"""
    duplicates = f"SELECT COUNT(*) - COUNT(DISTINCT order_item_id) FROM {FACTS}"
    keyless = f"SELECT COUNT(*) FROM {FACTS} WHERE customer_key IS NULL OR product_key IS NULL"
    return [
        _none(connection, "facts: no order item is missing", missing),
        _none(connection, "facts: no row without its order item and order", surplus),
        _none(connection, "facts: one row per order item", duplicates),
        _none(connection, "facts: status, quantity and amount as in the source", stale),
        _none(connection, "facts: every row has its customer and product version", keyless),
    ]


def dimensions(connection: Any) -> list[Check]:
    """Each business key has one current row, and versions that follow each other without gap or overlap."""
    checks = []
    for dimension, source, key in _DIMENSIONS:
        table, raw = f"{DATABASE}.ANALYTICS.{dimension}", f"{DATABASE}.RAW_DATA.{source}"
        current = f"""
            SELECT COUNT(*) FROM (
                SELECT s.{key} FROM {raw} s LEFT JOIN {table} d ON d.{key} = s.{key} AND d.is_current
                GROUP BY s.{key} HAVING COUNT(d.{key}) <> 1)"""
        neighbours = f"""
            SELECT COUNT(*) FROM (
                SELECT effective_date, end_date, is_current,
                    LEAD(effective_date) OVER (PARTITION BY {key} ORDER BY effective_date) AS next_effective
                FROM {table}) v
            WHERE end_date <= effective_date OR is_current <> (end_date IS NULL)
               OR (next_effective IS NOT NULL AND end_date IS DISTINCT FROM next_effective)"""
        checks.append(_none(connection, f"{dimension}: one current row per {key.lower()}", current))
        checks.append(_none(connection, f"{dimension}: no gap and no overlap between versions", neighbours))
    return checks


def summary(connection: Any) -> list[Check]:
    """DAILY_SALES_SUMMARY equals its recomputation from FACT_SALES (the view DAILY_SALES)."""
    stored = f"{DATABASE}.ANALYTICS.DAILY_SALES_SUMMARY"
    fresh = f"{DATABASE}.ANALYTICS.DAILY_SALES"
    columns = [column for column in _columns(connection, fresh) if column in _columns(connection, stored)]
    listed = ", ".join(columns)
    unequal = difference(f"SELECT {listed} FROM {stored}", f"SELECT {listed} FROM {fresh}")
    return [_none(connection, "daily summary: equal to its recomputation", unequal)]


def dynamic_tables(connection: Any) -> list[Check]:
    """Each dynamic table equals its query at its data timestamp, and is no older than its target lag."""
    checks = []
    for row in rows(connection, f"SHOW DYNAMIC TABLES IN DATABASE {DATABASE}"):
        name = f"{row['database_name']}.{row['schema_name']}.{row['name']}"
        stamp = as_utc(row["data_timestamp"])
        if stamp is None:
            checks.append(Check(name=f"{row['name']}: refreshed", passed=False, found=None, detail="never refreshed"))
            continue
        query = as_of(definition(row["text"]), stamp)
        unequal = difference(f"SELECT * FROM {name}", f"SELECT * FROM ({query})")
        checks.append(_none(connection, f"{row['name']}: equal to its query at {stamp:%H:%M:%S}", unequal))
        target = lag_seconds(row["target_lag"])
        if target is not None:
            lag = (now(connection) - stamp).total_seconds()
            checks.append(
                Check(
                    name=f"{row['name']}: within its target lag of {row['target_lag']}",
                    passed=lag <= target,
                    found=int(lag > target),
                    detail=f"{lag:.0f} s",
                )
            )
    return checks


def streams(connection: Any) -> list[Check]:
    """Every stream has been consumed."""
    checks = []
    for row in rows(connection, f"SHOW STREAMS IN DATABASE {DATABASE}"):
        name = f"{row['database_name']}.{row['schema_name']}.{row['name']}"
        checks.append(_none(connection, f"{row['name']}: consumed", f"SELECT COUNT(*) FROM {name}"))
    return checks


def task_runs(connection: Any) -> list[Check]:
    """No task has failed, and none has left a line in the error log."""
    failed = (
        f"SELECT COUNT(*) FROM TABLE({DATABASE}.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 10000)) "
        f"WHERE database_name = '{DATABASE}' AND state LIKE 'FAILED%'"
    )
    return [
        _none(connection, "tasks: no failed run", failed),
        _none(connection, "tasks: empty error log", f"SELECT COUNT(*) FROM {DATABASE}.STREAMS_TASKS.ERROR_LOG"),
    ]


def stored_quality(connection: Any) -> list[Check]:
    """The quality checks have run, and find nothing now."""
    results = f"{DATABASE}.ANALYTICS.DATA_QUALITY_RESULTS"
    runs = one(connection, f"SELECT COUNT(*) FROM {results}")[0]
    groups = rows(connection, f"SELECT DISTINCT check_group FROM {results} ORDER BY check_group")
    found = [
        row
        for group in groups  # one by one, as the shop itself asks: all at once need several times the memory
        for row in rows(
            connection,
            f"SELECT check_name, violations FROM {DATABASE}.ANALYTICS.QUALITY_{group['CHECK_GROUP']} "
            "WHERE violations <> 0",
        )
    ]
    return [
        Check(name="quality: results are stored", passed=runs > 0, found=int(runs == 0), detail=f"{runs} rows"),
        Check(
            name="quality: no check finds a violation",
            passed=not found,
            found=sum(row["VIOLATIONS"] for row in found),
            detail=", ".join(f"{row['CHECK_NAME']} {row['VIOLATIONS']}" for row in found),
        ),
    ]


# --- SQL ----------------------------------------------------------------------------------------------------


def as_of(query: exp.Expr, stamp: datetime) -> str:
    """`query` with every table read AT `stamp`; names of WITH queries are left alone. Snowflake SQL."""
    tree = query.copy()
    named = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not table.args.get("db") and table.name in named:
            continue
        moment = exp.Cast(
            this=exp.Literal.string(stamp.isoformat()),
            to=exp.DataType.build("TIMESTAMPTZ", dialect="snowflake"),
        )
        table.set("when", exp.HistoricalData(this="AT", kind="TIMESTAMP", expression=moment))
    return tree.sql(dialect="snowflake")


def definition(text: str) -> exp.Expr:
    """The query of a CREATE DYNAMIC TABLE statement."""
    from ecomsim.sqltext.nodes import CreateDynamicTable
    from ecomsim.sqltext.parse import parse

    statement = parse(text)
    assert isinstance(statement, CreateDynamicTable)
    assert statement.query is not None
    return statement.query


def difference(left: str, right: str) -> str:
    """A query that counts the rows that are in one but not the other, as bags."""
    return f"""
        SELECT COUNT(*) + ABS((SELECT COUNT(*) FROM ({left})) - (SELECT COUNT(*) FROM ({right})))
        FROM (({left} MINUS {right}) UNION ALL ({right} MINUS {left}))"""


def _columns(connection: Any, relation: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {relation} LIMIT 0")
        return [column[0] for column in cursor.description]


def _none(connection: Any, name: str, sql: str) -> Check:
    """The check that `sql` counts zero."""
    found = int(one(connection, sql)[0])
    return Check(name=name, passed=found == 0, found=found)
