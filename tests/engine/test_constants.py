"""INSERT … VALUES of constants: the same rows, history and errors as the same statement bound as a query."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from ecomsim.dml import insert
from ecomsim.dml.constants import ConstantInsert
from ecomsim.errors import SnowflakeError
from ecomsim.names import ObjectName
from ecomsim.sessions.session import Session
from ecomsim.statements.execution import parse_for

TABLE = (
    "CREATE OR REPLACE TABLE t (i INT NOT NULL, n NUMBER(5,2), f FLOAT, v VARCHAR(5) DEFAULT 'gone', b BOOLEAN, "
    "d DATE, m TIME, s TIMESTAMP_NTZ, c TIMESTAMP_NTZ(3), z TIMESTAMP_TZ, j VARIANT, big NUMBER(38,10) DEFAULT -1.5)"
)
CELLS = {
    "i": ("0", "-7", "007", "999999999999999", "12345678901234567890", "1.0", "1.5", "NULL", "'3'", "1e3", "TRUE"),
    "n": ("1", "-999.99", "1.5", "1.505", "-0.00", "1000", "NULL", "'2.5'", "1 + 1"),
    "f": ("1", "0.1", "-0.0", "3.14159", "1e10", "NULL", "'nan'", "123456789012345.6"),
    "v": ("'abc'", "'äöü''x'", "'abcdef'", "''", "NULL", "1.50", "$$raw$$", "TRUE", r"'\n'"),
    "b": ("TRUE", "FALSE", "NULL", "'yes'", "1"),
    "d": (
        "'2024-02-29'",
        "'2023-02-29'",
        "'2024-1-5'",
        "'05/01/2024'",
        "NULL",
        "'0001-01-01'",
        "'9999-12-31'",
        "DEFAULT",
    ),
    "m": ("'10:20:30'", "'10:20'", "'24:00:00'", "'23:59:59.123456'", "NULL", "'10:20:30.1'"),
    "s": (
        "'2024-01-01 10:20:30'",
        "'2024-01-01T10:20:30.123'",
        "'2024-01-01'",
        "'2024-01-01 25:00:00'",
        "'2024-01-01 10:20'",
        "'2024-01-01 10:20:30.123456789'",
        "'2024-01-01 10:20:30 +0100'",
        "'1700000000'",
        "NULL",
        "'2024-01-01'::DATE",
    ),
    "c": ("'2024-01-01 10:20:30.123456'", "NULL"),
    "z": ("NULL", "'2024-01-01 10:20:30 +0100'"),
    "j": ("NULL",),
    "big": ("1", "123456789012345678.25", "NULL", "0.0000000001", "-12345.678", "0.00000000001"),
}
PLAIN = {name: cells[:2] for name, cells in CELLS.items() if name not in ("c", "z", "j")}
"""Cells that are read as constants."""


def fresh(account: Account) -> Session:
    session = account.session()
    session.execute("CREATE DATABASE IF NOT EXISTS d")
    session.execute("USE SCHEMA d.public")
    session.execute(TABLE)
    return session


def left(account: Account, sql: str, *, as_query: bool, settings: tuple[str, ...] = ()) -> Any:
    """What a statement leaves in the table, hidden columns and versions included, or its error."""
    session = fresh(account)
    for setting in settings:
        session.execute(setting)
    with pytest.MonkeyPatch.context() as patch:
        if as_query:
            patch.setitem(insert.prepare.__globals__, "constants", _Nothing)
        try:
            counts = session.execute(sql).rows()
        except SnowflakeError as error:
            return error.errno, error.sqlstate, error.msg
    for setting in settings:
        session.execute("COMMIT") if setting == "BEGIN" else None
    table = session.find("TABLE", ObjectName(("T",)))
    rows = session.duck.execute(f"SELECT * FROM _ecomsim.t_{table.id} ORDER BY ALL").fetchall()
    images = [(version.number, version.next_row, version.images) for version in account.timelines.line(table.id)]
    session.close()
    return counts, repr(rows), images


class _Nothing:
    @staticmethod
    def rows(*_: object) -> None:
        return None


def statement(rng: random.Random, cells: dict[str, tuple[str, ...]]) -> str:
    chosen = rng.sample(list(cells), rng.randint(1, len(cells)))
    names = list(dict.fromkeys(["i", *chosen]))
    rows = [f"({', '.join(rng.choice(cells[name]) for name in names)})" for _ in range(rng.choice((1, 1, 2, 5)))]
    return f"INSERT INTO t ({', '.join(names)}) VALUES {', '.join(rows)}"


@pytest.mark.parametrize(
    "settings", [(), ("BEGIN",), ("ALTER SESSION SET DATE_INPUT_FORMAT = 'DD-MON-YYYY'",)], ids=str
)
def test_constants_are_what_the_bound_query_gives(account: Account, settings: tuple[str, ...]) -> None:
    rng = random.Random(830)
    statements = [
        f"INSERT INTO t (i, {name}) VALUES (1, {cell})" for name in CELLS for cell in CELLS[name] if name != "i"
    ]
    statements += [f"INSERT INTO t (i) VALUES ({cell})" for cell in CELLS["i"]]
    statements += [statement(rng, CELLS) for _ in range(8)] + [statement(rng, PLAIN) for _ in range(15)]
    for sql in statements:
        quick, bound = (left(account, sql, as_query=way, settings=settings) for way in (False, True))
        assert quick == bound, sql


def test_plain_constants_are_read(account: Account) -> None:
    """One row of every type, another order, and defaults that are constants."""
    session = fresh(account)
    for sql in (
        f"INSERT INTO t ({', '.join(PLAIN)}) VALUES ({', '.join(cells[0] for cells in PLAIN.values())})",
        "INSERT INTO t VALUES (1, 2.5, 0.5, 'v', TRUE, '2024-01-01', '10:00:00', '2024-01-01', NULL, NULL, NULL, 3)",
        "INSERT INTO t (v, i) VALUES ('a', 1), (NULL, -2)",
    ):
        plan = _plan(session, sql)
        assert isinstance(plan, ConstantInsert), sql
        assert plan.access == insert.prepare_query(parse_for(session, sql), session).access, sql
    for sql in (
        "INSERT INTO t (i) VALUES (1 + 1)",
        "INSERT INTO t (i) SELECT 1",
        "INSERT INTO t (i, v) VALUES (1, 1)",
        "INSERT OVERWRITE INTO t (i) VALUES (1)",
    ):
        assert not isinstance(_plan(session, sql), ConstantInsert), sql


def _plan(session: Session, sql: str) -> Any:
    return insert.prepare(parse_for(session, sql), session)


def test_a_logged_row_of_constants_is_written_again_behind_those_of_others() -> None:
    with Account.open(":memory:", clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account:
        one, other = fresh(account), account.session()
        one.execute("BEGIN")
        one.execute("INSERT INTO t (i) VALUES (1)")
        other.execute("INSERT INTO d.public.t (i) VALUES (2), (3)")
        one.execute("INSERT INTO t (i) VALUES (4)")
        one.execute("COMMIT")
        table = one.find("TABLE", ObjectName(("T",)))
        rows = one.duck.execute(f'SELECT i, "$row", "$from" FROM _ecomsim.t_{table.id} ORDER BY "$row"').fetchall()
        assert [tuple(map(int, row)) for row in rows] == [(2, 0, 2), (3, 1, 2), (1, 2, 3), (4, 3, 3)]
