"""`ecomsim dashboard`: the page on a database file or a Snowflake account, or as Streamlit in Snowflake."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecomsim.cli.failures import CommandError
from ecomsim.cli.options import (
    DEFAULT_DATABASE,
    Backend,
    BackendName,
    ClockName,
    ConnectionName,
    Database,
    DryRun,
    Yes,
    connect,
    require_snowflake,
)

Port = Annotated[int, typer.Option("--port", help="Port of the dashboard.", min=1, max=65535)]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the dashboard in a browser.")]


def dashboard(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    port: Port = 8501,
    browser: Browser = True,
    clock: Annotated[
        ClockName | None,
        typer.Option("--clock", help="wall: tasks run by themselves; virtual: the page moves time. [default: wall]"),
    ] = None,
    upload: Annotated[
        bool, typer.Option("--upload", help="Make it an app in the Snowflake account (Streamlit in Snowflake).")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Show the dashboard of a database file; this process holds the file and runs its tasks meanwhile.

    With --backend snowflake the page here shows that account, and --upload makes it an app over there.

    Example: ecomsim dashboard --backend snowflake --upload
    """
    require_snowflake(upload, backend, "--upload")
    if dry_run and not upload:
        raise typer.BadParameter("--dry-run shows what --upload would send: give both.")
    if upload:
        send(connection_name, dry_run, yes)
    elif backend is BackendName.snowflake:
        if clock is not None:
            raise typer.BadParameter("Snowflake has its own clock: leave --clock out.")
        show_account(connection_name, port, browser)
    else:
        require_snowflake(connection_name is not None, backend, "--connection")
        if not Path(database).expanduser().exists():
            raise FileNotFoundError(
                f"There is no database file {database}: `ecomsim demo --database {database}` makes one."
            )
        serve(database, port, browser, seed=None, clock=clock or ClockName.wall)


def serve(database: str, port: int, browser: bool, seed: int | None, clock: ClockName = ClockName.wall) -> None:
    """Run the dashboard in this process, which holds the database file, until Ctrl-C."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import live

    console = output.notes()
    console.print("Preparing the dashboard…")
    ready = f"Dashboard  http://127.0.0.1:{port}\nDatabase   {database}\nStop       Ctrl-C"
    live.serve(
        database,
        port=port,
        browser=browser,
        seed=seed,
        clock=clock.value,
        on_ready=lambda: console.print(ready),
    )
    console.print(f"Stopped; {database} keeps everything.")


def show_account(name: str | None, port: int, browser: bool) -> None:
    """Run the page here on a Snowflake account until Ctrl-C; the account must be reachable."""
    from ecomsim.backends import snowflake
    from ecomsim.cli import output
    from ecomsim.ecommerce import live

    with connect("", BackendName.snowflake, name) as connection:
        place = snowflake.place(connection)
    console = output.notes()
    console.print("Every look at the page may wake DE_PROJECT_WH, which costs credits while it runs.")
    ready = f"Dashboard  http://127.0.0.1:{port}\nSnowflake  {place}\nStop       Ctrl-C"
    live.serve_account(name, port=port, browser=browser, on_ready=lambda: console.print(ready))


def send(name: str | None, dry_run: bool, yes: bool) -> None:
    """Upload the page and create the app, or print the statements."""
    from ecomsim.backends import snowflake
    from ecomsim.cli import deployment, output
    from ecomsim.ecommerce import status as state
    from ecomsim.ecommerce import upload as uploading

    if dry_run:
        output.write("".join(f"{statement};\n\n" for statement in uploading.statements()))
        return
    with connect("", BackendName.snowflake, name) as connection:
        if not state.is_deployed(connection):
            raise CommandError("The project is not deployed there: run `ecomsim deploy --backend snowflake` first.")
        console = output.notes()
        console.print(f"Snowflake: {snowflake.place(connection)}", style="bold")
        console.print("The app runs on DE_PROJECT_WH whenever somebody looks at it, which costs credits.")
        app = uploading.APP.rpartition(".")[2]
        there = state.rows(connection, f"SHOW STREAMLITS LIKE '{app}' IN SCHEMA {uploading.APP.rpartition('.')[0]}")
        if there and not yes:
            deployment.confirm(f"Replace the app {uploading.APP}?")
        count = uploading.upload(connection)
    console.print(f"{count} statements; open {uploading.APP} under Streamlit in Snowsight.")
