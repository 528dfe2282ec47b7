"""Events as text and as JSON lines, and the command's options for them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecomsim import logs
from ecomsim.cli.main import run


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    log = logging.getLogger("ecomsim")
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()
    log.setLevel(logging.NOTSET)


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_statement_is_one_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, database = tmp_path / "ecomsim.log", str(tmp_path / "a.duckdb")
    options = ["--log-level", "debug", "--log-format", "json", "--log-file", str(log)]
    assert run([*options, "sql", "-d", database, "-q", "SELECT 'ä\n2' AS x"]) == 0
    (event,) = [event for event in written(log) if event.get("query_text", "").startswith("SELECT 'ä")]
    assert event["level"] == "debug"
    assert event["logger"] == "ecomsim.statements"
    assert event["message"] == "statement"
    assert event["query_type"] == "SELECT"
    assert event["rows_produced"] == 1
    assert event["query_id"]
    assert "error_code" not in event


def test_a_failed_statement_is_told_at_info_and_a_good_one_is_not(tmp_path: Path) -> None:
    log, database = tmp_path / "ecomsim.log", str(tmp_path / "a.duckdb")
    options = ["--log-level", "info", "--log-format", "json", "--log-file", str(log)]
    assert run([*options, "sql", "-d", database, "-q", "SELECT 1; SELECT 1/0"]) == 1
    statements = [event for event in written(log) if event["logger"] == "ecomsim.statements"]
    assert [(event["message"], event["error_code"]) for event in statements] == [("statement failed", "100051")]


def test_runs_of_tasks_are_told(tmp_path: Path) -> None:
    log, database = tmp_path / "ecomsim.log", str(tmp_path / "a.duckdb")
    script = (
        "CREATE DATABASE D; CREATE TASK T SCHEDULE = '1 MINUTE' AS SELECT 1/0; ALTER TASK T RESUME;"
        "SELECT SYSTEM$ECOMSIM_ADVANCE('90 seconds')"
    )
    assert (
        run(
            ["--log-level", "info", "--log-format", "json", "--log-file", str(log), "sql", "-d", database, "-q", script]
        )
        == 0
    )
    (event,) = [event for event in written(log) if event["logger"] == "ecomsim.tasks"]
    assert event["task"] == "D.PUBLIC.T"
    assert event["state"] == "FAILED"
    assert event["error_code"] == "100051"


def test_refreshes_are_told(tmp_path: Path) -> None:
    log, database = tmp_path / "ecomsim.log", str(tmp_path / "a.duckdb")
    script = (
        "CREATE DATABASE D; CREATE WAREHOUSE W; CREATE TABLE T (ID INT); INSERT INTO T VALUES (1), (2);"
        "CREATE DYNAMIC TABLE Q TARGET_LAG = '1 minute' WAREHOUSE = W AS SELECT 1 / ID AS X FROM T;"
        "SELECT SYSTEM$ECOMSIM_ADVANCE('1 minute'); INSERT INTO T VALUES (4);"
        "SELECT SYSTEM$ECOMSIM_ADVANCE('1 minute'); INSERT INTO T VALUES (0);"
        "SELECT SYSTEM$ECOMSIM_ADVANCE('1 minute')"
    )
    options = ["--log-level", "info", "--log-format", "json", "--log-file", str(log)]
    assert run([*options, "sql", "-d", database, "-q", script]) == 0
    events = [event for event in written(log) if event["logger"] == "ecomsim.dynamic_tables"]
    assert {(event["level"], event["message"], event["table"]) for event in events} == {
        ("info", "refresh", "D.PUBLIC.Q")
    }
    told = [(event["refresh_trigger"], event["refresh_action"], event["state"]) for event in events]
    assert told[0] == ("CREATION", "INCREMENTAL", "SUCCEEDED")
    assert told[1] == ("SCHEDULED", "NO_DATA", "SUCCEEDED")
    assert told[-1] == ("SCHEDULED", "INCREMENTAL", "FAILED")
    assert (events[0]["rows_inserted"], events[0]["rows_deleted"]) == (2, 0)
    assert "rows_inserted" not in events[1]
    assert events[-1]["error_code"] == "100051"
    assert "Division by zero" in events[-1]["error_message"]
    moved = next(event for event in events if event["refresh_action"] == "INCREMENTAL" and event is not events[0])
    assert (moved["state"], moved["rows_inserted"], moved["rows_deleted"]) == ("SUCCEEDED", 1, 0)
    assert moved["milliseconds"] >= 0


def test_text_is_one_line_with_quoted_fields_and_a_traceback_below(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level="info")
    log = logging.getLogger("ecomsim.example")
    logs.event(log, logging.INFO, "something happened", table="A.B", text="two\n words", nothing=None)
    logs.event(log, logging.DEBUG, "not told")
    try:
        raise ValueError("no")
    except ValueError:
        log.exception("It failed")
    first, second, *rest = capsys.readouterr().err.splitlines()
    assert first.split(" ", 1)[1] == 'info    something happened table=A.B text="two words"'
    assert second.endswith("error   It failed")
    assert rest[0].startswith("Traceback")
    assert rest[-1] == "ValueError: no"


def test_a_log_that_cannot_be_written_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--log-file", str(tmp_path / "no" / "x.log"), "doctor"]) == 2
    assert "No such file or directory" in capsys.readouterr().err
