"""GET_DDL of an alert makes the same alert again."""

from __future__ import annotations

from datetime import UTC, datetime

from ecomsim.accounts.account import Account


def test_the_text_of_an_alert_makes_it_again() -> None:
    with Account.open(clock="virtual", start=datetime(2026, 1, 1, 9, tzinfo=UTC)) as account:
        session = account.session()
        for statement in (
            "CREATE DATABASE db",
            "CREATE TABLE t (x INT)",
            "CREATE ALERT a WAREHOUSE = compute_wh SCHEDULE = '5 MINUTE' COMMENT = 'it''s watched' "
            "IF (EXISTS (SELECT 1 FROM t WHERE x > 1)) THEN INSERT INTO t VALUES (0)",
        ):
            session.execute(statement)
        shown = session.execute("SHOW ALERTS").rows()
        text = session.execute("SELECT GET_DDL('ALERT', 'a')").rows()[0][0]
        assert text.startswith("create or replace alert A\n\twarehouse=COMPUTE_WH\n\tschedule='5 MINUTE'")
        session.execute(text)
        again = session.execute("SHOW ALERTS").rows()
        assert [row[1:] for row in again] == [row[1:] for row in shown]
        assert text in session.execute("SELECT GET_DDL('SCHEMA', 'public')").rows()[0][0]
