"""The commands on the e-commerce project: deploy, load, simulate, status, teardown."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from ecomsim.cli.options import (
    DEFAULT_DATABASE,
    AsJson,
    Backend,
    BackendName,
    Database,
    Scale,
    Seed,
    connect,
)


def deploy(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    first: Annotated[int, typer.Option("--from", metavar="N", help="Begin at file number N.", min=1, max=8)] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Create the warehouse, tables, streams, dynamic tables and tasks: sql/01 to 08, in order.

    Example: ecomsim deploy --database shop.duckdb
    """
    from ecomsim.cli import output
    from ecomsim.ecommerce import deploy as deployment

    files = deployment.scripts(first=first)
    if dry_run:
        plan = [{"file": script.name, "statements": len(script.statements)} for script in files]
        if as_json:
            output.print_json({"backend": backend.value, "plan": plan})
        else:
            output.print_table(["file", "statements"], [tuple(entry.values()) for entry in plan])
        return
    began = time.perf_counter()
    with connect(database, backend) as connection, output.deploying(quiet=as_json) as on_step:
        count = deployment.run(connection, files, on_step)
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        output.print_json(
            {
                "backend": backend.value,
                "files": [script.name for script in files],
                "statements": count,
                "elapsed_seconds": seconds,
            }
        )
    else:
        output.notes().print(f"Deployed {count} statements in {seconds:.1f} s. Next: ecomsim load")


def load(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    scale: Scale = 1.0,
    seed: Seed = 42,
    replace: Annotated[bool, typer.Option("--replace", help="Delete the rows that are there first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Generate the shop's history and insert it into the source tables.

    Example: ecomsim load --scale 0.1 --seed 7
    """
    from ecomsim.cli import output
    from ecomsim.ecommerce import load as loading
    from ecomsim.ecommerce import status as state
    from ecomsim.ecommerce.generator import generate

    began = time.perf_counter()
    with connect(database, backend, must_exist=True) as connection:
        require_deployed(connection)
        today = state.now(connection).replace(tzinfo=None)
        dataset = generate(scale=scale, seed=seed, today=today)
        total = sum(frame.height for frame in dataset.tables().values())
        with output.counting(as_json, total, "rows") as on_rows:
            counts = loading.load(connection, dataset, replace=replace, on_rows=on_rows)
    seconds = round(time.perf_counter() - began, 3)
    if as_json:
        output.print_json({"scale": scale, "seed": seed, "counts": counts, "elapsed_seconds": seconds})
    else:
        output.print_table(["table", "rows"], list(counts.items()))
        output.notes().print(f"Loaded {total:,} rows in {seconds:.1f} s. Next: ecomsim simulate --minutes 60")


def simulate(
    minutes: Annotated[
        int, typer.Option("--minutes", metavar="N", help="How long, in the account's time.", min=1)
    ] = 60,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", help="Whole days instead of minutes, at the shop's natural pace.", min=1),
    ] = None,
    pace: Annotated[
        float | None,
        typer.Option(
            "--pace",
            metavar="F",
            help="Times as busy as in its history. [default: 200 for minutes, 1 for days]",
            min=0.001,
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    seed: Seed = 42,
    settle: Annotated[
        bool, typer.Option("--settle", help="Then let the pipeline come to rest and check the results.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let the shop live: orders, status changes, restocks; tasks and refreshes run as they fall due.

    On DuckDB the account's clock is moved on, as fast as the machine can; on Snowflake it takes its time.
    Example: ecomsim simulate --days 30
    """
    from ecomsim.cli import output
    from ecomsim.ecommerce import simulate as simulation
    from ecomsim.ecommerce import verify as verification

    began = time.perf_counter()
    minutes = days * 24 * 60 if days is not None else minutes
    with connect(database, backend, must_exist=True) as connection:
        require_deployed(connection)
        with output.counting(as_json, minutes, "minutes") as on_minutes:
            traffic = simulation.simulate(
                connection,
                minutes=minutes,
                seed=seed,
                pace=pace or (simulation.PACE if days is None else simulation.NATURAL_PACE),
                virtual_step=simulation.VIRTUAL_STEP if days is None else simulation.LONG_STEP,
                on_minutes=lambda more: on_minutes("simulating", more),
            )
        checks = []
        if settle:
            verification.settle(connection)
            checks = verification.verify(connection)
    document: dict[str, Any] = {
        "minutes": minutes,
        "traffic": traffic,
        "elapsed_seconds": round(time.perf_counter() - began, 3),
    }
    if settle:
        document["checks"] = [check.as_dict() for check in checks]
    if as_json:
        output.print_json(document)
    else:
        output.print_table(["traffic", "rows"], list(traffic.items()))
        if settle:
            print_checks(checks)
    fail_unless(checks)


def status(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    as_json: AsJson = False,
) -> None:
    """Rows, streams, tasks, dynamic tables and data quality at a glance."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import status as state

    with connect(database, backend, must_exist=True) as connection:
        require_deployed(connection)
        report = state.report(connection)
    if as_json:
        output.print_json(report)
    else:
        print_report(report)


def teardown(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Drop the project's database, warehouse and resource monitor."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import deploy as deployment

    place = "the Snowflake account" if backend is BackendName.snowflake else database
    if not yes:
        typer.confirm(f"Drop ECOMMERCE_DB, DE_PROJECT_WH and DE_PROJECT_MONITOR from {place}?", abort=True, err=True)
    with (
        connect(database, backend, must_exist=True) as connection,
        output.deploying(quiet=as_json) as on_step,
    ):
        count = deployment.teardown(connection, on_step)
    if as_json:
        output.print_json({"backend": backend.value, "statements": count})


# --- shared with demo ---------------------------------------------------------------------------------------


class CommandError(Exception):
    """A command cannot go on; `str()` is the line for stderr (empty when it was already said)."""


def require_deployed(connection: Any) -> None:
    """Raises CommandError, with the command to run, when the project is not there."""
    from ecomsim.ecommerce import status as state

    if not state.is_deployed(connection):
        raise CommandError("The project is not deployed here: run `ecomsim deploy` with the same --database first.")


def print_report(report: dict[str, Any]) -> None:
    """The status as tables."""
    from ecomsim.cli import output

    output.print_table(["table", "rows"], list(report["counts"].items()), "Rows")
    for part, title in (("streams", "Streams"), ("tasks", "Tasks"), ("dynamic_tables", "Dynamic tables")):
        entries = report[part]
        if entries:
            shown = [key for key in entries[0] if key != "refreshes"]
            output.print_table(shown, [[entry[key] for key in shown] for entry in entries], title)
    quality = report["quality"]
    output.print_table(
        ["checks", "violations", "checked_at"],
        [(quality["checks"], quality["violations"], quality["checked_at"])],
        "Data quality, last run",
    )


def print_checks(checks: list[Any]) -> None:
    from ecomsim.cli import output

    rows = [("ok" if check.passed else "FAILED", check.name, check.found, check.detail) for check in checks]
    output.print_table(["result", "check", "rows that break it", "detail"], rows, "Checks")


def fail_unless(checks: list[Any]) -> None:
    """Raises CommandError naming the checks that failed."""
    failed = [check.name for check in checks if not check.passed]
    if failed:
        raise CommandError(f"{len(failed)} of {len(checks)} checks failed: {'; '.join(failed)}.")
