"""COPY GRANTS: a stream or table that replaces or clones another keeps the other's privileges."""

from __future__ import annotations

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session


def grants(session: Session, kind: str, name: str) -> set[tuple[str, str]]:
    result = session.execute(f"SHOW GRANTS ON {kind} {name}")
    names = [column.name.lower() for column in result.columns]
    rows = [dict(zip(names, row, strict=True)) for row in result.rows()]
    return {(row["privilege"], row["grantee_name"]) for row in rows if row["privilege"] != "OWNERSHIP"}


@pytest.mark.parametrize("kind", ["STREAM", "TABLE"])
def test_grants_follow_a_replacement_and_a_clone(session: Session, kind: str) -> None:
    definition = "ON TABLE t" if kind == "STREAM" else "(a INT)"
    session.execute("CREATE TABLE t (a INT)")
    session.execute("CREATE ROLE reader")
    session.execute(f"CREATE {kind} x {definition}")
    session.execute(f"GRANT SELECT ON {kind} x TO ROLE reader")
    copies = "COPY GRANTS ON TABLE t" if kind == "STREAM" else "(a INT) COPY GRANTS"
    session.execute(f"CREATE OR REPLACE {kind} x {copies}")
    assert grants(session, kind, "x") == {("SELECT", "READER")}
    session.execute(f"CREATE {kind} y CLONE x COPY GRANTS")
    assert grants(session, kind, "y") == {("SELECT", "READER")}
    session.execute(f"CREATE {kind} z CLONE x")
    assert grants(session, kind, "z") == set()
    session.execute(f"CREATE OR REPLACE {kind} x {definition}")
    assert grants(session, kind, "x") == set()


def test_the_replaced_stream_wins_over_the_cloned_one(session: Session) -> None:
    session.execute("CREATE TABLE t (a INT)")
    for role, stream in (("one", "x"), ("two", "y")):
        session.execute(f"CREATE ROLE {role}")
        session.execute(f"CREATE STREAM {stream} ON TABLE t")
        session.execute(f"GRANT SELECT ON STREAM {stream} TO ROLE {role}")
    session.execute("CREATE OR REPLACE STREAM x CLONE y COPY GRANTS")
    assert grants(session, "STREAM", "x") == {("SELECT", "ONE")}


def test_changes_begin_at_the_offset_of_a_stream(session: Session) -> None:
    """AT(STREAM => …) belongs to CHANGES and to CREATE STREAM; a query of a table refuses it."""
    session.execute("CREATE TABLE t (a INT)")
    session.execute("INSERT INTO t VALUES (1)")
    session.execute("CREATE STREAM s ON TABLE t")
    session.execute("INSERT INTO t VALUES (2)")
    for which in ("AT", "BEFORE"):
        query = f"SELECT a FROM t CHANGES(INFORMATION => DEFAULT) {which}(STREAM => 's')"
        assert session.execute(query).rows() == [(2,)]
    with pytest.raises(SnowflakeError, match="only supported in CREATE STREAM and in the CHANGES clause"):
        session.execute("SELECT a FROM t AT(STREAM => 's')")
