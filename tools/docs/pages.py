"""Reference pages that are written from the code, so that they cannot fall behind it.

`python -m tools.docs.pages` writes docs/reference/{cli,functions,parity}.md; the tests compare them with what this
module would write. Each page is a pure function from values to text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import typer

from ecomsim.parity.report import Results, load, matrix

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
RESULTS = REFERENCE / "parity.json"
NOTICE = "<!-- Written by `make docs`; do not edit. -->\n\n"


def table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table."""
    head = list(header)
    lines = [head, ["---"] * len(head), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


# --- the command line --------------------------------------------------------------------------------------------


def cli() -> str:
    """Every command with its options, in the order of `ecomsim --help`."""
    from ecomsim.cli.main import app

    group: Any = typer.main.get_command(app)
    parts = [
        NOTICE,
        "# Command line\n\n",
        "Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 it failed, 2 wrong\n"
        "usage, 130 stopped by Ctrl-C. With `--json` standard output holds one JSON document and nothing else.\n",
    ]
    rows = [_option(parameter) for parameter in group.params if parameter.name != "help"]
    parts.append(
        "\n## For every command\n\nThese stand before the command: `ecomsim --memory-limit 4GB load --scale 100`.\n\n"
        + table(("option", "meaning", "default", "variable"), rows)
    )
    parts.extend(_command(name, command) for name, command in group.commands.items())
    return "".join(parts)


def _command(name: str, command: Any) -> str:
    paragraphs = [" ".join(each.split()) for each in (command.help or "").split("\n\n")]
    text = "\n\n".join(
        f"```console\n$ {each.removeprefix('Example: ')}\n```" if each.startswith("Example: ") else each
        for each in paragraphs
    )
    rows = [_option(parameter) for parameter in command.params if parameter.name != "help"]
    options = f"\n\n{table(('option', 'meaning', 'default', 'variable'), rows)}" if rows else "\n"
    return f"\n## ecomsim {name}\n\n{text}{options}"


def _option(parameter: Any) -> tuple[str, str, str, str]:
    default = parameter.default
    value = getattr(default, "value", default)
    shown = "" if value is None or value is False or callable(value) else f"`{value}`"
    variable = f"`{parameter.envvar}`" if getattr(parameter, "envvar", None) else ""
    names = ", ".join(f"`{each}`" for each in [*parameter.opts, *parameter.secondary_opts])
    return names, getattr(parameter, "help", None) or "", shown, variable


# --- functions ---------------------------------------------------------------------------------------------------

_PREFIXES = {
    "ST_": "Geospatial",
    "H3_": "Geospatial",
    "AI_": "AI",
    "SYSTEM$": "System",
    "HLL": "Aggregate",
    "BITMAP_": "Aggregate",
    "APPROX": "Aggregate",
    "MINHASH": "Aggregate",
    "INTERPOLATE_": "Window",
    "TRY_": "Conversion",
    "TO_": "Conversion",
}


def missing_family(name: str) -> str:
    """The chapter of a function Snowflake has and the emulator has not, by the beginning of its name."""
    return next((family for prefix, family in _PREFIXES.items() if name.startswith(prefix)), "Other")


def coverage() -> dict[str, tuple[list[str], list[str]]]:
    """By family: the functions that are there, and those of Snowflake that are known to be missing; both sorted.

    A function of the moment (SYSTEM$…) is there when it has an answer, not when its name alone is known.
    """
    from ecomsim.dialect.functions import FUNCTIONS
    from ecomsim.dialect.functions.context_functions import moment
    from ecomsim.dialect.functions.known import KNOWN_SNOWFLAKE
    from ecomsim.statements import system_functions

    answered = {*system_functions.answered(), *system_functions.OF_INVOKER}
    families: dict[str, tuple[list[str], list[str]]] = {}
    for name, function in FUNCTIONS.items():
        if "ECOMSIM" not in name:
            there = function.rule is not moment or name in answered
            families.setdefault(function.family, ([], []))[0 if there else 1].append(name)
    for name in set(KNOWN_SNOWFLAKE) - set(FUNCTIONS):
        families.setdefault(missing_family(name), ([], []))[1].append(name)
    return {family: (sorted(there), sorted(absent)) for family, (there, absent) in sorted(families.items())}


def functions() -> str:
    families = coverage()
    have = sum(len(there) for there, _ in families.values())
    lack = sum(len(absent) for _, absent in families.values())
    parts = [
        NOTICE,
        "# Functions\n\n",
        f"{have} of Snowflake's built-in functions are there; {lack} more are known by name and raise one clear\n"
        "error, `Unsupported feature 'function …'`. A name Snowflake has not either raises `Unknown function`, as\n"
        "it does there. The shares below are of the names in these two lists.\n\n",
        table(
            ("family", "there", "missing", "covered"),
            (
                (f"[{family}](#{anchor(family)})", len(there), len(absent), percent(len(there), len(absent)))
                for family, (there, absent) in families.items()
            ),
        ),
    ]
    for family, (there, absent) in families.items():
        parts.append(f"\n## {family}\n")
        if there:
            parts.append(f"\n{', '.join(f'`{name}`' for name in there)}\n")
        if absent:
            parts.append(_absent(absent))
    return "".join(parts)


def _absent(names: list[str]) -> str:
    """The missing functions of a family by the reason why they are missing."""
    from ecomsim.dialect.functions.known import KNOWN_SNOWFLAKE

    reasons: dict[str, list[str]] = {}
    for name in names:
        reasons.setdefault(KNOWN_SNOWFLAKE[name], []).append(name)
    lines = [f"- {reason}: {', '.join(f'`{name}`' for name in found)}" for reason, found in sorted(reasons.items())]
    return "\nMissing:\n\n" + "\n".join(lines) + "\n"


def anchor(heading: str) -> str:
    """The id a heading gets in the page."""
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return "-".join(kept.split())


def percent(there: int, absent: int) -> str:
    return f"{there / (there + absent):.0%}"


# --- parity ------------------------------------------------------------------------------------------------------

BACKEND_NAMES = {"duckdb": "embedded", "server": "over HTTP, official connector", "snowflake": "Snowflake"}


def parity(results: Results) -> str:
    """The parity matrix: areas down, backends across."""
    rows = matrix(results)
    backends = sorted(results)
    areas = sorted({row.area for row in rows})
    cell = {(row.area, row.backend): f"{row.passes} of {row.cases}" for row in rows}
    parts = [
        NOTICE,
        "# Parity\n\n",
        "Each case is a file below `tests/parity`: SQL, and what Snowflake answers according to its documentation.\n"
        "`make parity` runs them all and writes this page; the numbers are the cases that pass. Expected answers are\n"
        "written from the documentation, never from what the emulator prints.\n\n",
        table(
            ("area", *(BACKEND_NAMES[backend] for backend in backends)),
            ((each, *(cell.get((each, backend), "not run") for backend in backends)) for each in areas),
        ),
    ]
    if "snowflake" not in results:
        parts.append("\nThe cases have not been run on a Snowflake account by this project yet.\n")
    parts.extend(_open_cases(BACKEND_NAMES[backend], results[backend]) for backend in backends)
    return "".join(parts)


def _open_cases(backend: str, outcomes: Mapping[str, str]) -> str:
    wrong = [(name, result) for name, result in sorted(outcomes.items()) if result in ("differs", "gap")]
    if not wrong:
        return f"\n## What differs, {backend}\n\nNothing.\n"
    return f"\n## What differs, {backend}\n\n{table(('case', 'outcome'), wrong)}"


def pages() -> dict[str, str]:
    """File name below docs/reference to its text."""
    return {"cli.md": cli(), "functions.md": functions(), "parity.md": parity(load(RESULTS))}


def main() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
