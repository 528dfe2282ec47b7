"""`ecomsim demo` and `ecomsim dashboard`: the whole pipeline in one command, with or without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecomsim.cli.options import DEFAULT_DATABASE, AsJson, ClockName, Database, Scale, Seed, parse_start

DEMO_DATABASE = "ecomsim-demo.duckdb"

Port = Annotated[int, typer.Option("--port", help="Port of the dashboard.", min=1, max=65535)]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the dashboard in a browser.")]


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="No dashboard: simulate, check, print results as JSON, leave.")
    ] = False,
    minutes: Annotated[int, typer.Option("--minutes", metavar="N", help="Simulated minutes.", min=1)] = 60,
    scale: Scale = 1.0,
    seed: Seed = 42,
    start: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="Where the simulated clock begins (UTC).")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database", "-d", metavar="PATH", envvar="ECOMSIM_DATABASE", help="File to keep the account in."
        ),
    ] = None,
    as_json: AsJson = False,
    port: Port = 8501,
    browser: Browser = True,
) -> None:
    """Deploy, load, simulate and check the e-commerce pipeline; then live traffic and its dashboard.

    Example: ecomsim demo --headless --minutes 60
    """
    from ecomsim.cli import output
    from ecomsim.cli.project import fail_unless, print_report
    from ecomsim.ecommerce import demo as run_demo

    begin = parse_start(start)
    is_quiet = headless or as_json
    path = database or (":memory:" if is_quiet else DEMO_DATABASE)
    with (
        output.deploying(quiet=is_quiet) as on_step,
        output.counting(is_quiet, minutes, "minutes") as on_minutes,
    ):
        result = run_demo.run(
            path,
            minutes=minutes,
            scale=scale,
            seed=seed,
            start=begin,
            on_step=on_step,
            on_minutes=lambda more: on_minutes("simulating", more),
        )
    if is_quiet:
        output.print_json(result.document)
        fail_unless(result.checks)
        return
    print_report(result.document)
    fail_unless(result.checks)
    serve(path, port, browser, seed)


def dashboard(
    database: Database = DEFAULT_DATABASE,
    port: Port = 8501,
    browser: Browser = True,
    clock: Annotated[
        ClockName, typer.Option("--clock", help="wall: tasks run by themselves; virtual: the page moves time.")
    ] = ClockName.wall,
) -> None:
    """Show the dashboard of a database file; this process holds the file and runs its tasks meanwhile."""
    if not Path(database).expanduser().exists():
        raise FileNotFoundError(
            f"There is no database file {database}: `ecomsim demo --database {database}` makes one."
        )
    serve(database, port, browser, seed=None, clock=clock)


def serve(database: str, port: int, browser: bool, seed: int | None, clock: ClockName = ClockName.wall) -> None:
    """Run the dashboard in this process, which holds the database file, until Ctrl-C."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import live

    console = output.notes()
    console.print(f"Dashboard  http://127.0.0.1:{port}\nDatabase   {database}\nStop       Ctrl-C")
    live.serve(database, port=port, browser=browser, seed=seed, clock=clock.value)
    console.print(f"Stopped; {database} keeps everything.")
