"""Conditions that name the time: rows come and go with the data timestamp alone, and are followed by every way."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest
import sqlglot

from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import definition, derive, moments, signed, turning
from ecomsim.dynamic_tables.algebra import Scan, TimeFilter, walk
from ecomsim.sessions.session import DEFAULT_PARAMETERS
from ecomsim.statements.placeholders import needed
from tests.dynamic_tables.conftest import Lab

EVENTS = (
    "CREATE TABLE ev(id INT, k INT, ts TIMESTAMP_LTZ)",
    "INSERT INTO ev SELECT 1, 1, DATEADD(hour, 5, CURRENT_TIMESTAMP()) UNION ALL "
    "SELECT 2, 1, DATEADD(hour, -5, CURRENT_TIMESTAMP()) UNION ALL SELECT 2, 2, CURRENT_TIMESTAMP() UNION ALL "
    "SELECT 3, NULL, DATEADD(hour, -1, CURRENT_TIMESTAMP()) UNION ALL SELECT 4, 2, NULL",
)
RECENT = "ts > DATEADD(hour, -6, CURRENT_TIMESTAMP())"


@pytest.fixture(name="events")
def _events(lab: Lab) -> Lab:
    zone = f"ALTER SESSION SET TIMEZONE = '{DEFAULT_PARAMETERS['TIMEZONE']}'"  # that of a refresh
    lab.script(*EVENTS, zone, "CREATE VIEW recent AS SELECT * FROM ev WHERE " + RECENT)
    return lab


def followed(lab: Lab, query: str) -> derive.Followed:
    """How dynamic table D, made anew of a query, is followed."""
    lab.run(f"CREATE OR REPLACE DYNAMIC TABLE d TARGET_LAG = '30 days' WAREHOUSE = wh AS {query}")
    table = next(iter(lab.account.catalog.all("DYNAMIC TABLE")))
    assert isinstance(table, DynamicTable)
    return derive.derived(table, definition.of(table, lab.account), lab.session)


WAYS = [
    (f"SELECT id, ts FROM ev WHERE {RECENT}", ("change", "keys")),
    ("SELECT id FROM recent WHERE ts < CURRENT_TIMESTAMP()", ("change", "keys")),
    (f"SELECT k, COUNT(*) AS n, SUM(id) AS s FROM ev WHERE {RECENT} GROUP BY k", ("sums", "keys", "change")),
    (f"SELECT k, COUNT(DISTINCT id) AS n FROM ev WHERE {RECENT} GROUP BY k", ("sums", "keys", "change")),
    ("SELECT COUNT(*) AS n FROM ev WHERE CURRENT_TIMESTAMP() BETWEEN ts AND DATEADD(hour, 7, ts)", ("sums",)),
    ("SELECT k, MAX(ts) AS m FROM ev GROUP BY k HAVING MAX(ts) > CURRENT_TIMESTAMP()", ("keys", "change")),
    ("SELECT k, COUNT(*) AS n FROM ev GROUP BY k HAVING n < DATE_PART(hour, CURRENT_TIMESTAMP())", ("keys", "change")),
    (
        "SELECT k, id, COUNT(*) OVER (PARTITION BY k) AS n FROM ev QUALIFY n > 1 AND ts > CURRENT_TIMESTAMP()",
        ("keys", "change"),
    ),
    (
        f"SELECT src.id, src.v, r.ts FROM src LEFT JOIN (SELECT * FROM ev WHERE {RECENT}) r USING (id)",
        ("change", "keys"),
    ),
    (f"SELECT src.v, ev.ts FROM src LEFT JOIN ev ON src.id = ev.id WHERE {RECENT} OR v = 10", ("change", "keys")),
    (f"SELECT DISTINCT id FROM ev WHERE NOT ({RECENT}) UNION ALL SELECT id FROM recent", ("keys", "change")),
    ("SELECT a.id FROM ev a JOIN ev b ON a.k = b.k WHERE CURRENT_TIME() < '06:00:00'", ("change", "keys")),
]


@pytest.mark.parametrize(("query", "possible"), WAYS, ids=range(len(WAYS)))
def test_every_way_follows_time(events: Lab, query: str, possible: tuple[str, ...]) -> None:
    assert followed(events, query).possible == possible
    events.script("CREATE STREAM st ON DYNAMIC TABLE d", "CREATE TABLE sink(x INT)")
    seen = set()
    for position in range(7):
        events.account.dynamic_tables.strategy = possible[position % len(possible)]  # type: ignore[assignment]
        events.to(3600 * 3 * position)
        if position % 3 == 2:
            events.run(f"INSERT INTO ev SELECT 2, {position % 2}, DATEADD(hour, 4, CURRENT_TIMESTAMP())")
            events.run(f"DELETE FROM ev WHERE id = {position % 5}")
        events.check_refresh(query)
        seen.add(tuple(sorted(map(str, events.run("SELECT * FROM d")))))
    assert len(seen) > 1  # time has moved rows in and out


def test_only_a_condition_is_followed(events: Lab) -> None:
    """A value that is computed from the time needs the whole query, and Snowflake refuses it."""
    error = events.error(
        "CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS "
        "SELECT id, CURRENT_DATE() AS today FROM ev"
    )
    assert error.errno == 2711
    found = followed(events, "SELECT k FROM ev GROUP BY k HAVING SUM(IFF(ts > CURRENT_TIMESTAMP(), 1, 0)) > 0")
    assert (found.possible, found.reason) == ((), "values change with time alone")
    assert events.show("d")["refresh_mode"] == "INCREMENTAL"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT id FROM (SELECT id, ts FROM ev) WHERE {RECENT}",
        "SELECT k, ts, COUNT(*) AS n FROM ev GROUP BY k, ts HAVING ts < CURRENT_TIMESTAMP()",
        f"SELECT src.id FROM ev LEFT JOIN src ON src.id = ev.k WHERE {RECENT}",
        f"SELECT src.id FROM src JOIN ev ON src.id = ev.k WHERE {RECENT} AND ts < CURRENT_TIMESTAMP()",
        f"SELECT id FROM (SELECT id, ts FROM ev UNION ALL SELECT k, ts FROM ev) WHERE {RECENT}",
        "SELECT id, ts, COUNT(*) OVER (PARTITION BY ts) AS n FROM ev QUALIFY n > 0 AND ts < CURRENT_TIMESTAMP()",
    ],
)
def test_conditions_sink_to_the_tables(events: Lab, query: str) -> None:
    tree = followed(events, query).tree
    assert tree is not None
    filters = [node for node in walk(tree) if isinstance(node, TimeFilter)]
    assert filters
    assert all(isinstance(node.input, Scan) for node in filters)


@pytest.mark.parametrize(
    ("condition", "limits"),
    [
        ("a > $ecom_now", 1),
        ("NOT (a + 1 <= $ecom_now OR b = 2) AND c", 1),
        ("a BETWEEN f($ecom_now) AND $ecom_now", 2),
        ("$ecom_now BETWEEN a AND b", 2),
        ("a IN ($ecom_now, 1)", 1),
        ("a IS DISTINCT FROM f($ecom_now)", 1),
        ("f(a, $ecom_now) < 7", None),
        ("a < f(b, $ecom_now)", None),
        ("CASE WHEN a THEN b > $ecom_now END", None),
    ],
)
def test_what_a_condition_compares_with_time(condition: str, limits: int | None) -> None:
    tree = sqlglot.parse_one(condition.replace("$ecom_now", ":ecom_now"))
    found = moments.comparisons(tree)
    assert (found if found is None else len(found)) == limits


ZONES = [
    ("America/Los_Angeles", datetime(2026, 3, 8, 10, tzinfo=UTC)),
    ("America/Los_Angeles", datetime(2026, 11, 1, 9, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 6, 1, tzinfo=UTC)),
]
"""Time zones, and when clocks there are put forward, back, forward by a day, and not at all."""


@pytest.mark.parametrize(("zone", "moved"), ZONES)
@pytest.mark.parametrize(
    "condition",
    [
        "CAST(a AS TIMESTAMPTZ) > :ecom_now",
        "CAST(a AS DATE) <= CAST(:ecom_now AS DATE)",
        "CAST(b AS DATE) = CAST(:ecom_now AS DATE)",
    ],
)
def test_whatever_turns_is_among_what_is_read(zone: str, moved: datetime, condition: str) -> None:
    """Local times (a) and instants (b), each quarter of an hour about the moment when clocks are moved."""
    tree = sqlglot.parse_one(condition, read="duckdb")
    found = moments.comparisons(tree)
    assert found is not None
    now, then = (moments.at(tree, name).sql("duckdb") for name in ("ecom_now", moments.THEN))
    dice, turning_rows = random.Random(3), 0
    with duckdb.connect() as duck:
        duck.execute(f"SET TimeZone = '{zone}'")
        duck.execute(
            "CREATE TABLE t AS SELECT CAST(b AS TIMESTAMP) AS a, b FROM range($1 - to_days(5), $1 + to_days(5), "
            "to_minutes(15)) AS r(b) UNION ALL SELECT a, NULL FROM range(CAST($1 AS TIMESTAMP) - to_days(2), "
            "CAST($1 AS TIMESTAMP) + to_days(2), to_minutes(15)) AS r(a)",
            [moved],
        )
        for _ in range(40):
            first, second = (moved + timedelta(minutes=dice.randrange(-4000, 4000)) for _ in range(2))
            times = {"ecom_now": first, moments.THEN: second}
            turned = f"({now}) IS DISTINCT FROM ({then})"
            sql = f"SELECT count(*), count(*) FILTER ({moments.between(found)}) FROM t WHERE {turned}"
            every, read = duck.execute(sql, needed(sql, times)).fetchall()[0]
            assert every == read
            turning_rows += every
    assert turning_rows > 0


BIG = 60_000
"""Rows of a table with one row a second: enough to be worth following."""


@pytest.fixture(name="seconds")
def _seconds(lab: Lab) -> Lab:
    lab.script(
        "CREATE TABLE big(id INT, k INT, ts TIMESTAMP_LTZ)",
        "INSERT INTO big SELECT SEQ4(), MOD(SEQ4(), 5000), DATEADD(second, SEQ4(), '2026-01-01'::TIMESTAMP_LTZ) "
        f"FROM TABLE(GENERATOR(ROWCOUNT => {BIG}))",
    )
    lab.account.dynamic_tables.strategy = "auto"
    return lab


def last_way(lab: Lab) -> str:
    table = next(iter(lab.account.catalog.all("DYNAMIC TABLE")))
    mark = derive.mark_of(lab.account.dynamic_tables.get(table.id).mark)
    assert mark is not None
    return mark.last


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id, ts FROM big WHERE ts > CURRENT_TIMESTAMP()",
        "SELECT k, COUNT(*) AS n, MAX(ts) AS m FROM big GROUP BY k HAVING MIN(ts) > CURRENT_TIMESTAMP()",
    ],
)
def test_a_minute_reads_a_minute(seconds: Lab, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison with the time is looked for where the rows lie that it turned; a long time is read as a whole."""
    found: list[tuple[str, dict[str, Any]]] = []
    turned = turning.turned

    def kept(changes: signed.Changes, node: TimeFilter) -> str | None:
        sql = turned(changes, node)
        assert sql is not None
        found.append((sql, needed(sql, changes.values)))
        return sql

    def refreshed() -> str:
        """Refresh; the content is the query's. Returns the way."""
        seconds.run("ALTER DYNAMIC TABLE d REFRESH")
        sums = "SELECT COUNT(*), SUM(HASH(*)) FROM"
        assert seconds.run(f"{sums} d") == seconds.run(f"{sums} ({query})")
        return last_way(seconds)

    assert followed(seconds, query).possible
    seconds.to(60)
    monkeypatch.setattr(turning, "turned", kept)
    assert refreshed() in ("change", "keys")
    monkeypatch.undo()
    assert max(seconds.statistics("d")) in (60, 61)
    if "GROUP BY" not in query:
        ((sql, values),) = found
        plan = seconds.session.duck.execute(f"EXPLAIN (ANALYZE, FORMAT json) {sql}", values).fetchall()[0][1]
        assert 60 < sum(map(int, re.findall(r'"rows_scanned": (\d+)', plan))) < BIG / 2
    seconds.to(60 + BIG // 2)
    assert (refreshed() == "full") == ("GROUP BY" not in query)


def test_a_condition_without_columns_holds_above_a_semi_join(events: Lab) -> None:
    """DuckDB 2.0 forgets one that may fail, where it stands above a semi-join and below a join."""
    query = (
        "SELECT src.id, r.n FROM (SELECT a.id, SUM(b.k) AS n FROM ev a JOIN ev b ON a.id = b.id "
        "WHERE CURRENT_TIME() < '12:00:00' GROUP BY a.id, b.k) r RIGHT JOIN src ON src.id = r.id WHERE r.n IS NULL"
    )
    events.run("CREATE TABLE sink(x INT)")
    followed(events, query)
    events.run("CREATE STREAM st ON DYNAMIC TABLE d")
    events.account.dynamic_tables.strategy = "change"
    for hours in (10, 20, 34, 44):
        events.to(3600 * hours)
        events.run("INSERT INTO src VALUES (3, 1)")
        events.check_refresh(query)
        assert last_way(events) == "change"


def test_what_is_explained(events: Lab) -> None:
    followed(events, f"SELECT id FROM ev WHERE {RECENT}")
    events.to(60)
    told = events.says("SELECT SYSTEM$ECOMSIM_EXPLAIN_DYNAMIC_TABLE('d')")
    assert "0 rows changed and what time turned since 2026-01-01 00:00:00 UTC" in told
    assert "row by row, and what time turned: those between the values of now and then" in told
    followed(events, "SELECT id FROM ev WHERE DATEDIFF(hour, ts, CURRENT_TIMESTAMP()) < 3")
    told = events.says("SELECT SYSTEM$ECOMSIM_EXPLAIN_DYNAMIC_TABLE('d')")
    assert "row by row, and what time turned: all are asked" in told
