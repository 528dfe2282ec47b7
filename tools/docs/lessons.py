"""Lessons: the SQL in a page is run on the engine, and the answers shown are the engine's.

A page's ```sql blocks run in order in one session on a new account in memory with a virtual clock. A ```text block
right after one is the answer of the block's last statement, printed as `ecomsim sql` prints it (an error as its one
line). A block whose fence says more than `sql` is shown, not run. Invariant: a page that passes the check can be typed
in from top to bottom by a reader, who sees the same.

`python -m tools.docs.lessons` writes the answers into the pages; the tests compare.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ecomsim
from ecomsim.cli import output
from ecomsim.cli.failures import explain
from ecomsim.errors import SnowflakeError
from ecomsim.sqltext.split import split

COURSE = Path(__file__).parents[2] / "docs" / "course"
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_BLOCK = re.compile(r"^```sql\n(?P<sql>.*?)^```\n(?:\n```text\n(?P<answer>.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One ```sql block. `answer`: the text shown below it, None when the page shows none; `line` counts from 1."""

    sql: str
    answer: str | None
    line: int


def steps(text: str) -> tuple[Step, ...]:
    """The blocks of a page that are run."""
    return tuple(
        Step(match["sql"], match["answer"], text.count("\n", 0, match.start()) + 1) for match in _BLOCK.finditer(text)
    )


def answers(page: Sequence[Step]) -> Iterator[str]:
    """What the engine says to each block. Raises SnowflakeError when a block fails that shows no error."""
    with ecomsim.connect(":memory:", clock="virtual", start=START, scheduler=False) as connection:
        for step in page:
            yield _run(connection, step)


def _run(connection: Any, step: Step) -> str:
    pieces = split(step.sql)
    answer = ""
    for number, piece in enumerate(pieces, start=1):
        try:
            with connection.cursor() as cursor:
                cursor.execute(piece.text)
                answer = grid([column[0] for column in cursor.description or ()], cursor.fetchall())
        except SnowflakeError as error:
            if step.answer is None or number < len(pieces):
                raise
            answer = f"{explain(error)}\n"
    return answer


def grid(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A result as `ecomsim sql` prints it, each line ending at its last character."""
    with redirect_stdout(io.StringIO()) as stream:
        output.print_table(columns, rows)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def rewritten(text: str) -> str:
    """The page with every answer it shows replaced by the engine's."""
    page = steps(text)
    new = iter(answers(page))

    def replace(match: re.Match[str]) -> str:
        answer = next(new)
        if match["answer"] is None:
            return match[0]
        return f"```sql\n{match['sql']}```\n\n```text\n{answer}```\n"

    return _BLOCK.sub(replace, text)


def pages() -> list[Path]:
    """The course, in reading order."""
    return sorted(path for path in COURSE.glob("*/*.md") if path.name != "index.md")


def main(arguments: Sequence[str]) -> None:
    """Rewrite the pages named, or all."""
    for path in [Path(name) for name in arguments] or pages():
        try:
            path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
        except SnowflakeError as error:
            sys.exit(f"{path}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
