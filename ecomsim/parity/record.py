"""Recording: a case file with a real account's answers in the place of the expected ones.

A text that already agrees stays as it is, patterns and all, so a recording shows in a diff what the account says
otherwise, and nothing else. The header says when and by which version: `-- recorded: 2026-01-31, Snowflake 10.1.2`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ecomsim.parity.report import Result
from ecomsim.parity.runner import SUCCESS, Played

_MARK = "----"
_HEADER = re.compile(r"--\s*recorded\s*:", re.IGNORECASE)


def recorded(text: str, played: Sequence[Played], *, version: str, when: datetime) -> str:
    """The case file `text` with the answers of `played`, which are of its own steps, in order."""
    lines = [line for line in text.splitlines() if not _HEADER.match(line)]
    shift = len(text.splitlines()) - len(lines)
    for each in sorted(played, key=lambda one: -one.step.line):
        if not each.agrees:
            lines = _answered(lines, each, each.step.line - 1 - shift)
    at = next((place for place, line in enumerate(lines) if not line.startswith("--")), len(lines))
    lines.insert(at, f"-- recorded: {when:%Y-%m-%d}, {version}")
    return "\n".join(lines).rstrip() + "\n"


def _answered(lines: list[str], played: Played, start: int) -> list[str]:
    """The lines with the answer of the step that begins at `start`."""
    end = next((place for place in range(start, len(lines)) if not lines[place].strip()), len(lines))
    mark = next((place for place in range(start, end) if lines[place].strip() == _MARK), end)
    if played.expected == SUCCESS and mark == end and not played.actual.startswith("error "):
        return lines
    return [*lines[:mark], _MARK, *_kept(played.actual), *lines[end:]]


def _kept(answer: str) -> list[str]:
    """An answer as lines; an empty line would end the step."""
    return [line for line in answer.split("\n") if line.strip()]


def record(results: Sequence[Result], cases: Path, folder: Path, *, version: str, when: datetime) -> list[Path]:
    """Write each case that ran into `folder`, at its place below `cases`; returns the files.

    Fixtures are copied, so the folder can be run as it is. A case whose run broke is left out.
    """
    written = []
    for one in results:
        if one.outcome == "skipped" or one.failure:
            continue
        own = {(step.line, step.sql) for step in one.case.steps}
        played = [each for each in one.played if (each.step.line, each.step.sql) in own]
        target = folder / one.case.path.relative_to(cases)
        target.parent.mkdir(parents=True, exist_ok=True)
        for fixture in _fixtures(one.case.path, cases):
            copy = folder / fixture.relative_to(cases)
            if not copy.exists():
                copy.write_text(fixture.read_text(encoding="utf-8"), encoding="utf-8")
        text = one.case.path.read_text(encoding="utf-8")
        target.write_text(recorded(text, played, version=version, when=when), encoding="utf-8")
        written.append(target)
    return written


def _fixtures(path: Path, cases: Path) -> list[Path]:
    places = (place for place in (path.parent, path.parent.parent) if place.is_relative_to(cases))
    return [fixture for place in places for fixture in sorted(place.glob("_*.sql"))]
