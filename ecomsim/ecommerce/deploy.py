"""Deploying: the numbered SQL files, in order, through any connection.

The files are plain Snowflake SQL and each may run again, so a deployment that stopped is resumed from the
file that failed (ecomsim.ecommerce.record). Nothing is known here about what the files create.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ecomsim import backends
from ecomsim.ecommerce import record, scripts
from ecomsim.ecommerce.scripts import Script


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
    files = scripts.numbered(first=first or 1)
    if connection is not None and first is None:
        files = record.remaining(files, record.known(connection))
    return record.recorded(files)


def teardown_files() -> tuple[Script, ...]:
    """What drops everything the project created."""
    return scripts.numbered(first=99, last=99)


def teardown(connection: Any, on_step: Callable[[Step], None] = lambda _: None) -> int:
    """Drop everything the project created."""
    return run(connection, teardown_files(), on_step)
