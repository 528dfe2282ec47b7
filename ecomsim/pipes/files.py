"""What a pipe knows of the files on its stage, so that it loads each of them once.

A row of `_ecomsim.pipe_files` says of a file that it was there when the pipe began (PRESENT), that it waits (QUEUED),
or how its load ended (LOADED, FAILED), and the mark it had then. A mark tells one content from another without reading
the file. Invariant: LOADED and the file's rows are written in one transaction, so a crash keeps both or neither.
A file counts as loaded by its path for 14 days, whatever has become of its content.
Source: "Troubleshooting Snowpipe" (unable to reload modified data), "CREATE PIPE", "ALTER PIPE".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import duckdb

    from ecomsim.staging.places import Place

TABLES = (
    """CREATE TABLE IF NOT EXISTS _ecomsim.pipe_files (
        pipe_id BIGINT, file VARCHAR, mark VARCHAR, state VARCHAR, since TIMESTAMPTZ)""",
)
MEMORY = timedelta(days=14)
"""How long a pipe remembers what it has loaded."""

State = Literal["PRESENT", "QUEUED", "LOADED", "FAILED"]
Record = tuple[str, tuple[Any, ...]]
"""A statement of DuckDB's with its values."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that a pipe has met: its mark then, its state, and since when it has that."""

    mark: str
    state: State
    at: datetime

    def is_loaded(self, now: datetime) -> bool:
        """Whether the pipe will not load a file of this path again."""
        return self.state == "LOADED" and self.at > now - MEMORY


def marks(place: Place, wanted: Callable[[str], bool]) -> dict[str, str]:
    """The mark of every file at a place, by its path on the stage. Links are left out; an absent folder is empty."""
    found = {}
    for entry, relative in _walk(place.folder, ""):
        if relative.startswith(place.prefix) and wanted(relative):
            try:
                facts = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # it has gone while we looked, so it is not there
                continue
            found[relative] = f"{facts.st_size}:{facts.st_mtime_ns}"
    return found


def modified(mark: str) -> datetime:
    """When the file with this mark was put."""
    return datetime.fromtimestamp(int(mark.rpartition(":")[2]) / 1e9, UTC)


def _walk(folder: os.PathLike[str] | str, above: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{above}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield entry, above + entry.name


def news(known: Mapping[str, Known], present: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The files that a pipe which ingests by itself takes notice of, with their marks: those that are new, and those
    that were put again and count no longer as loaded.
    """
    return {
        file: mark
        for file, mark in present.items()
        if (before := known.get(file)) is None
        or (before.mark != mark and before.state != "QUEUED" and not before.is_loaded(now))
    }


def put_again(known: Mapping[str, Known], present: Mapping[str, str], now: datetime) -> dict[str, Known]:
    """What a pipe knows of loaded files whose path has another content now: that one is taken no notice of, ever."""
    return {
        file: replace(before, mark=present[file])
        for file, before in known.items()
        if file in present and before.mark != present[file] and before.is_loaded(now)
    }


def left(known: Mapping[str, Known], present: Mapping[str, str], now: datetime) -> list[str]:
    """Files that are on the stage no more, and that a pipe need not remember."""
    return [name for name, each in known.items() if name not in present and each.at <= now - MEMORY]


def only(pipe_ids: list[int]) -> Record:
    """The statement that forgets all pipes but these."""
    return "DELETE FROM _ecomsim.pipe_files WHERE NOT list_contains(?::BIGINT[], pipe_id)", (pipe_ids,)


def read(pipe_id: int, duck: duckdb.DuckDBPyConnection) -> dict[str, Known]:
    """Every file that a pipe has met."""
    rows = duck.execute(
        "SELECT file, mark, state, since FROM _ecomsim.pipe_files WHERE pipe_id = ?", [pipe_id]
    ).fetchall()
    return {file: Known(mark, state, since) for file, mark, state, since in rows}


def written(pipe_id: int, found: Mapping[str, str], state: State, at: datetime) -> list[Record]:
    """The statements that make this all a pipe knows of these files, given with their marks."""
    names = list(found)
    return [
        forgotten(pipe_id, names),
        (
            "INSERT INTO _ecomsim.pipe_files SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), ?, ?",
            (pipe_id, names, list(found.values()), state, at),
        ),
    ]


def forgotten(pipe_id: int, names: Iterable[str]) -> Record:
    """The statement that makes a pipe forget files."""
    return (
        "DELETE FROM _ecomsim.pipe_files WHERE pipe_id = ? AND list_contains(?::VARCHAR[], file)",
        (pipe_id, list(names)),
    )
