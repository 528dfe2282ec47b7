"""Whose rights count: what runs by itself has its owner's, and so has what a view, a function or a policy reads.

`OWNER` holds what it needs to make each object; the cases take away, or never give, the privilege under test.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

KINDS = ("TASK", "ALERT", "DYNAMIC TABLE", "VIEW", "TABLE", "PROCEDURE", "FUNCTION", "PIPE", "MASKING POLICY")


@pytest.fixture
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session(parameters={"TIMEZONE": "UTC"})
    for text in (
        "CREATE DATABASE d",
        "CREATE WAREHOUSE wh",
        "CREATE TABLE source (a INT)",
        "CREATE TABLE target (a INT)",
        "INSERT INTO source VALUES (1)",
        "CREATE ROLE owner",
        "CREATE ROLE reader",
        "GRANT ROLE owner TO USER ecomsim",
        "GRANT ROLE reader TO USER ecomsim",
        "GRANT EXECUTE TASK, EXECUTE ALERT ON ACCOUNT TO ROLE owner",
        *(f"GRANT USAGE ON {item} TO ROLE owner" for item in ("DATABASE d", "SCHEMA d.public", "WAREHOUSE wh")),
        *(f"GRANT USAGE ON {item} TO ROLE reader" for item in ("DATABASE d", "SCHEMA d.public", "WAREHOUSE wh")),
        *(f"GRANT CREATE {kind} ON SCHEMA d.public TO ROLE owner" for kind in KINDS),
    ):
        opened.execute(text)
    yield opened
    account.close()


def script(session: Session, *statements: str) -> None:
    for text in statements:
        session.execute(text)


def as_role(session: Session, role: str, *statements: str) -> None:
    script(session, f"USE ROLE {role}", *statements, "USE ROLE ACCOUNTADMIN")


def refused(session: Session, role: str, sql: str) -> SnowflakeError:
    session.execute(f"USE ROLE {role}")
    with pytest.raises(SnowflakeError) as caught:
        session.execute(sql)
    session.execute("USE ROLE ACCOUNTADMIN")
    return caught.value


def seen(session: Session, role: str, sql: str) -> list[tuple[object, ...]]:
    session.execute(f"USE ROLE {role}")
    found = session.execute(sql).rows()
    session.execute("USE ROLE ACCOUNTADMIN")
    return found


def last_run(session: Session, function: str, columns: str) -> tuple[object, ...]:
    """The latest run of the one thing that runs, two minutes later."""
    session.account.advance(timedelta(minutes=2))
    sql = f"SELECT {columns} FROM TABLE(INFORMATION_SCHEMA.{function}()) WHERE state <> 'SCHEDULED'"
    rows: list[tuple[object, ...]] = session.execute(f"{sql} ORDER BY scheduled_time DESC LIMIT 1").rows()
    return rows[0]


TASK_RUN = ("TASK_HISTORY", "state, error_code, error_message")
ALERT_RUN = ("ALERT_HISTORY", "state, sql_error_code, sql_error_message")
NO_TARGET = "SQL compilation error:\nTable 'D.PUBLIC.TARGET' does not exist or not authorized."
NO_SOURCE = "SQL compilation error:\nObject 'D.PUBLIC.SOURCE' does not exist or not authorized."


# --- what runs by itself ---------------------------------------------------------------------------------------


def test_a_task_does_what_its_owner_may(session: Session) -> None:
    as_role(
        session,
        "owner",
        "CREATE TASK k WAREHOUSE = wh SCHEDULE = '1 MINUTE' AS INSERT INTO target SELECT a FROM source",
        "ALTER TASK k RESUME",
    )
    assert last_run(session, *TASK_RUN) == ("FAILED", "002003", NO_TARGET)
    session.execute("GRANT INSERT ON TABLE target TO ROLE owner")
    assert last_run(session, *TASK_RUN) == ("FAILED", "002003", NO_SOURCE)
    session.execute("GRANT INSERT ON TABLE source TO ROLE owner")
    assert last_run(session, *TASK_RUN)[:2] == ("FAILED", "003001")
    session.execute("GRANT SELECT ON TABLE source TO ROLE owner")
    assert last_run(session, *TASK_RUN) == ("SUCCEEDED", None, None)
    session.execute("REVOKE INSERT ON TABLE target FROM ROLE owner")
    assert last_run(session, *TASK_RUN) == ("FAILED", "002003", NO_TARGET)


def test_what_a_task_creates_is_its_owners(session: Session) -> None:
    as_role(session, "owner", "CREATE TASK k WAREHOUSE = wh AS CREATE TABLE made (a INT)")
    session.execute("EXECUTE TASK k")
    assert last_run(session, *TASK_RUN) == ("SUCCEEDED", None, None)
    assert session.execute("SHOW GRANTS ON TABLE made").rows()[0][5] == "OWNER"
    session.execute("REVOKE CREATE TABLE ON SCHEMA d.public FROM ROLE owner")
    as_role(session, "owner", "DROP TABLE made")
    session.execute("EXECUTE TASK k")
    assert last_run(session, *TASK_RUN)[:2] == ("FAILED", "003001")


def test_a_task_needs_its_warehouse_and_its_stream(session: Session) -> None:
    script(session, "CREATE STREAM s ON TABLE source", "INSERT INTO source VALUES (2)")
    as_role(
        session,
        "owner",
        "CREATE TASK k WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('s') AS SELECT 1",
        "ALTER TASK k RESUME",
    )
    assert last_run(session, *TASK_RUN)[:2] == ("FAILED", "002003")
    session.execute("GRANT SELECT ON STREAM s TO ROLE owner")
    assert last_run(session, *TASK_RUN)[0] == "SUCCEEDED"
    session.execute("REVOKE USAGE ON WAREHOUSE wh FROM ROLE owner")
    assert last_run(session, *TASK_RUN) == (
        "FAILED",
        "091089",
        "Cannot execute task , USAGE privilege on the task's warehouse must be granted to owner role.",
    )


def test_a_task_of_a_user_has_the_users_secondary_roles_too(session: Session) -> None:
    script(
        session,
        "CREATE USER ann",
        "GRANT IMPERSONATE ON USER ann TO ROLE owner",
        "GRANT ROLE owner TO USER ann",
        "GRANT INSERT ON TABLE target TO ROLE owner",
        "GRANT SELECT ON TABLE source TO ROLE reader",
    )
    as_role(
        session, "owner", "CREATE TASK k WAREHOUSE = wh EXECUTE AS USER ann AS INSERT INTO target SELECT a FROM source"
    )
    session.execute("EXECUTE TASK k")
    assert last_run(session, *TASK_RUN) == ("FAILED", "002003", NO_SOURCE)
    script(session, "GRANT ROLE reader TO USER ann", "EXECUTE TASK k")
    assert last_run(session, *TASK_RUN) == ("SUCCEEDED", None, None)


def test_an_alert_looks_and_acts_as_its_owner(session: Session) -> None:
    as_role(
        session,
        "owner",
        "CREATE ALERT al WAREHOUSE = wh SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT 1 FROM source)) "
        "THEN INSERT INTO target VALUES (2)",
        "ALTER ALERT al RESUME",
    )
    assert last_run(session, *ALERT_RUN) == ("CONDITION_FAILED", "002003", NO_SOURCE)
    session.execute("GRANT SELECT ON TABLE source TO ROLE owner")
    assert last_run(session, *ALERT_RUN) == ("ACTION_FAILED", "002003", NO_TARGET)
    session.execute("GRANT INSERT ON TABLE target TO ROLE owner")
    assert last_run(session, *ALERT_RUN) == ("TRIGGERED", None, None)


@pytest.mark.parametrize("mode", ["INCREMENTAL", "FULL"])
def test_a_dynamic_table_is_refreshed_as_its_owner(session: Session, mode: str) -> None:
    session.execute("ALTER TABLE source SET CHANGE_TRACKING = TRUE")
    create = (
        f"CREATE DYNAMIC TABLE dt TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH_MODE = {mode} AS SELECT a FROM source"
    )
    assert refused(session, "owner", create).errno == 2003
    session.execute("GRANT SELECT ON TABLE source TO ROLE owner")
    as_role(session, "owner", create)
    script(session, "REVOKE SELECT ON TABLE source FROM ROLE owner", "INSERT INTO source VALUES (5)")
    session.account.advance(timedelta(minutes=3))
    history = "SELECT state, state_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY())"
    latest = f"{history} ORDER BY refresh_start_time DESC LIMIT 1"
    assert session.execute(latest).rows() == [("FAILED", "002037")]
    script(session, "GRANT SELECT ON TABLE source TO ROLE owner")
    session.account.advance(timedelta(minutes=3))
    assert session.execute("SELECT a FROM dt ORDER BY a").rows() == [(1,), (5,)]


def test_a_pipe_loads_as_its_owner(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("7\n")
    script(
        session, "CREATE STAGE st", "GRANT READ ON STAGE st TO ROLE owner", "GRANT INSERT ON TABLE target TO ROLE owner"
    )
    as_role(session, "owner", "CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO target FROM @st")
    for privilege in ("INSERT ON TABLE target", "READ ON STAGE st"):
        script(session, "TRUNCATE TABLE target", f"REVOKE {privilege} FROM ROLE owner")
        session.execute(f"PUT file://{file} @st/{privilege[:4]}")
        session.account.advance(timedelta(minutes=2))
        assert session.execute("SELECT a FROM target").rows() == []
        session.execute(f"GRANT {privilege} TO ROLE owner")
        session.account.advance(timedelta(minutes=2))
        assert session.execute("SELECT a FROM target").rows() == [(7,)]


# --- procedures ------------------------------------------------------------------------------------------------


def test_procedures_with_the_owners_and_with_the_callers_rights(session: Session) -> None:
    body = "RETURNS INT EXECUTE AS {} AS 'BEGIN INSERT INTO target VALUES (9); RETURN 1; END'"
    for rights in ("OWNER", "CALLER"):
        as_role(session, "owner", f"CREATE PROCEDURE of_{rights}() {body.format(rights)}")
        session.execute(f"GRANT USAGE ON PROCEDURE of_{rights}() TO ROLE reader")
    assert refused(session, "owner", "CALL of_owner()").errno == 2003
    session.execute("GRANT INSERT ON TABLE target TO ROLE owner")
    as_role(session, "reader", "CALL of_owner()")
    assert refused(session, "reader", "CALL of_caller()").errno == 2003
    as_role(session, "owner", "CALL of_caller()")
    script(session, "REVOKE INSERT ON TABLE target FROM ROLE owner", "CALL of_caller()")
    with pytest.raises(SnowflakeError, match="TARGET"):
        session.execute("CALL of_owner()")


# --- views, functions, policies, streams -----------------------------------------------------------------------


def test_a_view_reads_as_its_owner(session: Session) -> None:
    script(session, "GRANT SELECT ON TABLE source TO ROLE owner")
    as_role(session, "owner", "CREATE VIEW v AS SELECT a FROM source", "CREATE VIEW v2 AS SELECT a FROM v")
    session.execute("GRANT SELECT ON VIEW v2 TO ROLE reader")
    assert seen(session, "reader", "SELECT a FROM v2") == [(1,)]
    assert refused(session, "reader", "SELECT a FROM v").errno == 2003
    session.execute("REVOKE SELECT ON TABLE source FROM ROLE owner")
    for role in ("reader", "ACCOUNTADMIN"):
        error = refused(session, role, "SELECT a FROM v2")
        assert (error.errno, error.sqlstate) == (2037, "42601")
        assert "Failure during expansion of view 'V2'" in error.raw_msg
        assert "Failure during expansion of view 'V'" in error.raw_msg
        assert "Object 'D.PUBLIC.SOURCE' does not exist or not authorized." in error.raw_msg


def test_what_a_view_calls_its_owner_calls(session: Session) -> None:
    script(
        session,
        "GRANT SELECT ON TABLE source TO ROLE owner",
        "CREATE SEQUENCE q",
        "GRANT USAGE ON SEQUENCE q TO ROLE owner",
    )
    as_role(
        session,
        "owner",
        "CREATE FUNCTION twice(x INT) RETURNS INT AS '2 * x'",
        "CREATE VIEW v AS SELECT twice(a) AS b, q.NEXTVAL AS n FROM source",
    )
    session.execute("GRANT SELECT ON VIEW v TO ROLE reader")
    assert seen(session, "reader", "SELECT b, n FROM v") == [(2, 1)]
    assert refused(session, "reader", "SELECT twice(1)").errno == 2140
    session.execute("REVOKE USAGE ON SEQUENCE q FROM ROLE owner")
    assert refused(session, "reader", "SELECT b, n FROM v").errno == 2037


def test_a_function_reads_as_its_owner(session: Session) -> None:
    session.execute("GRANT SELECT ON TABLE source TO ROLE owner")
    as_role(
        session,
        "owner",
        "CREATE FUNCTION most() RETURNS INT AS 'SELECT MAX(a) FROM source'",
        "CREATE FUNCTION listed() RETURNS TABLE (a INT) AS 'SELECT a FROM source'",
        "CREATE FUNCTION outer_most() RETURNS INT AS 'most()'",
    )
    for call in ("most()", "listed()", "outer_most()"):
        session.execute(f"GRANT USAGE ON FUNCTION {call} TO ROLE reader")
    session.execute("REVOKE USAGE ON FUNCTION most() FROM ROLE reader")
    assert seen(session, "reader", "SELECT outer_most()") == [(1,)]
    assert seen(session, "reader", "SELECT a FROM TABLE(listed())") == [(1,)]
    assert refused(session, "reader", "SELECT outer_most(), a FROM source").errno == 2003
    session.execute("REVOKE SELECT ON TABLE source FROM ROLE owner")
    for query in ("SELECT outer_most()", "SELECT a FROM TABLE(listed())"):
        assert refused(session, "reader", query).errno == 2003


def test_a_policy_reads_as_its_owner(session: Session) -> None:
    script(
        session,
        "CREATE TABLE allowed (r TEXT)",
        "INSERT INTO allowed VALUES ('READER')",
        "GRANT SELECT ON TABLE allowed TO ROLE owner",
        "GRANT SELECT ON TABLE source TO ROLE reader",
    )
    body = "CASE WHEN EXISTS (SELECT 1 FROM allowed WHERE r = CURRENT_ROLE()) THEN x ELSE -1 END"
    as_role(session, "owner", f"CREATE MASKING POLICY m AS (x INT) RETURNS INT -> {body}")
    session.execute("ALTER TABLE source ALTER COLUMN a SET MASKING POLICY m")
    assert seen(session, "reader", "SELECT a FROM source") == [(1,)]
    assert seen(session, "ACCOUNTADMIN", "SELECT a FROM source") == [(-1,)]
    session.execute("REVOKE SELECT ON TABLE allowed FROM ROLE owner")
    assert refused(session, "reader", "SELECT a FROM source").errno == 2003


def test_a_stream_takes_select_on_its_source(session: Session) -> None:
    script(
        session,
        "CREATE VIEW v AS SELECT a FROM source",
        "CREATE STREAM of_table ON TABLE source",
        "CREATE STREAM of_view ON VIEW v",
        "INSERT INTO source VALUES (2)",
    )
    for stream, source in (("of_table", "TABLE source"), ("of_view", "VIEW v")):
        session.execute(f"GRANT SELECT ON STREAM {stream} TO ROLE reader")
        assert refused(session, "reader", f"SELECT a FROM {stream}").errno == 91901
        session.execute(f"GRANT SELECT ON {source} TO ROLE reader")
        assert seen(session, "reader", f"SELECT a FROM {stream}") == [(2,)]


def test_a_plan_of_one_role_serves_no_other(session: Session) -> None:
    script(session, "GRANT SELECT ON TABLE source TO ROLE owner")
    for _ in range(2):
        assert seen(session, "owner", "SELECT a FROM source") == [(1,)]
        assert refused(session, "reader", "SELECT a FROM source").errno == 2003
