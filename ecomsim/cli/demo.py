"""`ecomsim demo`: the whole pipeline in one command, with or without a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from ecomsim.cli.dashboard import Browser, Port, serve
from ecomsim.cli.options import AsJson, Scale, Seed, parse_start

DEMO_DATABASE = "ecomsim-demo.duckdb"


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
