"""Pipes: what they load and when, what stops them, who may do what with them."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session
from tests.asking import fails, rows

COPY = "COPY INTO t FROM @st FILE_FORMAT = (TYPE = CSV)"


@pytest.fixture
def folder(session: Session, stage: Path) -> Path:
    """The folder of the stage ST, beside the table T and the pipe P, which ingests by itself."""
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    session.execute(f"CREATE PIPE p AUTO_INGEST = TRUE AS {COPY}")
    return stage


def put(folder: Path, name: str, *lines: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))


def again(folder: Path, name: str, *lines: str) -> None:
    """Put other content under a name; the time of the file differs even where the file system counts in seconds."""
    before = (folder / name).stat().st_mtime_ns
    put(folder, name, *lines)
    os.utime(folder / name, ns=(before + 10**10, before + 10**10))


def advance(session: Session, **by: float) -> None:
    session.account.advance(timedelta(**by))


def status(session: Session, pipe: str = "p") -> dict[str, Any]:
    found = json.loads(rows(session, f"SELECT SYSTEM$PIPE_STATUS('{pipe}')")[0][0])
    assert isinstance(found, dict)
    return found


def loaded(session: Session) -> list[int]:
    return [row[0] for row in rows(session, "SELECT a FROM t ORDER BY 1")]


def test_files_that_come_are_loaded_within_a_minute(session: Session, folder: Path) -> None:
    put(folder, "a.csv", "1,x", "2,y")
    put(folder, "deep/b.csv", "3,z")
    assert status(session)["pendingFileCount"] == 2
    assert loaded(session) == []
    advance(session, minutes=1)
    assert loaded(session) == [1, 2, 3]
    assert status(session)["pendingFileCount"] == 0
    advance(session, days=20)
    assert loaded(session) == [1, 2, 3]


def test_files_that_were_there_wait_for_a_refresh(session: Session, stage: Path) -> None:
    put(stage, "old.csv", "1,x")
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    session.execute(f"CREATE PIPE p AUTO_INGEST = TRUE AS {COPY}")
    advance(session, days=1)
    assert loaded(session) == []
    assert rows(session, "ALTER PIPE p REFRESH") == [("old.csv", "SENT")]
    assert loaded(session) == [1]
    assert rows(session, "ALTER PIPE p REFRESH") == []


def test_a_path_is_loaded_once_in_fourteen_days(session: Session, folder: Path) -> None:
    put(folder, "a.csv", "1,x")
    advance(session, minutes=1)
    again(folder, "a.csv", "2,y")
    advance(session, days=1)
    assert rows(session, "ALTER PIPE p REFRESH") == []
    assert loaded(session) == [1]
    advance(session, days=14)
    assert loaded(session) == [1], "what was put meanwhile has been taken no notice of"
    again(folder, "a.csv", "3,z")
    advance(session, minutes=1)
    assert loaded(session) == [1, 3]


def test_a_pipe_created_anew_has_forgotten(session: Session, folder: Path) -> None:
    put(folder, "a.csv", "1,x")
    advance(session, minutes=1)
    session.execute("TRUNCATE TABLE t")
    assert rows(session, "ALTER PIPE p REFRESH") == [], "TRUNCATE leaves what a pipe knows alone"
    session.execute(f"CREATE OR REPLACE PIPE p AUTO_INGEST = TRUE AS {COPY}")
    advance(session, minutes=1)
    assert loaded(session) == []
    assert rows(session, "ALTER PIPE p REFRESH") == [("a.csv", "SENT")]
    assert loaded(session) == [1]


def test_copy_into_and_a_pipe_have_histories_of_their_own(session: Session, folder: Path) -> None:
    put(folder, "a.csv", "1,x")
    advance(session, minutes=1)
    session.execute(COPY)
    assert loaded(session) == [1, 1]
    session.execute("CREATE PIPE q AS " + COPY)
    assert rows(session, "ALTER PIPE q REFRESH") == [], "REFRESH asks the table's history as well"


def test_a_file_with_errors_is_skipped_and_loads_when_it_is_put_again(session: Session, folder: Path) -> None:
    put(folder, "bad.csv", "1,x", "oops,y")
    (folder / "torn.csv.gz").write_bytes(b"no gzip")
    put(folder, "good.csv", "2,z")
    advance(session, minutes=1)
    assert loaded(session) == [2]
    history = rows(
        session,
        "SELECT split_part(file_name, '/', -1), status, row_count, pipe_name "
        "FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 't', "
        "START_TIME => DATEADD(hour, -1, CURRENT_TIMESTAMP()))) ORDER BY 1",
    )
    assert history == [
        ("bad.csv", "Load failed", 0, "P"),
        ("good.csv", "Loaded", 1, "P"),
        ("torn.csv.gz", "Load failed", 0, "P"),
    ]
    advance(session, days=1)
    assert loaded(session) == [2], "nothing has come since"
    again(folder, "bad.csv", "1,x")
    advance(session, minutes=1)
    assert loaded(session) == [1, 2]


def test_on_error_continue_loads_a_part(session: Session, folder: Path) -> None:
    session.execute(f"CREATE OR REPLACE PIPE p AUTO_INGEST = TRUE AS {COPY} ON_ERROR = CONTINUE")
    put(folder, "bad.csv", "1,x", "oops,y")
    advance(session, minutes=1)
    assert loaded(session) == [1]
    assert rows(session, "ALTER PIPE p REFRESH") == []


def test_patterns_and_places(session: Session, folder: Path) -> None:
    session.execute("DROP PIPE p")
    session.execute(
        "CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t (b, a) FROM (SELECT METADATA$FILENAME, $1 FROM @st/in/) "
        "PATTERN = '.*[.]csv' FILE_FORMAT = (TYPE = CSV)"
    )
    put(folder, "in/a.csv", "1")
    put(folder, "in/a.txt", "2")
    put(folder, "out/a.csv", "3")
    advance(session, minutes=1)
    assert [(a, b.rpartition("/")[2]) for a, b in rows(session, "SELECT a, b FROM t")] == [(1, "a.csv")]
    assert rows(session, "SHOW PIPES")[0][9] == ".*[.]csv"


def test_refresh_by_prefix(session: Session, folder: Path) -> None:
    session.execute("DROP PIPE p")
    put(folder, "in/1/a.csv", "1,x")
    put(folder, "in/2/a.csv", "2,x")
    session.execute("CREATE PIPE p AS COPY INTO t FROM @st/in/ FILE_FORMAT = (TYPE = CSV)")
    assert rows(session, "ALTER PIPE p REFRESH PREFIX = '2/'") == [("in/2/a.csv", "SENT")]
    assert loaded(session) == [2]
    modified = (folder / "in/1/a.csv").stat().st_mtime
    for seconds, expected in ((10, []), (-10, [("in/1/a.csv", "SENT")])):
        after = f"SELECT TO_CHAR(TO_TIMESTAMP_NTZ({int(modified) + seconds}), 'YYYY-MM-DDTHH24:MI:SS')"
        text = rows(session, after)[0][0]
        assert rows(session, f"ALTER PIPE p REFRESH MODIFIED_AFTER = '{text}Z'") == expected


def test_on_the_wall_clock_refresh_goes_back_seven_days(tmp_path: Path) -> None:
    with Account.open(tmp_path / "a.duckdb") as account, account.session() as session:
        for name, days in (("new.csv", 6), ("old.csv", 8)):
            put(tmp_path / "files", name, "1,x")
            since = session.clock.now().timestamp() - days * 86400
            os.utime(tmp_path / "files" / name, (since, since))
        for statement in (
            "CREATE DATABASE d",
            f"CREATE STAGE st URL = 'file://{tmp_path}/files/'",
            "CREATE TABLE t (a INT, b VARCHAR)",
            f"CREATE PIPE p AS {COPY}",
        ):
            session.execute(statement)
        assert rows(session, "ALTER PIPE p REFRESH") == [("new.csv", "SENT")]
        assert loaded(session) == [1]
        early = (session.clock.now() - timedelta(days=9)).isoformat()
        fails(session, f"ALTER PIPE p REFRESH MODIFIED_AFTER = '{early}'", "within the last 7 days")
        fails(session, "ALTER PIPE p REFRESH MODIFIED_AFTER = 'soon'", "'soon' is not recognized")


def test_a_paused_pipe_keeps_what_comes(session: Session, folder: Path) -> None:
    session.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    put(folder, "a.csv", "1,x")
    put(folder, "b.csv", "2,x")
    advance(session, days=1)
    assert rows(session, "ALTER PIPE p REFRESH PREFIX = 'b'") == [("b.csv", "SENT")]
    assert status(session)["executionState"] == "PAUSED"
    assert status(session)["pendingFileCount"] == 2
    assert loaded(session) == []
    session.execute("ALTER PIPE p UNSET PIPE_EXECUTION_PAUSED")
    advance(session, minutes=1)
    assert loaded(session) == [1, 2]


def test_a_pipe_paused_for_long_is_stale(session: Session, folder: Path) -> None:
    session.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    put(folder, "a.csv", "1,x")
    advance(session, days=15)
    fails(session, "ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE", "P is stale")
    fails(session, "SELECT SYSTEM$PIPE_FORCE_RESUME('p')", "STALENESS_CHECK_OVERRIDE")
    fails(session, "SELECT SYSTEM$PIPE_FORCE_RESUME('p', 'please')", "invalid value .PLEASE.")
    session.execute(
        "SELECT SYSTEM$PIPE_FORCE_RESUME('p', 'staleness_check_override, ownership_transfer_check_override')"
    )
    advance(session, minutes=1)
    assert loaded(session) == [1]


def test_what_a_task_unloads_is_loaded(session: Session, folder: Path) -> None:
    session.execute(
        "CREATE TASK give SCHEDULE = '10 MINUTES' AS COPY INTO @st FROM (SELECT 7, 'x') PARTITION BY ('given') "
        "FILE_FORMAT = (TYPE = CSV)"
    )
    session.execute("ALTER TASK give RESUME")
    advance(session, minutes=35)
    assert loaded(session) == [7, 7, 7]


def test_a_pipe_waits_for_the_table(session: Session, folder: Path) -> None:
    other = session.account.session(database="D", schema="PUBLIC")
    other.execute("BEGIN")
    other.execute("DELETE FROM t")
    other.execute("INSERT INTO t VALUES (0, 'open')")
    other.execute("UPDATE t SET a = 9")
    put(folder, "a.csv", "1,x")
    advance(session, minutes=1)
    assert status(session)["executionState"] == "STALLED_EXECUTION_ERROR"
    assert status(session)["pendingFileCount"] == 1
    other.execute("COMMIT")
    advance(session, minutes=2)
    assert loaded(session) == [1, 9]
    assert status(session)["executionState"] == "RUNNING"


def test_a_pipe_without_its_objects_stops(session: Session, folder: Path) -> None:
    session.execute("CREATE FILE FORMAT csv TYPE = CSV")
    session.execute(
        "CREATE OR REPLACE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @st FILE_FORMAT = (FORMAT_NAME = csv)"
    )
    put(folder, "a.csv", "1,x")
    session.execute("DROP TABLE t")
    advance(session, minutes=1)
    assert status(session)["executionState"] == "STOPPED_MISSING_TABLE"
    assert rows(session, "SHOW PIPES")[0][12] == "Table 'T' does not exist or not authorized."
    fails(session, "ALTER PIPE p REFRESH", "Table 'T' does not exist")
    session.execute("UNDROP TABLE t")
    session.execute("DROP FILE FORMAT csv")
    assert status(session)["executionState"] == "STOPPED_FILE_FORMAT_DROPPED"
    session.execute("CREATE FILE FORMAT csv TYPE = CSV")
    assert status(session)["executionState"] == "RUNNING"
    advance(session, minutes=1)
    assert loaded(session) == [1]
    session.execute(f"CREATE OR REPLACE STAGE st URL = 'file://{folder}/'")
    put(folder, "b.csv", "2,x")
    advance(session, minutes=1)
    assert status(session)["executionState"] == "STOPPED_STAGE_DROPPED", "it is another stage"
    assert loaded(session) == [1]


def test_the_statement_is_checked_when_the_pipe_is_created(session: Session, stage: Path) -> None:
    session.execute("CREATE TABLE t (a INT, b VARCHAR)")
    session.execute("CREATE TEMPORARY TABLE own (a INT, b VARCHAR)")
    session.execute("CREATE TEMPORARY STAGE mine")
    for option in (
        *("FORCE = TRUE", "PURGE = TRUE", "FILES = ('a.csv')", "SIZE_LIMIT = 1", "RETURN_FAILED_ONLY = TRUE"),
        *("VALIDATION_MODE = RETURN_ERRORS", "ON_ERROR = ABORT_STATEMENT"),
    ):
        fails(session, f"CREATE PIPE p AS {COPY} {option}", "(?s)002095.*is not supported in a pipe definition")
    for statement, match in (
        ("SELECT 1", "must be a COPY INTO <table> statement"),
        ("COPY INTO @st FROM t", "must be a COPY INTO <table> statement"),
        ("COPY INTO t FROM @~/in", "'@~/in' is not supported"),
        ("COPY INTO own FROM @st", "temporary table is not supported"),
        ("COPY INTO t FROM @mine", "temporary stage is not supported"),
        ("COPY INTO nowhere FROM @st", "'NOWHERE' does not exist"),
        ("COPY INTO t FROM @nowhere", "'D.PUBLIC.NOWHERE' does not exist"),
        ("COPY INTO t (nothing) FROM @st", "invalid identifier 'NOTHING'"),
        ("COPY INTO t FROM (SELECT $1 FROM TABLE(DATA_SOURCE(TYPE => 'STREAMING')))", "Snowpipe Streaming"),
    ):
        fails(session, f"CREATE PIPE p AS {statement}", match)
    for option in ("AWS_SNS_TOPIC = 'arn:aws:sns:x'", "INTEGRATION = 'I'", "ERROR_INTEGRATION = e"):
        fails(session, f"CREATE PIPE p AUTO_INGEST = TRUE {option} AS {COPY}", f"000002.*{option.split()[0]} of a pipe")
    fails(
        session, f"CREATE PIPE p AUTO_INGEST = PERHAPS AS {COPY}", "invalid value .PERHAPS. for parameter 'AUTO_INGEST'"
    )
    fails(session, f"CREATE PIPE p COLOUR = 'red' AS {COPY}", "invalid property 'COLOUR' for 'PIPE'")
    assert rows(session, "SHOW PIPES") == []


def test_create_or_alter_changes_the_comment_alone(session: Session, folder: Path) -> None:
    session.execute(f"CREATE OR ALTER PIPE p AUTO_INGEST = TRUE COMMENT = 'new' AS {COPY}")
    assert rows(session, "SHOW PIPES")[0][7] == "new"
    fails(session, f"CREATE OR ALTER PIPE p AS {COPY}", "another COPY statement or AUTO_INGEST")


def test_names_mean_objects_of_the_pipe_s_own_schema(session: Session, folder: Path) -> None:
    session.execute("CREATE SCHEMA other")
    session.execute(f"CREATE PIPE d.public.q AS {COPY}")
    put(folder, "a.csv", "1,x")
    assert rows(session, "ALTER PIPE d.public.q REFRESH") == [("a.csv", "SENT")]
    session.execute("USE SCHEMA d.public")
    assert loaded(session) == [1]


def test_a_clone_begins_with_what_comes_after_it_is_resumed(session: Session, folder: Path) -> None:
    session.execute("CREATE STAGE inside")
    session.execute("CREATE PIPE of_inside AS COPY INTO t FROM @inside")
    session.execute("CREATE PIPE of_table AS COPY INTO t FROM @%t")
    session.execute(f"CREATE PIPE by_hand AS {COPY}")
    put(folder, "a.csv", "1,x")
    advance(session, minutes=1)
    session.execute("CREATE SCHEMA copy CLONE public")
    assert [row[1] for row in rows(session, "SHOW PIPES IN SCHEMA copy")] == ["BY_HAND", "P"]
    assert status(session, "by_hand")["executionState"] == "PAUSED"
    assert status(session, "p")["executionState"] == "STOPPED_CLONED"
    put(folder, "b.csv", "2,x")
    advance(session, minutes=1)
    assert loaded(session) == [1]
    session.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE")
    put(folder, "c.csv", "3,x")
    advance(session, minutes=1)
    assert loaded(session) == [1, 3]
    session.execute("USE SCHEMA public")
    assert loaded(session) == [1, 2, 3]


def test_a_new_owner_forces_the_pipe_to_resume(session: Session, folder: Path) -> None:
    for statement in (
        "CREATE ROLE loader",
        "GRANT USAGE ON DATABASE d TO ROLE loader",
        "GRANT USAGE ON SCHEMA public TO ROLE loader",
        "GRANT OWNERSHIP ON PIPE p TO ROLE loader",
    ):
        session.execute(statement)
    assert status(session)["executionState"] == "PAUSED"
    fails(session, "ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE", "has changed its owner")
    session.execute("SELECT SYSTEM$PIPE_FORCE_RESUME('p')")
    put(folder, "a.csv", "1,x")
    advance(session, minutes=1)
    assert status(session)["executionState"] == "STALLED_COMPILATION_ERROR"
    assert "Stage 'D.PUBLIC.ST' does not exist or not authorized" in status(session)["error"]
    session.execute("GRANT USAGE ON STAGE st TO ROLE loader")
    session.execute("GRANT SELECT ON TABLE t TO ROLE loader")
    advance(session, minutes=1)
    assert status(session)["executionState"] == "STALLED_COMPILATION_ERROR"
    assert "Insufficient privileges to operate on table 'T'" in status(session)["error"]
    session.execute("GRANT INSERT ON TABLE t TO ROLE loader")
    advance(session, minutes=1)
    assert loaded(session) == [1]


def test_privileges(session: Session, folder: Path) -> None:
    for statement in (
        *("CREATE ROLE watcher", "CREATE ROLE operator", "CREATE ROLE maker"),
        *(f"GRANT USAGE ON DATABASE d TO ROLE {role}" for role in ("watcher", "operator", "maker")),
        *(f"GRANT USAGE ON SCHEMA public TO ROLE {role}" for role in ("watcher", "operator", "maker")),
        "GRANT MONITOR ON PIPE p TO ROLE watcher",
        "GRANT OPERATE ON PIPE p TO ROLE operator",
        "GRANT CREATE PIPE ON SCHEMA public TO ROLE maker",
        "GRANT INSERT ON TABLE t TO ROLE maker",
    ):
        session.execute(statement)
    watcher, operator, maker = (
        session.account.session(database="D", schema="PUBLIC", role=role) for role in ("WATCHER", "OPERATOR", "MAKER")
    )
    assert status(watcher)["executionState"] == "RUNNING"
    fails(watcher, "ALTER PIPE p REFRESH", "(?s)003001.*pipe 'P'")
    fails(watcher, "ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE", "(?s)003001.*pipe 'P'")
    operator.execute("ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE")
    operator.execute("SELECT SYSTEM$PIPE_FORCE_RESUME('p')")
    fails(operator, "ALTER PIPE p SET COMMENT = 'mine'", "(?s)003001.*pipe 'P'")
    fails(operator, "SELECT SYSTEM$PIPE_STATUS('p')", "(?s)003001.*pipe 'P'")
    fails(maker, "ALTER PIPE p REFRESH", "Pipe 'D.PUBLIC.P' does not exist")
    fails(maker, f"CREATE PIPE mine AS {COPY}", "Stage 'D.PUBLIC.ST' does not exist")
    session.execute("GRANT USAGE ON STAGE st TO ROLE maker")
    maker.execute(f"CREATE PIPE mine AS {COPY}")
    assert [row[1] for row in rows(maker, "SHOW PIPES")] == ["MINE"]
    fails(watcher, f"CREATE PIPE other AS {COPY}", "does not exist or not authorized|003001")
