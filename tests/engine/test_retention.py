"""History that nobody can reach any more is removed; what a stream or a point in time still needs stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session
from ecomsim.storage import retention


def history(session: Session) -> int:
    table = session.catalog.all("TABLE")[0]
    return session.duck.execute(f"SELECT count(*) FROM _ecomsim.h_{table.id}").fetchall()[0][0]


def churn(account: Account, session: Session, hours: int) -> None:
    for hour in range(hours):
        session.execute(f"UPDATE t SET v = {hour}")
        account.advance(timedelta(hours=1))


def test_an_endless_update_workload_keeps_one_day_of_history(account: Account, session: Session) -> None:
    session.execute("CREATE TABLE t (v INT)")
    session.execute("INSERT INTO t VALUES (0), (1)")
    churn(account, session, 72)
    retention.prune(account)
    kept = history(session)
    assert 2 * 23 <= kept <= 2 * 25
    assert session.execute("SELECT COUNT(*) FROM t AT(OFFSET => -72000)").rows() == [(2,)]
    with pytest.raises(SnowflakeError) as caught:
        session.execute("SELECT COUNT(*) FROM t AT(OFFSET => -172800)")
    assert caught.value.errno == 707


def test_a_stream_keeps_what_it_has_still_to_read(account: Account, session: Session) -> None:
    session.execute("CREATE TABLE t (v INT)")
    session.execute("INSERT INTO t VALUES (-1)")
    session.execute("CREATE STREAM s ON TABLE t")
    churn(account, session, 72)
    retention.prune(account)
    read = "SELECT v, metadata$action FROM s ORDER BY v"
    assert session.execute(read).rows() == [(-1, "DELETE"), (71, "INSERT")]
    session.execute("CREATE TABLE sink AS SELECT v FROM s")
    retention.prune(account)
    assert history(session) <= 25
    assert session.execute(read).rows() == []


def test_a_dropped_table_is_purged_after_its_retention(account: Account, session: Session) -> None:
    session.execute("CREATE TABLE t (v INT)")
    session.execute("DROP TABLE t")
    account.advance(timedelta(hours=23))
    retention.prune(account)
    session.execute("UNDROP TABLE t")
    session.execute("DROP TABLE t")
    account.advance(timedelta(hours=25))
    retention.prune(account)
    with pytest.raises(SnowflakeError, match="did not exist or was purged"):
        session.execute("UNDROP TABLE t")
    assert not session.duck.execute("SELECT 1 FROM duckdb_tables() WHERE table_name LIKE 'h_%'").fetchall()
