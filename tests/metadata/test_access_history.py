"""The history of accesses in the file: what a repeated statement adds, what a restart keeps, what a year takes away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError

BORN = datetime(2026, 1, 1, tzinfo=UTC)
HISTORY = "SELECT COUNT(*) FROM SNOWFLAKE.ACCOUNT_USAGE.ACCESS_HISTORY WHERE ARRAY_SIZE(direct_objects_accessed) > 0"


def opened(path: Path) -> Account:
    return Account.open(path, clock="virtual", start=BORN)


def stored(account: Account, table: str) -> int:
    account.accesses.flush()
    with account.internal() as duck:
        return duck.execute(f"SELECT count(*) FROM _ecomsim.{table}").fetchall()[0][0]


def test_what_a_repeated_statement_reads_is_stored_once(tmp_path: Path) -> None:
    with opened(tmp_path / "a.duckdb") as account, account.session() as session:
        session.execute("CREATE DATABASE d")
        session.execute("CREATE TABLE t (a INT)")
        for _ in range(20):
            session.execute("SELECT a FROM t")
        assert session.execute(HISTORY).rows() == [(20,)]
        assert stored(account, "accesses") == 1
        for _ in range(20):
            session.execute("SELECT a FROM t")
        assert stored(account, "accesses") == 1


def test_it_is_there_after_a_restart_and_gone_after_a_year(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with opened(path) as account, account.session() as session:
        session.execute("CREATE DATABASE d")
        session.execute("CREATE TABLE t (a INT)")
        session.execute("SELECT a FROM t")
    with Account.open(path, clock="virtual") as account, account.session() as session:
        assert session.execute(HISTORY).rows() == [(1,)]
        account.advance(timedelta(days=366))
        assert session.execute(HISTORY).rows() == [(0,)]
    with Account.open(path, clock="virtual") as account, account.session(database="D") as session:
        session.execute("CREATE TABLE public.u (a INT)")
        assert stored(account, "access_history") == 1
        assert stored(account, "accesses") == 0


def test_what_fails_is_not_in_it(tmp_path: Path) -> None:
    with opened(tmp_path / "a.duckdb") as account, account.session() as session:
        session.execute("CREATE DATABASE d")
        session.execute("CREATE TABLE t (a INT)")
        session.execute("INSERT INTO t VALUES (0)")
        before = stored(account, "access_history")
        with pytest.raises(SnowflakeError):
            session.execute("SELECT 1 / a FROM t")
        assert stored(account, "access_history") == before
