"""Scripts as statements, and queries as of a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot

import ecomsim
from ecomsim.ecommerce import scripts, status, verify


def test_scripts_are_numbered_and_in_order() -> None:
    numbers = [script.number for script in scripts.numbered()]
    assert numbers == list(range(1, 9))
    assert [script.number for script in scripts.numbered(first=99, last=99)] == [99]


def test_statements_know_their_line(tmp_path: Path) -> None:
    path = tmp_path / "01_x.sql"
    path.write_text("-- first\nSELECT 1;\n\nSELECT\n  2;\n")
    (script,) = scripts.numbered(tmp_path)
    assert [line for line, _ in script.statements] == [2, 4]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="numbered 01 to 08"):
        scripts.numbered(tmp_path)


def test_a_query_as_of_a_moment_leaves_cte_names_alone() -> None:
    query = sqlglot.parse_one("WITH a AS (SELECT * FROM d.s.t x) SELECT * FROM a JOIN d.s.u ON TRUE", read="snowflake")
    text = verify.as_of(query, datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC))
    moment = "AT (TIMESTAMP => CAST('2026-01-02T03:04:05.000006+00:00' AS TIMESTAMPTZ))"
    assert text.count(moment) == 2
    assert f"d.s.t {moment} AS x" in text
    assert "FROM a JOIN" in text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5 minutes", 300),
        ("1 minute", 60),
        ("2 hours", 7200),
        ("1 day", 86_400),
        ("30 seconds", 30),
        ("DOWNSTREAM", None),
    ],
)
def test_target_lags(text: str, seconds: float | None) -> None:
    assert status.lag_seconds(text) == seconds


def test_status_shows_pipes(tmp_path: Path) -> None:
    """The shop has none; one that somebody adds to its database is shown with what waits and what came."""
    with ecomsim.connect(clock="virtual") as connection, connection.cursor() as cursor:
        for statement in (
            "CREATE DATABASE ECOMMERCE_DB",
            "CREATE TABLE t (a INT)",
            f"CREATE STAGE st URL = 'file://{tmp_path}/'",
            "CREATE PIPE arriving AUTO_INGEST = TRUE AS COPY INTO t FROM @st",
        ):
            cursor.execute(statement)
        (tmp_path / "one.csv").write_text("1\n")
        (before,) = status.pipes(connection)
        assert (before["name"], before["state"], before["pending_files"]) == ("ARRIVING", "RUNNING", 1)
        cursor.execute("SELECT SYSTEM$ECOMSIM_ADVANCE('1 minute')")
        (after,) = status.pipes(connection)
        assert (after["pending_files"], after["error"]) == (0, None)
        assert after["last_file"].endswith("one.csv")
