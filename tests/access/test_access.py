"""Roles: who may take them, what they may do, and what SHOW GRANTS tells about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

USAGE = ("GRANT USAGE ON DATABASE d TO ROLE analyst", "GRANT USAGE ON SCHEMA d.public TO ROLE analyst")


@pytest.fixture
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session()
    for text in ("CREATE DATABASE d", "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)", "CREATE ROLE analyst"):
        opened.execute(text)
    yield opened
    account.close()


def rows(session: Session, sql: str, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in columns) for row in session.execute(sql).data.to_pylist()]


def refused(session: Session, sql: str, errno: int) -> str:
    with pytest.raises(SnowflakeError) as caught:
        session.execute(sql)
    assert caught.value.errno == errno, caught.value
    return caught.value.raw_msg


def as_analyst(session: Session, *grants: str) -> None:
    for text in ("GRANT ROLE analyst TO ROLE SYSADMIN", *grants, "USE ROLE analyst"):
        session.execute(text)


def test_a_role_must_be_granted_to_be_taken(session: Session) -> None:
    assert "Requested role 'ANALYST' is not assigned" in refused(session, "USE ROLE analyst", 3013)
    session.execute("GRANT ROLE analyst TO ROLE SYSADMIN")
    session.execute("USE ROLE analyst")
    assert rows(session, "SELECT CURRENT_ROLE() AS r", "R") == [("ANALYST",)]
    refused(session, "USE ROLE nobody", 2043)


def test_without_a_privilege_an_object_is_absent(session: Session) -> None:
    as_analyst(session)
    refused(session, "SELECT * FROM t", 2003)
    refused(session, "INSERT INTO t VALUES (2)", 2003)


def test_select_does_not_give_insert(session: Session) -> None:
    as_analyst(
        session,
        *USAGE,
        "GRANT SELECT ON TABLE t TO ROLE analyst",
    )
    assert rows(session, "SELECT a FROM t", "A") == [(1,)]
    assert "Insufficient privileges to operate on table 'T'" in refused(session, "INSERT INTO t VALUES (2)", 3001)
    refused(session, "DROP TABLE t", 3001)
    refused(session, "CREATE TABLE u (a INT)", 3001)
    session.execute("USE ROLE ACCOUNTADMIN")
    session.execute("REVOKE SELECT ON TABLE t FROM ROLE analyst")
    session.execute("USE ROLE analyst")
    refused(session, "SELECT * FROM t", 2003)


def test_usage_on_the_schema_is_needed_too(session: Session) -> None:
    as_analyst(session, "GRANT SELECT ON TABLE t TO ROLE analyst")
    refused(session, "SELECT * FROM t", 2003)


def test_a_role_owns_what_it_creates(session: Session) -> None:
    as_analyst(
        session,
        *USAGE,
        "GRANT CREATE TABLE ON SCHEMA d.public TO ROLE analyst",
    )
    session.execute("CREATE TABLE own (a INT)")
    session.execute("INSERT INTO own VALUES (1)")
    assert rows(session, "SHOW GRANTS ON TABLE own", "privilege", "grantee_name") == [("OWNERSHIP", "ANALYST")]
    session.execute("DROP TABLE own")


def test_future_grants_reach_later_objects(session: Session) -> None:
    session.execute("GRANT SELECT ON FUTURE TABLES IN SCHEMA d.public TO ROLE analyst")
    session.execute("CREATE TABLE later (a INT)")
    assert rows(session, "SHOW GRANTS ON TABLE later", "privilege", "grantee_name") == [
        ("OWNERSHIP", "ACCOUNTADMIN"),
        ("SELECT", "ANALYST"),
    ]
    assert rows(session, "SHOW FUTURE GRANTS IN SCHEMA d.public", "privilege", "grant_on", "name") == [
        ("SELECT", "TABLE", "D.PUBLIC.<TABLE>")
    ]
    assert rows(session, "SHOW GRANTS ON TABLE t", "privilege") == [("OWNERSHIP",)]


def test_all_tables_means_those_of_now(session: Session) -> None:
    session.execute("GRANT ALL ON ALL TABLES IN SCHEMA d.public TO ROLE analyst")
    held = rows(session, "SHOW GRANTS TO ROLE analyst", "privilege", "name")
    assert ("SELECT", "D.PUBLIC.T") in held
    assert ("INSERT", "D.PUBLIC.T") in held


def test_grants_follow_a_rename_and_end_with_the_object(session: Session) -> None:
    session.execute("GRANT SELECT ON TABLE t TO ROLE analyst")
    session.execute("ALTER TABLE t RENAME TO t2")
    assert rows(session, "SHOW GRANTS TO ROLE analyst", "privilege", "name") == [("SELECT", "D.PUBLIC.T2")]
    session.execute("DROP TABLE t2")
    assert rows(session, "SHOW GRANTS TO ROLE analyst", "privilege") == []


def test_roles_and_users_in_show(session: Session) -> None:
    session.execute("CREATE USER ann DEFAULT_ROLE = analyst EMAIL = 'ann@example.com'")
    session.execute("GRANT ROLE analyst TO USER ann")
    assert rows(session, "SHOW GRANTS OF ROLE analyst", "granted_to", "grantee_name") == [("USER", "ANN")]
    assert rows(session, "SHOW ROLES LIKE 'analyst'", "name", "assigned_to_users") == [("ANALYST", 1)]
    assert rows(session, "SHOW USERS LIKE 'ann'", "name", "email", "default_role") == [
        ("ANN", "ann@example.com", "ANALYST")
    ]
    session.execute("DROP ROLE analyst")
    assert rows(session, "SHOW GRANTS TO USER ann", "role") == []


def test_a_role_cycle_is_refused(session: Session) -> None:
    session.execute("CREATE ROLE b")
    session.execute("GRANT ROLE analyst TO ROLE b")
    refused(session, "GRANT ROLE b TO ROLE analyst", 1003)


def test_roles_survive_reopening(tmp_path: object) -> None:
    path = f"{tmp_path}/a.duckdb"
    account = Account.open(path, clock="virtual")
    first = account.session()
    for text in ("CREATE DATABASE d", "CREATE ROLE r", "GRANT USAGE ON DATABASE d TO ROLE r"):
        first.execute(text)
    account.close()
    account = Account.open(path, clock="virtual")
    try:
        assert rows(account.session(), "SHOW GRANTS TO ROLE r", "privilege", "name") == [("USAGE", "D")]
    finally:
        account.close()


@pytest.mark.parametrize(
    ("sql", "errno"),
    [
        ("GRANT SELECT ON SCHEMA d.public TO ROLE analyst", 3008),
        ("GRANT SELECT ON TABLE nope TO ROLE analyst", 2003),
        ("GRANT SELECT ON TABLE t TO ROLE nobody", 2003),
        ("CREATE ROLE analyst", 2002),
        ("CREATE ROLE sysadmin", 2002),
        ("GRANT FLY ON TABLE t TO ROLE analyst", 1003),
        ("DROP ROLE nobody", 2003),
    ],
)
def test_what_is_refused(session: Session, sql: str, errno: int) -> None:
    refused(session, sql, errno)


@pytest.mark.parametrize("kind", ["TABLE x (a INT)", "VIEW x"])
def test_replacing_loses_grants_unless_copied(session: Session, kind: str) -> None:
    tail = " AS SELECT 1 AS a" if kind == "VIEW x" else ""
    name = kind.split()[0] + " x"
    session.execute(f"CREATE {kind}{tail}")
    session.execute(f"GRANT SELECT ON {name} TO ROLE analyst")
    session.execute(f"CREATE OR REPLACE {kind} COPY GRANTS{tail}")
    assert rows(session, f"SHOW GRANTS ON {name}", "privilege") == [("OWNERSHIP",), ("SELECT",)]
    session.execute(f"CREATE OR REPLACE {kind}{tail}")
    assert rows(session, f"SHOW GRANTS ON {name}", "privilege") == [("OWNERSHIP",)]


# --- system roles, visibility, USAGE ---------------------------------------------------------------------------


def test_system_roles_are_refused_what_they_do_not_hold(session: Session) -> None:
    session.execute("USE ROLE SYSADMIN")
    refused(session, "SELECT * FROM d.public.t", 2003)
    refused(session, "CREATE ROLE another", 3001)
    session.execute("CREATE DATABASE own")
    session.execute("CREATE TABLE own.public.mine AS SELECT 1 AS a")
    assert rows(session, "SELECT a FROM own.public.mine", "A") == [(1,)]
    session.execute("USE ROLE USERADMIN")
    session.execute("CREATE ROLE another")
    refused(session, "CREATE DATABASE other", 3001)
    refused(session, "SELECT a FROM own.public.mine", 2003)


def test_who_manages_grants_grants_on_anything(session: Session) -> None:
    session.execute("GRANT ROLE analyst TO ROLE SYSADMIN")
    session.execute("USE ROLE SECURITYADMIN")
    for text in USAGE:
        session.execute(text)
    session.execute("GRANT SELECT ON TABLE d.public.t TO ROLE analyst")
    session.execute("USE ROLE analyst")
    assert rows(session, "SELECT a FROM d.public.t", "A") == [(1,)]
    refused(session, "GRANT SELECT ON TABLE d.public.t TO ROLE PUBLIC", 3001)


def test_show_lists_what_the_role_may_see(session: Session) -> None:
    session.execute("CREATE TABLE hidden (a INT)")
    session.execute("CREATE DATABASE unseen")
    session.execute("CREATE WAREHOUSE closed INITIALLY_SUSPENDED = TRUE")
    as_analyst(
        session,
        *USAGE,
        "GRANT SELECT ON TABLE d.public.t TO ROLE analyst",
    )
    assert rows(session, "SHOW TABLES IN ACCOUNT", "name") == [("T",)]
    assert rows(session, "SHOW DATABASES", "name") == [("D",)]
    assert rows(session, "SHOW WAREHOUSES", "name") == [("COMPUTE_WH",)]
    refused(session, "USE DATABASE unseen", 2043)
    refused(session, "USE WAREHOUSE closed", 2043)


def test_functions_and_procedures_need_usage(session: Session) -> None:
    session.execute("CREATE FUNCTION f(x INT) RETURNS INT AS 'x + 1'")
    session.execute("CREATE PROCEDURE p() RETURNS INT AS 'BEGIN RETURN 7; END'")
    session.execute("CREATE VIEW v AS SELECT f(a) AS b FROM t")
    as_analyst(
        session,
        *USAGE,
        "GRANT SELECT ON VIEW d.public.v TO ROLE analyst",
    )
    refused(session, "SELECT d.public.f(1)", 2141)
    with pytest.raises(SnowflakeError):
        session.execute("CALL d.public.p()")
    assert rows(session, "SELECT b FROM d.public.v", "B") == [(2,)]
    session.execute("USE ROLE ACCOUNTADMIN")
    session.execute("GRANT USAGE ON FUNCTION d.public.f(INT) TO ROLE analyst")
    session.execute("GRANT USAGE ON PROCEDURE d.public.p() TO ROLE analyst")
    session.execute("USE ROLE analyst")
    assert rows(session, "SELECT d.public.f(1) AS a", "A") == [(2,)]
    assert rows(session, "CALL d.public.p()", "P") == [(7,)]


def test_a_warehouse_without_usage_is_none(session: Session) -> None:
    session.execute("CREATE WAREHOUSE closed INITIALLY_SUSPENDED = TRUE")
    as_analyst(
        session,
        *USAGE,
        "GRANT SELECT ON TABLE d.public.t TO ROLE analyst",
    )
    refused(session, "SELECT a FROM d.public.t", 606)
    session.execute("USE WAREHOUSE compute_wh")
    assert rows(session, "SELECT a FROM d.public.t", "A") == [(1,)]


def test_stages_need_a_privilege(session: Session) -> None:
    session.execute("CREATE STAGE st")
    for text in USAGE:
        session.execute(text)
    session.execute("GRANT ROLE analyst TO USER " + session.user)
    session.execute("USE ROLE analyst")
    refused(session, "LIST @st", 2003)
    refused(session, "COPY INTO @st FROM (SELECT 1)", 2003)
    session.execute("USE ROLE accountadmin")
    session.execute("GRANT READ ON STAGE st TO ROLE analyst")
    session.execute("USE ROLE analyst")
    session.execute("LIST @st")
    refused(session, "COPY INTO @st FROM (SELECT 1)", 3001)
    refused(session, "REMOVE @st", 3001)
