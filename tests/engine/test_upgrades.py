"""Files of older formats open, upgraded as a whole; newer ones are refused and stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import ecomsim
from ecomsim import doctor
from ecomsim.accounts import upgrades

OLDEST = Path(__file__).with_name("format_1.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An account as the first format had it."""
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as duck:
        duck.execute(OLDEST.read_text("utf-8"))
    return path


def written_format(path: Path) -> int:
    with duckdb.connect(str(path)) as duck:
        (value,) = duck.execute("SELECT value FROM _ecomsim.meta WHERE key = 'format'").fetchall()
    return int(value[0])


@pytest.mark.parametrize("written", range(1, upgrades.FORMAT))
def test_an_old_file_opens_with_everything_in_it(old: Path, written: int) -> None:
    with duckdb.connect(str(old)) as duck:  # steps are never edited: the first ones make what a file of `written` had
        for step in upgrades.STEPS[: written - 1]:
            step(duck)
        duck.execute("UPDATE _ecomsim.meta SET value = ? WHERE key = 'format'", [str(written)])
        duck.execute("CREATE MACRO _ecomsim.sf_version() AS 'older'")
    with ecomsim.connect(old, clock="virtual") as connection, connection.cursor() as cursor:
        cursor.execute("USE SCHEMA SHOP.PUBLIC")
        assert cursor.execute("SELECT id, note FROM orders ORDER BY id").fetchall() == [(1, "first"), (2, "second")]
        assert cursor.execute("SELECT note FROM orders AT (OFFSET => -60) WHERE id = 2").fetchall() == [(None,)]
        changes = cursor.execute("SELECT note, metadata$action FROM changes ORDER BY 2").fetchall()
        assert changes == [(None, "DELETE"), ("second", "INSERT")]
        cursor.execute("INSERT INTO orders VALUES (3, 1, 'third')")
        cursor.execute("ALTER DYNAMIC TABLE total REFRESH")
        assert [tuple(map(float, row)) for row in cursor.execute("SELECT * FROM total").fetchall()] == [(3.0, 31.5)]
    assert written_format(old) == upgrades.FORMAT
    with duckdb.connect(str(old)) as duck:
        assert duck.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []
        schemas = duck.execute("SELECT schema_name FROM duckdb_schemas() WHERE database_name = 'old' AND NOT internal")
        assert schemas.fetchall() == [("_ecomsim",)]


@pytest.mark.parametrize("stage", ["files", "%t"])
def test_a_loaded_file_stays_loaded(tmp_path: Path, stage: str) -> None:
    path, copy = tmp_path / "loads.duckdb", f"COPY INTO t FROM @{stage} FILE_FORMAT = (TYPE = CSV)"
    with ecomsim.connect(path, clock="virtual") as connection:
        connection.execute_string(
            f"CREATE DATABASE d; USE SCHEMA d.public; CREATE STAGE files; CREATE TABLE t (a INT);"
            f"COPY INTO @{stage}/rows.csv FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE; {copy}"
        )
    with duckdb.connect(str(path)) as duck:  # as format 3 had it
        duck.execute("UPDATE _ecomsim.load_history SET md5 = right(md5, 32)")
        duck.execute("UPDATE _ecomsim.meta SET value = '3' WHERE key = 'format'")
    with ecomsim.connect(path, clock="virtual") as connection, connection.cursor() as cursor:
        cursor.execute("USE SCHEMA d.public")
        cursor.execute(copy)
        assert cursor.execute("SELECT a FROM t").fetchall() == [(1,)]


def test_the_doctor_says_that_a_file_will_be_upgraded(old: Path) -> None:
    findings = {finding.check: finding for finding in doctor.database_file(str(old))}
    assert findings["database format"].state == "warning"
    assert "copy the file first" in findings["database format"].advice
    assert written_format(old) == 1, "the doctor changes nothing"


def test_a_step_that_fails_leaves_the_file_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_done(duck: duckdb.DuckDBPyConnection) -> None:
        duck.execute("CREATE TABLE _ecomsim.half (a INT)")
        duck.execute("ALTER TABLE _ecomsim.nowhere ADD COLUMN a INT")

    steps: tuple[Callable[[duckdb.DuckDBPyConnection], None], ...] = (*upgrades.STEPS, half_done)
    monkeypatch.setattr(upgrades, "STEPS", steps)
    monkeypatch.setattr(upgrades, "FORMAT", len(steps) + 1)
    with pytest.raises(ecomsim.OperationalError, match=f"from {len(steps)} to {len(steps) + 1}.*as it was"):
        ecomsim.connect(old, clock="virtual")
    assert written_format(old) == 1
    with duckdb.connect(str(old)) as duck:
        assert duck.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'").fetchall() == []


def test_a_newer_file_is_refused_with_both_versions(old: Path) -> None:
    with duckdb.connect(str(old)) as duck:
        duck.execute("UPDATE _ecomsim.meta SET value = '999' WHERE key = 'format'")
    with pytest.raises(ecomsim.OperationalError) as caught:
        ecomsim.connect(old)
    message = str(caught.value)
    assert caught.value.errno == 250001
    for part in ("format 999", f"up to format {upgrades.FORMAT}", ecomsim.__version__, "pip install --upgrade ecomsim"):
        assert part in message
    assert written_format(old) == 999
