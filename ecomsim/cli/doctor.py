"""`ecomsim doctor`: what is wrong with this machine or a database file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from ecomsim.cli.options import DEFAULT_DATABASE, AsJson, Database


def doctor(
    database: Database = DEFAULT_DATABASE,
    port: Annotated[
        int, typer.Option("--port", help="The port `ecomsim serve` is to listen on.", min=1, max=65535)
    ] = 8765,
    as_json: AsJson = False,
) -> None:
    """Look at Python, packages, disk, port and the database file, and say what to do. Changes nothing.

    Exit code 0: nothing stands in the way (warnings may be shown); 1: a problem was found.

    Example: ecomsim doctor --database shop.duckdb
    """
    from ecomsim.cli import output
    from ecomsim.doctor import examine

    findings = examine(database, port)
    problems = sum(finding.state == "problem" for finding in findings)
    if as_json:
        output.print_json({"problems": problems, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            output.print_finding(finding.state, finding.check, finding.found, finding.advice)
        warnings = sum(finding.state == "warning" for finding in findings)
        output.notes().print(f"{_counted(problems, 'problem')}, {_counted(warnings, 'warning')}.")
    if problems:
        raise typer.Exit(1)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
