"""`ecomsim views`: how to read a database file with the `duckdb` program."""

from __future__ import annotations

import typer

from ecomsim.cli.options import DEFAULT_DATABASE, Database


def views(database: Database = DEFAULT_DATABASE) -> None:
    """Print a script that gives a file's tables their names in the `duckdb` program: COURSE.PUBLIC.ORDERS.

    Nobody may have the file open meanwhile; neither the command nor the script changes it. Policies hide nothing there:
    whoever can read the file can read everything in it.

    Example: ecomsim views --database shop.duckdb > views.sql && duckdb -init views.sql
    """
    from ecomsim.cli.file_views import script

    typer.echo(script(database), nl=False)
