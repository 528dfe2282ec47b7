"""Deploying: the numbered SQL files, in order, through any connection.

The files are plain Snowflake SQL and each may run again, so a deployment that stopped is resumed from the
file that failed (ecomsim.ecommerce.record). Nothing is known here about what the files create.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomsim import backends
from ecomsim.ecommerce.project_files import project_dir
from ecomsim.sqltext.split import split

LAST_DEPLOYED = 8
"""Files up to this number create the project; higher ones ask (09, 10), send messages (11) or take it down (99)."""

_NUMBERED = re.compile(r"(\d\d)_\w+\.sql\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One SQL file. `statements` are (line, text), lines counted from 1 in the file."""

    number: int
    path: Path
    statements: tuple[tuple[int, str], ...]

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Progress: statement `done` of `script` has just run (0: the file begins); seconds since the file
    began.
    """

    script: Script
    done: int
    seconds: float

    @property
    def is_last(self) -> bool:
        return self.done == len(self.script.statements)


class ScriptError(Exception):
    """A statement of a file failed. `str()` says where and what the server said."""

    def __init__(self, script: Script, line: int, statement: str, cause: BaseException) -> None:
        self.script = script
        self.line = line
        self.statement = statement
        super().__init__(f"{script.name}, line {line}: {cause}")


def scripts(folder: Path | None = None, *, first: int = 1, last: int = LAST_DEPLOYED) -> tuple[Script, ...]:
    """The numbered files from `first` to `last`, in order.

    Raises FileNotFoundError when there is none.
    """
    place = folder or project_dir("sql")
    found = []
    for path in sorted(place.glob("*.sql")):
        match = _NUMBERED.match(path.name)
        if match and first <= int(match.group(1)) <= last:
            found.append(read(path, int(match.group(1))))
    if not found:
        raise FileNotFoundError(f"There is no SQL file numbered {first:02d} to {last:02d} in {place}.")
    return tuple(found)


def read(path: Path, number: int = 0) -> Script:
    """A file as statements."""
    return parse(path.read_text(encoding="utf-8"), path, number)


def parse(text: str, path: Path, number: int = 0) -> Script:
    """A text as statements; `path` is what errors call it."""
    pieces = split(text)
    return Script(number=number, path=path, statements=tuple((piece.line, piece.text) for piece in pieces))


def run(
    connection: Any,
    files: Sequence[Script],
    on_step: Callable[[Step], None] = lambda _: None,
    on_cursor: Callable[[Any], None] = lambda _: None,
) -> int:
    """Run the statements of `files` in order and return how many there were.

    `on_step` hears of the start of each file and of each statement that has run; `on_cursor` gets the cursor
    of each statement, for its rows. Raises ScriptError at the first failure; everything before it stays.
    """
    failures = backends.errors_of(connection)
    count = 0
    with connection.cursor() as cursor:
        for script in files:
            began = time.perf_counter()
            on_step(Step(script=script, done=0, seconds=0.0))
            for number, (line, statement) in enumerate(script.statements, start=1):
                try:
                    cursor.execute(statement)
                except failures as cause:
                    raise ScriptError(script, line, statement, cause) from cause
                on_cursor(cursor)
                on_step(Step(script=script, done=number, seconds=time.perf_counter() - began))
                count += 1
    return count


def deploy(connection: Any, *, first: int | None = None, on_step: Callable[[Step], None] = lambda _: None) -> int:
    """Create the project's objects; returns the number of statements run.

    It goes on where an earlier deployment stopped: files that have run to their end and have not changed since are
    left out. `first` says to run the files from that number on whatever has run.
    """
    return run(connection, planned(connection, first), on_step)


def planned(connection: Any | None, first: int | None = None) -> tuple[Script, ...]:
    """The files that a deployment runs, with the statements that record them; without a connection: all of them."""
    from ecomsim.ecommerce import record

    files = scripts(first=first or 1)
    if connection is not None and first is None:
        files = record.remaining(files, record.known(connection))
    return record.recorded(files)


def text(files: Sequence[Script]) -> str:
    """The statements of `files` as one SQL text: exactly what `run` sends, in order."""
    return "\n".join(
        f"-- {script.name}\n" + "".join(f"{statement.rstrip()};\n\n" for _, statement in script.statements)
        for script in files
    )


def teardown_files() -> tuple[Script, ...]:
    """What drops everything the project created."""
    return scripts(first=99, last=99)


def teardown(connection: Any, on_step: Callable[[Step], None] = lambda _: None) -> int:
    """Drop everything the project created."""
    return run(connection, teardown_files(), on_step)
