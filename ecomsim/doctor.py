"""The doctor: what is wrong with this machine or this database file, and what to do about it.

Each check is a function that looks and returns findings. Invariant: nothing is changed, not even the log of a file
that a crash left behind; the file is opened read-only.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import socket
import sys
import tempfile
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

State = Literal["ok", "warning", "problem"]

LEAST_PYTHON = (3, 11)
LITTLE_SPACE = 1 << 30  # bytes: a warning below
NO_SPACE = 100 << 20  # bytes: a problem below
MOST_READ = 1 << 30  # bytes of a file whose rows are read to see whether they can be
HEADERS = 3 * 4096  # bytes before the first block of a DuckDB file
MAGIC = b"DUCK"  # at byte 8 of every DuckDB file


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `advice` says what to do and is empty when all is well."""

    check: str
    state: State
    found: str
    advice: str = ""


def examine(database: str, port: int) -> list[Finding]:
    """Everything the doctor looks at, the machine first; `port` is where `ecomsim serve` would listen."""
    folder = Path(database).expanduser().resolve().parent if not in_memory(database) else Path.cwd()
    return [
        python(sys.version_info[:3]),
        *packages(),
        project_files(),
        time_zones(),
        temporary_folder(),
        disk(folder),
        listening(port),
        *database_file(database),
    ]


def in_memory(database: str) -> bool:
    return database.startswith(":memory:")


# --- the machine -------------------------------------------------------------------------------------------------


def python(version: tuple[int, ...]) -> Finding:
    found = ".".join(map(str, version))
    if version[:2] < LEAST_PYTHON:
        return Finding(check="python", state="problem", found=found, advice="Install Python 3.11 or newer.")
    return Finding(check="python", state="ok", found=found)


def packages() -> Iterator[Finding]:
    """Each package ecomsim needs, against the versions it asks for; and whether the SQL parser is the compiled one."""
    from packaging.requirements import Requirement

    try:
        needed = importlib.metadata.requires("ecomsim") or []
    except importlib.metadata.PackageNotFoundError:
        advice = "Run `make install`, or `pip install .` in the checkout."
        yield Finding(check="package ecomsim", state="warning", found="not installed", advice=advice)
        return
    found = [
        package(requirement.name, str(requirement.specifier))
        for requirement in map(Requirement, needed)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    wrong = [finding for finding in found if finding.state != "ok"]
    if not wrong:
        versions = ", ".join(f"{finding.check.removeprefix('package ')} {finding.found}" for finding in found)
        yield Finding(check="packages", state="ok", found=versions)
    yield from wrong
    if package("sqlglotc", "").state != "ok":
        yield Finding(
            check="package sqlglotc",
            state="warning",
            found="not installed",
            advice="The SQL parser runs, several times slower. Run `pip install 'sqlglot[c]'`.",
        )


def package(name: str, specifier: str) -> Finding:
    """One package; `specifier` as in pyproject.toml, e.g. ">=2.0,<3"."""
    from packaging.specifiers import SpecifierSet

    check = f"package {name}"
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        advice = f"Run `pip install '{name}{specifier}'`."
        return Finding(check=check, state="problem", found="not installed", advice=advice)
    if not SpecifierSet(specifier).contains(version, prereleases=True):
        advice = f"ecomsim needs {specifier}: run `pip install '{name}{specifier}'`."
        return Finding(check=check, state="problem", found=version, advice=advice)
    return Finding(check=check, state="ok", found=version)


def project_files() -> Finding:
    from ecomsim.ecommerce.project_files import project_dir

    try:
        place = project_dir("sql").parent
        project_dir("data")
        project_dir("dashboard")
    except FileNotFoundError as error:
        advice = "The package is incomplete: install it again."
        return Finding(check="project files", state="problem", found=str(error), advice=advice)
    return Finding(check="project files", state="ok", found=str(place))


def time_zones() -> Finding:
    try:
        zoneinfo.ZoneInfo("America/Los_Angeles")
    except zoneinfo.ZoneInfoNotFoundError:
        advice = "Run `pip install tzdata`."
        return Finding(check="time zones", state="problem", found="no time zone data", advice=advice)
    return Finding(check="time zones", state="ok", found="present")


def temporary_folder() -> Finding:
    """DuckDB and stages of accounts in memory write there."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
            return Finding(check="temporary folder", state="ok", found=tempfile.gettempdir())
    except OSError as error:
        advice = "Set TMPDIR to a folder that can be written."
        return Finding(check="temporary folder", state="problem", found=str(error), advice=advice)


def disk(folder: Path) -> Finding:
    """Space where the database file is."""
    if not folder.is_dir():
        advice = f"Make the folder, or choose another file: mkdir -p {folder}"
        return Finding(check="disk space", state="problem", found=f"{folder} does not exist", advice=advice)
    if not os.access(folder, os.W_OK):
        advice = "Choose another folder with --database, or change its permissions."
        return Finding(check="disk space", state="problem", found=f"{folder} cannot be written", advice=advice)
    return space(shutil.disk_usage(folder).free)


def space(free: int) -> Finding:
    """Free bytes, judged."""
    found = f"{free / (1 << 30):.1f} GiB free"
    if free < NO_SPACE:
        return Finding(check="disk space", state="problem", found=found, advice="Make room: the next write may fail.")
    if free < LITTLE_SPACE:
        advice = "Enough for the demo; make room before a large load."
        return Finding(check="disk space", state="warning", found=found, advice=advice)
    return Finding(check="disk space", state="ok", found=found)


def listening(port: int) -> Finding:
    """Whether `ecomsim serve` could listen on 127.0.0.1:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            advice = "Perhaps `ecomsim serve` runs already; another one needs --port."
            return Finding(check=f"port {port}", state="warning", found=error.strerror or str(error), advice=advice)
    return Finding(check=f"port {port}", state="ok", found="free")


# --- the database file -------------------------------------------------------------------------------------------


def database_file(database: str) -> Iterator[Finding]:
    """What there is to say about the file, from the outside in; stops at what makes the rest unreadable."""
    if in_memory(database):
        yield Finding(check="database", state="ok", found="in memory, nothing to look at")
        return
    path = Path(database).expanduser()
    if not path.parent.is_dir():
        return  # which `disk` says
    if not path.exists():
        yield Finding(check="database", state="ok", found=f"{path} does not exist; `ecomsim deploy` creates it")
        return
    header = file_header(path)
    yield header
    if header.state == "problem":
        return
    try:
        duck = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        yield refused(path, str(error))
        return
    with duck:
        yield from left_behind(path)
        try:
            yield from inside(duck)
            yield blocks(duck, path.stat().st_size)
        except duckdb.Error as error:
            yield refused(path, str(error))


def file_header(path: Path) -> Finding:
    """Whether it is a DuckDB file at all, and which DuckDB wrote it."""
    if path.is_dir():
        advice = f"Name a file in it, such as {path / 'shop.duckdb'}."
        return Finding(check="database", state="problem", found=f"{path} is a folder", advice=advice)
    try:
        with path.open("rb") as file:
            start = file.read(128)
    except OSError as error:
        advice = "Choose another file, or change its permissions."
        return Finding(check="database", state="problem", found=f"{path}: {error.strerror}", advice=advice)
    if not start:
        advice = "Restore a copy, or delete it: an account is made where no file is."
        return Finding(check="database", state="problem", found=f"{path} is empty", advice=advice)
    if start[8:12] != MAGIC:
        advice = "It is another kind of file, or its beginning is lost: choose another file, or restore a copy."
        return Finding(check="database", state="problem", found=f"{path} is not a DuckDB file", advice=advice)
    writer = start[52:84].split(b"\0")[0].decode("ascii", "replace") or "unknown"
    size = path.stat().st_size / (1 << 20)
    return Finding(check="database", state="ok", found=f"{path}, {size:.1f} MiB, written by DuckDB {writer}")


def refused(path: Path, message: str) -> Finding:
    """Why DuckDB would not open the file."""
    if "could not set lock" in message.lower():
        holder = re.search(r"PID (\d+)", message)
        who = f"process {holder.group(1)}" if holder else "another process"
        advice = "Stop that process, or connect to it: one process holds a file (see `ecomsim serve`)."
        return Finding(check="database in use", state="warning", found=f"{who} holds it", advice=advice)
    first = message.splitlines()[0]
    if "version" in message and "newer" in message:
        advice = "Install a newer duckdb."
        return Finding(check="database format", state="problem", found=first, advice=advice)
    advice = "Restore a copy. Without one, `duckdb` may still read some tables."
    wal = wal_of(path)
    if wal.exists() and "wal" in message.lower():
        advice = f"Its log is damaged. Keep a copy of both files; without {wal.name} the last changes are lost."
    return Finding(check="database damaged", state="problem", found=first, advice=advice)


def blocks(duck: duckdb.DuckDBPyConnection, size: int) -> Finding:
    """Whether the file is as long as its rows need, and whether all can be read; a very large file is not read."""
    wanted = length(duck)
    if size < wanted:
        found = f"{size:,} bytes of at least {wanted:,}: the end is missing"
        return Finding(check="database damaged", state="problem", found=found, advice="Restore a copy.")
    if size > MOST_READ:
        return Finding(check="rows", state="ok", found="as long as it should be; too large to read every row here")
    for name in internal_tables(duck):
        duck.execute(f'SELECT bit_xor(hash(rows)) FROM _ecomsim."{name}" AS rows').fetchall()
    return Finding(check="rows", state="ok", found="every row could be read")


def length(duck: duckdb.DuckDBPyConnection) -> int:
    """Bytes up to the end of the last block in use.

    The number of blocks that DuckDB gives counts free ones, and those at the end of the file are cut off when it is
    closed: only a block in use has to be there.
    """
    (block_size,) = duck.execute(
        "SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()"
    ).fetchall()[0]
    last = _last(duck, "block_id", "pragma_metadata_info()")
    for name in internal_tables(duck):
        blocks_of = "list_max(list_append(additional_block_ids, block_id))"
        last = max(last, _last(duck, blocks_of, f"pragma_storage_info('_ecomsim.\"{name}\"')"))
    return HEADERS + (last + 1) * int(block_size)


def _last(duck: duckdb.DuckDBPyConnection, block: str, where: str) -> int:
    """The highest block number, -1 when there is none."""
    return int(duck.execute(f"SELECT coalesce(max({block}), -1) FROM {where}").fetchall()[0][0])


def internal_tables(duck: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that hold the account."""
    found = duck.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = '_ecomsim'").fetchall()
    return [name for (name,) in found]


def wal_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def left_behind(path: Path) -> Iterator[Finding]:
    """The log of a process that did not close the file (nobody holds it: it could be opened)."""
    wal = wal_of(path)
    if wal.exists() and wal.stat().st_size:
        yield Finding(
            check="unfinished log",
            state="warning",
            found=f"{wal.name}, {wal.stat().st_size:,} bytes",
            advice="The last process was killed, or had no room to tidy up. Nothing committed is lost: keep the log "
            "beside the file, the next start reads it in.",
        )


def inside(duck: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The account in the file: its format, its time, and whether every table of the catalog has its rows."""
    from ecomsim.accounts.upgrades import FORMAT

    try:
        meta = dict(duck.execute("SELECT key, value FROM _ecomsim.meta").fetchall())
    except duckdb.CatalogException:
        advice = "A DuckDB database of somebody else: choose another file, or an account is made inside it."
        yield Finding(check="database format", state="warning", found="no ecomsim account", advice=advice)
        return
    written = int(meta.get("format", 0))
    if written > FORMAT:
        found = f"format {written}, this ecomsim reads up to {FORMAT}"
        advice = "Install a newer ecomsim: pip install --upgrade ecomsim."
        yield Finding(check="database format", state="problem", found=found, advice=advice)
        return
    if written < FORMAT:
        found = f"format {written}, this ecomsim writes {FORMAT}"
        advice = "The next start upgrades it; copy the file first if an older ecomsim is to open it again."
        yield Finding(check="database format", state="warning", found=found, advice=advice)
    else:
        yield Finding(check="database format", state="ok", found=f"format {written}")
    yield account_time(meta.get("stopped"), datetime.now(UTC))
    yield physical_tables(duck)


def account_time(stopped: str | None, now: datetime) -> Finding:
    """The account's clock when it last stopped, against the machine's."""
    if stopped is None:
        return Finding(check="account's clock", state="ok", found="never closed")
    at = datetime.fromisoformat(stopped)
    found = f"stopped at {at:%Y-%m-%d %H:%M} UTC"
    if at > now:
        advice = "Ahead of this machine: go on with a virtual clock, or schedules wait until the machine is there."
        return Finding(check="account's clock", state="warning", found=found, advice=advice)
    return Finding(check="account's clock", state="ok", found=found)


def physical_tables(duck: duckdb.DuckDBPyConnection) -> Finding:
    """Every table and dynamic table of the catalog is stored as t_<id> with its history h_<id>."""
    row = duck.execute(
        """
        WITH wanted AS (
            SELECT unnest(['t_' || id, 'h_' || id]) AS relation
            FROM _ecomsim.objects WHERE kind IN ('TABLE', 'DYNAMIC TABLE')
        )
        SELECT
            (SELECT count(*) FROM _ecomsim.objects WHERE dropped_on IS NULL),
            count(*) FILTER (relation NOT IN (SELECT table_name FROM duckdb_tables() WHERE schema_name = '_ecomsim'))
        FROM wanted
        """
    ).fetchone()
    objects, missing = row or (0, 0)
    if missing:
        advice = "Somebody removed internal tables with another tool: restore a copy."
        found = f"internal tables that are missing: {missing}"
        return Finding(check="catalog", state="problem", found=found, advice=advice)
    return Finding(check="catalog", state="ok", found=f"{objects:,} objects, all with their rows")
