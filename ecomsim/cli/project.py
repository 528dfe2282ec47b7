"""The commands on a deployed e-commerce project: load, simulate, status.

On Snowflake they use the project's own warehouse, so what they cost is in its budget.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from ecomsim.cli.failures import CommandError
from ecomsim.cli.options import (
    DEFAULT_DATABASE,
    AsJson,
    Backend,
    BackendName,
    ConnectionName,
    Database,
    DryRun,
    Scale,
    Seed,
    Yes,
    connect,
)


def load(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    scale: Scale = 1.0,
    seed: Seed = 42,
    replace: Annotated[bool, typer.Option("--replace", help="Delete the rows that are there first.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Generate the shop's history and copy it into the source tables: PUT of Parquet files, COPY INTO.

    Example: ecomsim load --scale 0.1 --seed 7
    """
    from ecomsim.cli import deployment, output
    from ecomsim.ecommerce import load as loading
    from ecomsim.ecommerce import status as state
    from ecomsim.ecommerce.generator import draw

    if dry_run:
        plan = loading.plan("<folder>", emptied=loading.TABLES if replace else ()).statements()
        if as_json:
            output.print_json({"backend": backend.value, "plan": list(plan)})
        else:
            output.write("".join(f"{statement};\n" for statement in plan))
        return
    began = time.perf_counter()
    with connect(database, backend, connection_name, must_exist=True) as connection:
        require_deployed(connection)
        if backend is BackendName.snowflake and not as_json:
            deployment.tell_use(connection)
        if replace and backend is BackendName.snowflake and not yes:
            held = loading.counts(connection, loading.TABLES)
            if any(held.values()):
                rows = f"the {sum(held.values()):,} rows of {', '.join(table for table, n in held.items() if n)}"
                deployment.confirm(f"Delete {rows} from {deployment.where(connection, database, backend)}?")
        today = state.now(connection).replace(tzinfo=None)
        shop = draw(scale=scale, seed=seed, today=today)
        total = sum(shop.heights().values())
        with output.counting(as_json, total, "rows") as on_rows:
            counts = loading.load(connection, shop, replace=replace, on_rows=on_rows)
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
    connection_name: ConnectionName = None,
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
    from ecomsim.cli import deployment, output
    from ecomsim.ecommerce import simulate as simulation
    from ecomsim.ecommerce import spending
    from ecomsim.ecommerce import verify as verification
    from ecomsim.errors import SnowflakeError

    if backend is BackendName.snowflake:
        for option, is_given in (("--days", days is not None), ("--settle", settle)):
            if is_given:
                raise typer.BadParameter(f"{option} moves the clock on, and nobody can move Snowflake's: leave it out.")
    began = time.perf_counter()
    minutes = days * 24 * 60 if days is not None else minutes
    with connect(database, backend, connection_name, must_exist=True) as connection:
        require_deployed(connection)
        if backend is BackendName.snowflake and not as_json:
            deployment.tell_use(connection)
            output.notes().print(f"Traffic for {minutes} minutes of real time; Ctrl-C ends it early.")
        before = spending.used(connection)
        try:
            with output.counting(as_json, minutes, "minutes") as on_minutes:
                traffic = simulation.simulate(
                    connection,
                    minutes=minutes,
                    seed=seed,
                    pace=pace or (simulation.PACE if days is None else simulation.NATURAL_PACE),
                    virtual_step=simulation.VIRTUAL_STEP if days is None else simulation.LONG_STEP,
                    on_minutes=lambda more: on_minutes("simulating", more),
                )
        except SnowflakeError as error:
            if error.errno != spending.QUOTA_REACHED:
                raise
            said = spending.remarks(spending.used(connection) - before, spending.budgets(connection))
            raise CommandError("\n".join((f"The shop stood still: {error.raw_msg}", *said))) from error
        spent, budgets = spending.used(connection) - before, spending.budgets(connection)
        checks = []
        if settle:
            verification.settle(connection)
            checks = verification.verify(connection)
    document: dict[str, Any] = {
        "minutes": minutes,
        "traffic": traffic,
        "credits": round(float(spent), 3),
        "budgets": [
            {"monitor": each.monitor, "used": float(each.used), "quota": float(each.quota)} for each in budgets
        ],
        "elapsed_seconds": round(time.perf_counter() - began, 3),
    }
    if settle:
        document["checks"] = [check.as_dict() for check in checks]
    if as_json:
        output.print_json(document)
    else:
        output.print_table(["traffic", "rows"], list(traffic.items()))
        for line in spending.remarks(spent, budgets):
            output.notes().print(line)
        if settle:
            print_checks(checks)
    fail_unless(checks)


def status(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    as_json: AsJson = False,
) -> None:
    """Rows, streams, tasks, pipes, dynamic tables and data quality at a glance."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import status as state

    with connect(database, backend, connection_name, must_exist=True) as connection:
        require_deployed(connection)
        report = state.report(connection)
    if as_json:
        output.print_json(report)
    else:
        print_report(report)


# --- shared with demo ---------------------------------------------------------------------------------------


def require_deployed(connection: Any) -> None:
    """Raises CommandError, with the command to run, when the project is not there; computes with its warehouse."""
    from ecomsim import backends
    from ecomsim.ecommerce import record
    from ecomsim.ecommerce import status as state

    if not state.is_deployed(connection):
        same = "--database" if backends.of(connection) is backends.DUCKDB else "--backend snowflake and --connection"
        raise CommandError(f"The project is not deployed here: run `ecomsim deploy` with the same {same} first.")
    record.use_warehouse(connection)


def print_report(report: dict[str, Any]) -> None:
    """The status as tables."""
    from ecomsim.cli import output

    output.print_table(["table", "rows"], list(report["counts"].items()), "Rows")
    parts = {
        "streams": "Streams",
        "tasks": "Tasks",
        "pipes": "Pipes",
        "dynamic_tables": "Dynamic tables",
        "refreshing": "How they refresh",
    }
    for part, title in parts.items():
        entries = report[part]
        if entries:
            shown = [key for key in entries[0] if key != "refreshes" and any(each[key] is not None for each in entries)]
            output.print_table(shown, [[_cell(key, entry[key]) for key in shown] for entry in entries], title)
    quality = report["quality"]
    output.print_table(
        ["checks", "violations", "checked_at"],
        [(quality["checks"], quality["violations"], _cell("checked_at", quality["checked_at"]))],
        "Data quality, last run",
    )


def _cell(key: str, value: Any) -> Any:
    """A value as people read it: a time without its zone (UTC), nothing for NULL."""
    if value is None:
        return ""
    if key in ("data_timestamp", "checked_at", "last_ingested"):
        return str(value)[:19].replace("T", " ")
    return round(value) if key == "lag_seconds" else value


def print_checks(checks: list[Any]) -> None:
    from ecomsim.cli import output

    rows = [("ok" if check.passed else "FAILED", check.name, check.found, check.detail) for check in checks]
    output.print_table(["result", "check", "rows that break it", "detail"], rows, "Checks")


def fail_unless(checks: list[Any]) -> None:
    """Raises CommandError naming the checks that failed."""
    failed = [check.name for check in checks if not check.passed]
    if failed:
        raise CommandError(f"{len(failed)} of {len(checks)} checks failed: {'; '.join(failed)}.")
