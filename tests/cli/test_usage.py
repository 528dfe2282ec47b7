"""The command line before it touches a database: help, wrong usage, failures in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ecomsim.cli import main

COMMANDS = (
    *("demo", "deploy", "load", "simulate", "status", "tasks", "sql", "teardown", "dashboard", "serve", "parity"),
    "doctor",
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main.run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for command in COMMANDS:
        assert command in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert f"ecomsim {command}" in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("deploy", "--nope"), "--nope"),
        (("nope",), "nope"),
        (("load", "--scale", "big"), "--scale"),
        (("load", "--scale", "0"), "--scale"),
        (("demo", "--headless", "--start", "yesterday"), "yesterday"),
        (("sql", "-q", "SELECT 1", "-f", "x.sql"), "not both"),
        (("deploy", "--backend", "oracle"), "oracle"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert expected in err
    assert err.count("\n") == 1
    assert "Try: ecomsim" in err


def test_a_missing_database_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.duckdb"
    code, out, err = run(capsys, "status", "--database", str(path))
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert f"ecomsim deploy --database {path}" in err
    assert not path.exists()


def test_a_missing_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "sql", "-d", ":memory:", "-f", str(tmp_path / "none.sql"))
    assert (code, out) == (1, "")
    assert err == f"ecomsim: There is no file {tmp_path / 'none.sql'}. Check the path.\n"


def test_the_plan_of_a_deployment(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "deploy", "--dry-run", "--json")
    assert code == 0
    plan = json.loads(out)["plan"]
    assert [entry["file"][:2] for entry in plan] == [f"{number:02d}" for number in range(1, 9)]
    assert all(entry["statements"] for entry in plan)


def test_help_and_import_are_quick() -> None:
    """Both load no engine: what would make them slow is not imported."""
    script = (
        "import sys, ecomsim; from ecomsim.cli import main; main.run(['--help']);"
        "heavy = {'duckdb', 'pandas', 'polars', 'pyarrow', 'sqlglot', 'streamlit', 'snowflake.connector'};"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
