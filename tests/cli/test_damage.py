"""Files and machines that fail: every command says in one line what is wrong and what to do, and so does the doctor."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A file system of its own in a folder; given another size or `ro`, it becomes that."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a file system: run as root on Linux")

    def become(option: str) -> Path:
        subprocess.run(["mount", "-o", f"remount,{option}", str(place)], check=True)
        return place / "shop.duckdb"

    yield become
    subprocess.run(["umount", str(place)], check=True)


def said_by(*arguments: str) -> tuple[int, str]:
    """What a command says on stderr, in a process of its own: code and text without what it reports on the way."""
    command = [sys.executable, "-m", "ecomsim", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.slow
def test_a_full_disk(small: Callable[[str], Path]) -> None:
    """Whatever cannot be written any more, a statement, its commit or the history at the end, is one clear line; with
    room again the file holds what was committed.
    """
    path = str(small("size=2m"))
    assert said_by("sql", "-d", path, "-q", "CREATE DATABASE d; CREATE TABLE d.public.t (n INT, text STRING)")[0] == 0
    row = "INSERT INTO d.public.t SELECT SEQ4(), UUID_STRING() FROM TABLE(GENERATOR(ROWCOUNT => {}))"
    assert said_by("sql", "-d", path, "-q", row.format(100))[0] == 0
    for rows in (1_000_000, 5_000, 1_000, 1_000, 1_000):
        code, said = said_by("sql", "-d", path, "-q", row.format(rows))
        assert code in (0, 1)
        assert "Traceback" not in said
        if code:
            assert "Could not write" in said
            assert "Make room on the disk (`ecomsim doctor` says how much there is)" in said
    assert "Make room: the next write may fail." in doctor_says(path)
    small("size=50m")
    code, said = said_by("sql", "-d", path, "-q", "SELECT 1 / (COUNT(*) >= 100)::INT FROM d.public.t")
    assert code == 0, said
    assert "every row could be read" in doctor_says(path)


@pytest.mark.slow
def test_a_folder_that_may_only_be_read(small: Callable[[str], Path]) -> None:
    path = str(small("size=50m"))
    small("ro")
    for command in (("deploy",), ("sql", "-q", "SELECT 1")):
        code, said = said_by(*command, "-d", path)
        assert code == 1
        assert "the folder does not exist or is not writable" in said
        assert said.count("\n") == 1
    assert "cannot be written" in doctor_says(path)
    small("rw")
    assert said_by("sql", "-d", path, "-q", "CREATE DATABASE d")[0] == 0
    small("ro")
    code, said = said_by("deploy", "-d", path)
    assert code == 1
    assert "it may only be read" in said
    assert said.count("\n") == 1
    assert "cannot be written" in doctor_says(path)


def doctor_says(path: str) -> str:
    command = [sys.executable, "-m", "ecomsim", "doctor", "-d", path]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


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
