"""SQL files as values: their names, numbers and statements, each with the line it stands in.

The project's files are numbered in the order in which they run. Nothing is sent from here; `deploy` runs scripts, and
`record` adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def numbered(folder: Path | None = None, *, first: int = 1, last: int = LAST_DEPLOYED) -> tuple[Script, ...]:
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


def text(files: Sequence[Script]) -> str:
    """The statements of `files` as one SQL text: exactly what `run` sends, in order."""
    return "\n".join(
        f"-- {script.name}\n" + "".join(f"{statement.rstrip()};\n\n" for _, statement in script.statements)
        for script in files
    )
