"""INFORMATION_SCHEMA's table functions about warehouses: credits by the hour and load by the interval.

Source: "WAREHOUSE_METERING_HISTORY", "WAREHOUSE_LOAD_HISTORY", spec/tasks.md W-14.9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.statements.result import Result, of_rows
from ecomsim.tasks.table_functions import instant, named
from ecomsim.values.types import TEXT, Column, number, timestamp_ltz
from ecomsim.warehouses.metering import hourly

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Arguments = Mapping[str | int, Any]

_HOUR = timedelta(hours=1)
_CREDITS = number(38, 9)
_LOAD = number(38, 9)
_NOTHING = Decimal("0E-9")
METERING = (
    Column("START_TIME", timestamp_ltz(0)),
    Column("END_TIME", timestamp_ltz(0)),
    Column("WAREHOUSE_NAME", TEXT),
    Column("CREDITS_USED", _CREDITS),
    Column("CREDITS_USED_COMPUTE", _CREDITS),
    Column("CREDITS_USED_CLOUD_SERVICES", _CREDITS),
)
LOAD = (
    Column("START_TIME", timestamp_ltz(0)),
    Column("END_TIME", timestamp_ltz(0)),
    Column("WAREHOUSE_NAME", TEXT),
    Column("AVG_RUNNING", _LOAD),
    Column("AVG_QUEUED_LOAD", _LOAD),
    Column("AVG_QUEUED_PROVISIONING", _LOAD),
    Column("AVG_BLOCKED", _LOAD),
)


def metering_history(arguments: Arguments, session: Session) -> Result:
    """WAREHOUSE_METERING_HISTORY(DATE_RANGE_START, DATE_RANGE_END, WAREHOUSE_NAME): full hours, by warehouse."""
    begin, end, wanted = _range(arguments, session)
    charges = session.account.warehouses.charges(begin)
    rows = [
        (hour, hour + _HOUR, name, decimal(credits), decimal(credits), _NOTHING)
        for hour, name, credits in hourly(charges, begin, end, session.now)
        if wanted is None or name.upper() == wanted
    ]
    return of_rows(METERING, rows)


def load_history(arguments: Arguments, session: Session) -> Result:
    """WAREHOUSE_LOAD_HISTORY(DATE_RANGE_START, DATE_RANGE_END, WAREHOUSE_NAME): average number of statements that ran,
    in intervals of five minutes (of an hour for ranges over eight hours). Nothing ever queues.
    """
    begin, end, wanted = _range(arguments, session)
    seconds = 300 if end - begin <= timedelta(hours=8) else 3600
    step = timedelta(seconds=seconds)
    return of_rows(
        LOAD,
        [
            (start, start + step, name, running, _NOTHING, _NOTHING, _NOTHING)
            for start, name, running in running_average(begin, end, seconds, wanted, session)
        ],
    )


def running_average(
    begin: datetime, end: datetime, seconds: int, wanted: str | None, session: Session
) -> list[tuple[datetime, str, Decimal]]:
    """Interval, warehouse, and how many statements ran there on average; of every warehouse when none is `wanted`."""
    session.account.history.flush()
    with session.account.internal() as duck:
        rows = duck.execute(
            """
            SELECT bucket, warehouse_name,
                   sum(epoch(least(end_time, bucket + to_seconds($step)) - greatest(start_time, bucket))) / $step
            FROM (SELECT *, unnest(generate_series(
                      time_bucket(to_seconds($step), start_time), end_time, to_seconds($step))) AS bucket
                  FROM _ecomsim.query_history
                  WHERE warehouse_name IS NOT NULL AND end_time >= $begin AND start_time <= $end)
            WHERE $name IS NULL OR upper(warehouse_name) = $name
            GROUP BY ALL ORDER BY warehouse_name, bucket
            """,
            {"step": seconds, "begin": begin, "end": end, "name": wanted},
        ).fetchall()
    return [(start, name, decimal(float(load))) for start, name, load in rows]


def decimal(value: float) -> Decimal:
    """Credits and loads with nine digits after the point, as Snowflake reports them."""
    return Decimal(repr(value)).quantize(_NOTHING)


def _range(arguments: Arguments, session: Session) -> tuple[datetime, datetime, str | None]:
    given = named(arguments, "DATE_RANGE_START", "DATE_RANGE_END", "WAREHOUSE_NAME")
    begin = instant(given.get("DATE_RANGE_START"))
    if begin is None:
        raise errors.compilation(938, "22023", "not enough arguments for function: expected 1, got 0")
    end = instant(given.get("DATE_RANGE_END")) or session.now
    name = given.get("WAREHOUSE_NAME")
    return begin, end, None if name is None else str(name).upper()


FUNCTIONS: dict[str, Callable[[Arguments, Any], Result]] = {
    "WAREHOUSE_METERING_HISTORY": metering_history,
    "WAREHOUSE_LOAD_HISTORY": load_history,
}
