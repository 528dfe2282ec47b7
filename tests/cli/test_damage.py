"""Files and machines that fail: every command says in one line what is wrong and what to do, and so does the doctor."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

import ecomsim
from ecomsim import doctor
from ecomsim.accounts import database_file
from ecomsim.cli import main

if sys.platform != "win32":
    import resource

READ = "SELECT COUNT(*), MIN(text) FROM d.public.t"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account whose rows fill some blocks of its file."""
    path = tmp_path_factory.mktemp("whole") / "shop.duckdb"
    start = datetime(2026, 1, 5, tzinfo=UTC)
    with ecomsim.connect(path, clock="virtual", start=start) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE d")
        cursor.execute(
            "CREATE TABLE t AS SELECT SEQ4() AS id, SHA2(SEQ4()::VARCHAR, 512) || UUID_STRING() AS text "
            "FROM TABLE(GENERATOR(ROWCOUNT => 20000))"
        )
    return path


@pytest.fixture
def shop(whole: Path, tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    path.write_bytes(whole.read_bytes())
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main.run(arguments)
    return code, capsys.readouterr().err


def examined(path: Path) -> dict[str, doctor.Finding]:
    return {finding.check: finding for finding in doctor.database_file(str(path))}


def test_a_whole_file(shop: Path) -> None:
    assert examined(shop)["rows"].found == "every row could be read"


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9])
def test_a_file_that_lost_its_end(shop: Path, share: float, capsys: pytest.CaptureFixture[str]) -> None:
    content = shop.read_bytes()
    shop.write_bytes(content[: int(len(content) * share)])
    assert any(finding.state == "problem" for finding in examined(shop).values())
    code, said = run(capsys, "sql", "-d", str(shop), "-q", READ)
    assert code == 1
    assert said.count("\n") == 1, said
    assert ("damaged" if share else "it is empty") in said
    assert "restore" in said.lower()


def test_a_file_that_lost_its_last_block(shop: Path) -> None:
    content = shop.read_bytes()
    shop.write_bytes(content[:-1])
    assert "the end is missing" in examined(shop)["database damaged"].found


def test_a_file_that_became_shorter_is_whole(shop: Path) -> None:
    for statement, days in (("UPDATE d.public.t SET id = id + 1", 0), ("DROP DATABASE d", 0), ("SELECT 1", 10)):
        with ecomsim.connect(shop, clock="virtual") as connection:
            connection.cursor().execute(statement)
            connection.advance(timedelta(days=days))  # past retention: the rows go, and with them the end of the file
    with duckdb.connect(str(shop), read_only=True) as duck:
        (counted,) = duck.execute("SELECT total_blocks * block_size FROM pragma_database_size()").fetchall()[0]
    assert shop.stat().st_size < counted
    assert examined(shop)["rows"].found == "every row could be read"


def test_rows_that_were_overwritten(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray(shop.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 300_000] = b"x" * 300_000
    shop.write_bytes(content)
    assert examined(shop)["database damaged"].advice.startswith("Restore a copy")
    code, said = run(capsys, "sql", "-d", str(shop), "-q", READ)
    assert code == 1
    assert "damaged" in said
    assert "Restore a copy; `ecomsim doctor`" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no sizes of files: run on Linux or macOS")
def test_no_space_left(shop: Path) -> None:
    """A limit on the size of files stands for a full disk: DuckDB hears of both when it writes."""
    size = shop.stat().st_size

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, size + 100_000))

    many = "CREATE TABLE d.public.u AS SELECT t.* FROM d.public.t, TABLE(GENERATOR(ROWCOUNT => 20))"
    command = [sys.executable, "-m", "ecomsim", "sql", "-d", str(shop), "-q", many]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 1
    assert "Could not write" in done.stderr
    assert "Make room on the disk (`ecomsim doctor` says how much there is)" in done.stderr
    with ecomsim.connect(shop, clock="virtual") as connection, connection.cursor() as cursor:
        assert cursor.execute("SELECT COUNT(*) FROM d.public.t").fetchone() == (20000,)


def test_too_little_memory(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = os.environ.get("ECOMSIM_MEMORY_LIMIT")
    code, said = run(capsys, "--memory-limit", "lots", "sql", "-d", str(shop), "-q", "SELECT 1")
    assert code == 1
    assert "Invalid memory limit 'lots'" in said
    code, _ = run(capsys, "--memory-limit", "300MB", "sql", "-d", str(shop), "-q", READ)
    assert code == 0
    assert os.environ.get("ECOMSIM_MEMORY_LIMIT") == before
    code, said = run(
        capsys, "--memory-limit", "8MB", "sql", "-d", str(shop), "-q", "SELECT ARRAY_AGG(text || text) FROM d.public.t"
    )
    assert code == 1
    assert "--memory-limit" in said or "memory limit" in said.lower()


def test_a_file_that_may_only_be_read(shop: Path) -> None:
    refused = duckdb.IOException(f'IO Error: Cannot open file "{shop}": Permission denied')
    assert database_file.why_closed(str(shop), refused).startswith("it may only be read")
    assert "folder does not exist" in database_file.why_closed(str(shop.parent / "none" / "x.duckdb"), refused)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write every file: run as another user"
)
def test_a_command_on_a_file_that_may_only_be_read(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.chmod(0o444)
    code, said = run(capsys, "sql", "-d", str(shop), "-q", "SELECT 1")
    assert code == 1
    assert "it may only be read" in said
