"""`ecomsim sql`: statements from the command line, a file, standard input, or a prompt."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecomsim.cli.options import DEFAULT_DATABASE, Backend, BackendName, ClockName, ConnectionName, Database, connect

if TYPE_CHECKING:
    from ecomsim.ecommerce.scripts import Script


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


def sql(
    query: Annotated[str | None, typer.Option("--query", "-q", help="SQL text, one or more statements.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A file of SQL statements.")] = None,
    format: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    clock: Annotated[
        ClockName | None,
        typer.Option("--clock", help="virtual: the file's own time; wall: the machine's. [default: virtual]"),
    ] = None,
) -> None:
    """Run SQL; without -q and -f it reads standard input, or prompts on a terminal.

    Example: ecomsim sql -q "SELECT COUNT(*) FROM ECOMMERCE_DB.RAW_DATA.ORDERS"

    json prints the rows of one statement as an array of objects, of several as an array of such arrays.
    """
    from ecomsim.ecommerce import scripts

    if query is not None and file is not None:
        raise typer.BadParameter("give either --query or --file, not both.")
    if clock is not None and backend is BackendName.snowflake:
        raise typer.BadParameter("Snowflake has its own clock: leave --clock out.")
    if query is None and file is None and sys.stdin.isatty():
        with connect(database, backend, connection_name, clock=clock) as connection:
            prompt(connection, format)
        return
    if file is not None:
        script = scripts.read(file)
    else:
        script = scripts.parse(query if query is not None else sys.stdin.read(), Path("statement"))
    with connect(database, backend, connection_name, clock=clock) as connection:
        run(connection, script, format)


def run(connection: Any, script: Script, format: Format) -> None:
    """Run the statements and print the rows of each (JSON: all of them, at the end)."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import deploy

    grids: list[list[dict[str, Any]]] = []

    def show(cursor: Any) -> None:
        if cursor.description is None:
            return
        columns, rows = [column[0] for column in cursor.description], cursor.fetchall()
        if format is Format.json:
            grids.append([dict(zip(columns, row, strict=True)) for row in rows])
        elif format is Format.csv:
            sys.stdout.write(output.csv_text(columns, rows))
        else:
            output.print_table(columns, rows)

    deploy.run(connection, [script], on_cursor=show)
    if format is Format.json:
        output.print_json(grids[0] if len(script.statements) == 1 else grids)


def prompt(connection: Any, format: Format) -> None:
    """Read statements from the terminal, each ended by its semicolon, until `exit` or the end of input.

    A block runs when its END; has been typed. Ctrl-C drops what is not finished.
    """
    import readline  # noqa: F401  (gives input() its history and editing)

    from ecomsim.cli.failures import explain
    from ecomsim.cli.output import notes
    from ecomsim.ecommerce import scripts
    from ecomsim.sqltext.split import is_ended

    console = notes()
    console.print("Statements end with a semicolon; Ctrl-C drops what was typed, exit leaves.")
    pending = ""
    while True:
        try:
            line = input("ecomsim> " if not pending else "     ... ")
        except EOFError:
            return
        except KeyboardInterrupt:
            console.print()
            pending = ""
            continue
        if not pending and line.strip().lower().rstrip(";") in ("exit", "quit"):
            return
        if not pending and not line.strip():
            continue
        pending += line + "\n"
        if not is_ended(pending):
            continue
        try:
            run(connection, scripts.parse(pending, Path("statement")), format)
        except Exception as error:
            message = explain(error)
            if message is None:
                raise
            console.print(message, style="red", markup=False)
        pending = ""
