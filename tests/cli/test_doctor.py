"""The doctor finds what is wrong with a file or a machine, says what to do, and changes nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import ecomsim
from ecomsim import doctor
from ecomsim.cli import main


@pytest.fixture
def account(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    with ecomsim.connect(path, clock="virtual", start=datetime(2026, 1, 5, tzinfo=UTC)) as connection:
        connection.cursor().execute("CREATE DATABASE D")
        connection.cursor().execute("CREATE TABLE T AS SELECT 1 AS A")
    return path


def found(path: Path | str) -> dict[str, doctor.Finding]:
    return {finding.check: finding for finding in doctor.database_file(str(path))}


def test_a_healthy_machine_and_file(account: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["doctor", "--database", str(account), "--json", "--port", str(free_port())]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["problems"] == 0
    states = {finding["check"]: finding["state"] for finding in document["findings"]}
    assert states["python"] == states["database"] == states["database format"] == states["catalog"] == "ok"


def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    assert found(tmp_path / "new.duckdb")["database"].state == "ok"
    assert not (tmp_path / "new.duckdb").exists()


def test_another_kind_of_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, whatever it is called" * 10)
    assert found(path)["database"].state == "problem"
    assert main.run(["doctor", "--database", str(path)]) == 1
    assert "is not a DuckDB file" in capsys.readouterr().out


def test_an_empty_file_a_folder_and_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.duckdb"
    empty.touch()
    assert main.run(["doctor", "--database", str(empty), "--port", str(free_port())]) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[-2:] == [
        f"problem database          {empty} is empty",
        f"{'':26}Restore a copy, or delete it: an account is made where no file is.",
    ]
    assert said.err.startswith("1 problem, ")
    with pytest.raises(ecomsim.OperationalError, match=r"it is empty\. Restore a copy, or delete it"):
        ecomsim.connect(empty)
    assert found(tmp_path)["database"].found == f"{tmp_path} is a folder"
    assert not found(tmp_path / "nowhere" / "shop.duckdb"), "the folder is what is missing"
    assert doctor.disk(tmp_path / "nowhere").state == "problem"


def test_a_damaged_file(account: Path) -> None:
    content = bytearray(account.read_bytes())
    content[4096:8192] = b"x" * 4096
    account.write_bytes(content)
    finding = found(account)["database damaged"]
    assert finding.state == "problem"
    assert "Restore" in finding.advice


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as duck:
        duck.execute("CREATE TABLE t AS SELECT 1 AS a")
    before = path.read_bytes()
    assert found(path)["database format"].found == "no ecomsim account"
    assert path.read_bytes() == before


def test_a_newer_format(account: Path) -> None:
    with duckdb.connect(str(account)) as duck:
        duck.execute("UPDATE _ecomsim.meta SET value = '999' WHERE key = 'format'")
    finding = found(account)["database format"]
    assert finding.state == "problem"
    assert finding.advice.startswith("Install a newer ecomsim")


def test_tables_that_somebody_removed(account: Path) -> None:
    with duckdb.connect(str(account)) as duck:
        (name,) = duck.execute("SELECT 'h_' || id FROM _ecomsim.objects WHERE kind = 'TABLE'").fetchone() or ("",)
        duck.execute(f"DROP TABLE _ecomsim.{name}")
    assert found(account)["catalog"].found == "internal tables that are missing: 1"


HOLDER = """
import os, sys, ecomsim
connection = ecomsim.connect(sys.argv[1], clock="virtual")
connection.cursor().execute("CREATE TABLE D.PUBLIC.U AS SELECT 1 AS A")
print("held", flush=True)
sys.stdin.readline()
os._exit(1)
"""


@pytest.fixture
def held(account: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    command = [sys.executable, "-c", HOLDER, str(account)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield account, process
        process.kill()


def test_a_file_in_use_and_the_log_of_a_crash(held: tuple[Path, subprocess.Popen[str]]) -> None:
    path, process = held
    assert found(path)["database in use"].found == f"process {process.pid} holds it"
    process.kill()
    process.wait()
    log = doctor.wal_of(path)
    size = log.stat().st_size
    findings = found(path)
    assert findings["unfinished log"].state == "warning"
    assert findings["catalog"].state == "ok"
    assert log.stat().st_size == size, "the doctor leaves the log alone"


def test_the_account_is_ahead_of_the_machine() -> None:
    finding = doctor.account_time("2027-01-01T00:00:00+00:00", datetime(2026, 1, 1, tzinfo=UTC))
    assert finding.state == "warning"


def test_a_port_that_is_taken() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert doctor.listening(listener.getsockname()[1]).state == "warning"


def test_python_and_packages() -> None:
    assert doctor.python((3, 10, 1)).state == "problem"
    assert doctor.python((3, 13, 0)).state == "ok"
    assert doctor.package("no-such-package-of-ours", ">=1").found == "not installed"
    assert doctor.package("duckdb", ">=99").state == "problem"
    assert doctor.package("duckdb", ">=2").state == "ok"


@pytest.mark.parametrize(("free", "state"), [(50 << 20, "problem"), (500 << 20, "warning"), (5 << 30, "ok")])
def test_disk_space(free: int, state: str) -> None:
    assert doctor.space(free).state == state


@pytest.mark.skipif(os.name != "posix", reason="folders have other permissions there: run on Linux or macOS")
def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert doctor.disk(tmp_path / "nowhere").state == "problem"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
