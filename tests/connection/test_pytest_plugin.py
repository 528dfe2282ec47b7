"""The pytest plugin, as a project that has ecomsim installed sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
THIS_ONE = ("-p", "no:ecomsim", "-p", "ecomsim.pytest_plugin")
"""The module of this checkout, also where an installed one has registered itself."""


@pytest.fixture(autouse=True)
def this_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


TESTS = '''
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest


def test_a_task_runs_when_time_passes(ecomsim_connection, ecomsim_clock):
    ecomsim_connection.execute_string("""
        CREATE TABLE T (A INTEGER);
        CREATE TASK K SCHEDULE = '5 MINUTES' WAREHOUSE = COMPUTE_WH AS INSERT INTO T VALUES (1);
        ALTER TASK K RESUME;
    """)
    assert ecomsim_connection.database == "TEST"
    assert ecomsim_clock.advance(minutes=11).replace(microsecond=0) == datetime(2026, 1, 5, 8, 11, tzinfo=UTC)
    assert ecomsim_connection.cursor().execute("SELECT COUNT(*) FROM T").fetchone() == (2,)
    ecomsim_clock.to(datetime(2026, 1, 5, 9))
    assert ecomsim_clock.now.replace(microsecond=0) == datetime(2026, 1, 5, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="has gone by"):
        ecomsim_clock.to(datetime(2025, 1, 1))


@pytest.mark.parametrize("number", [1, 2])
def test_accounts_are_apart(ecomsim_connection, number):
    ecomsim_connection.cursor().execute("CREATE TABLE ONCE (A INTEGER)")


@pytest.mark.ecomsim(start="2024-02-29 12:00", database="SHOP")
def test_marked(ecomsim_connection, ecomsim_clock):
    assert ecomsim_connection.database == "SHOP"
    assert ecomsim_clock.now.replace(microsecond=0) == datetime(2024, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize("number", [1, 2])
def test_the_connector_through_the_server(ecomsim_server, number):
    with ecomsim_server.connect(database="TEST", schema="PUBLIC") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE ONCE AS SELECT CURRENT_DATE() AS D")
        assert cursor.execute("SELECT YEAR(D) FROM ONCE").fetchone() == (2026,)
    assert ecomsim_server.url.startswith("http://127.0.0.1:")


def test_cases(assert_parity, tmp_path):
    case = """
        SELECT COALESCE(NULL, 1) AS A;
        ----
        A
        1
    """.replace("        ", "")
    assert_parity(case)
    (tmp_path / "001_one.sql").write_text(case)
    assert_parity(tmp_path)
    assert_parity(tmp_path / "001_one.sql")
    with pytest.raises(ValueError, match="no case"):
        assert_parity("-- nothing")


def test_a_wrong_case(assert_parity):
    assert_parity("SELECT 1 AS A;\\n----\\nA\\n2\\n")


@pytest.mark.ecomsim(colour="red")
def test_an_unknown_setting(ecomsim_connection):
    pass
'''


def test_the_fixtures(pytester: pytest.Pytester) -> None:
    """Six kinds of use pass; a wrong case fails with both sides, an unknown setting is an error."""
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess(*THIS_ONE, "--strict-markers", "-W", "ignore")
    result.assert_outcomes(passed=7, failed=1, errors=1)
    said = result.stdout.str()
    assert "SELECT 1 AS A;\nexpected:\nA\n2\nactual:\nA\n1\n" in said
    assert "takes clock, database, start" in said


def test_the_start_may_be_overridden(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "import datetime, pytest\n"
        "@pytest.fixture\n"
        "def ecomsim_start():\n    return datetime.datetime(2030, 6, 1, tzinfo=datetime.UTC)\n"
    )
    pytester.makepyfile(
        "def test_year(ecomsim_clock, assert_parity):\n"
        "    assert ecomsim_clock.now.year == 2030\n"
        "    assert_parity('SELECT YEAR(CURRENT_DATE()) AS Y;\\n----\\nY\\n2030')\n"
    )
    pytester.runpytest_subprocess(*THIS_ONE).assert_outcomes(passed=1)


def test_pytest_finds_the_plugin_by_the_entry_point_of_the_project(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the entry points of pyproject.toml in an installed distribution, no option and no conftest is needed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    points = project["entry-points"]["pytest11"]
    site = pytester.mkdir("site")
    (site / "probe-1.dist-info").mkdir()
    (site / "probe-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 1\n")
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    (site / "probe-1.dist-info" / "entry_points.txt").write_text(f"[pytest11]\n{lines}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(site))))
    pytester.makepyfile(
        "def test_it(ecomsim_connection):\n"
        "    assert ecomsim_connection.cursor().execute('SELECT 1').fetchone() == (1,)\n"
    )
    pytester.runpytest_subprocess("--strict-markers", "-W", "ignore").assert_outcomes(passed=1)


def test_an_unused_plugin_loads_nothing_of_the_engine() -> None:
    script = (
        "import sys, ecomsim.pytest_plugin;"
        "heavy = {'duckdb', 'pandas', 'polars', 'pyarrow', 'sqlglot', 'numpy', 'snowflake.connector', 'uvicorn'};"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
