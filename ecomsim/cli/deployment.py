"""The commands that make and remove the e-commerce project: deploy and teardown.

On Snowflake they say what it will cost before the first statement, and ask before anything is replaced or dropped;
nothing outside the project's names is ever touched (ecomsim.ecommerce.safety).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

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
    Yes,
    connect,
)

if TYPE_CHECKING:
    from ecomsim.ecommerce.safety import Loss
    from ecomsim.ecommerce.scripts import Script


def deploy(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    first: Annotated[
        int | None,
        typer.Option(
            "--from",
            metavar="N",
            help="Run the files from number N on, also those that have run. [default: where the last one stopped]",
            min=1,
            max=8,
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Create the warehouse, tables, streams, dynamic tables and tasks: sql/01 to 08, in order.

    A deployment that stopped goes on where it stopped; files that have run and have not changed are left out.

    Example: ecomsim deploy --database shop.duckdb
    """
    from ecomsim.cli import output
    from ecomsim.ecommerce import deploy as deployment
    from ecomsim.ecommerce import safety, scripts

    if dry_run:
        print_plan(deployment.planned(None, first), backend, as_json)
        return
    began = time.perf_counter()
    with connect(database, backend, connection_name) as connection:
        files = deployment.planned(connection, first)
        found = safety.require_own(files)
        if backend is BackendName.snowflake and files:
            tell_costs(connection, scripts.numbered())
            ask_to_replace(connection, found, yes)
        with output.deploying(quiet=as_json) as on_step:
            count = deployment.run(connection, files, on_step)
    seconds = round(time.perf_counter() - began, 3)
    names = [script.name for script in files]
    if as_json:
        output.print_json({"backend": backend.value, "files": names, "statements": count, "elapsed_seconds": seconds})
    elif not names:
        output.notes().print("Everything is deployed and unchanged; --from 1 runs all files again.")
    else:
        output.notes().print(f"Deployed {count} statements in {seconds:.1f} s. Next: ecomsim load")


def teardown(
    database: Database = DEFAULT_DATABASE,
    backend: Backend = BackendName.duckdb,
    connection_name: ConnectionName = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Drop the project's database, warehouse, resource monitor and notification integration.

    It lists what is there and asks first.
    """
    from ecomsim.cli import output
    from ecomsim.ecommerce import deploy as deployment
    from ecomsim.ecommerce import safety

    files = deployment.teardown_files()
    found = safety.require_own(files)
    if dry_run:
        print_plan(files, backend, as_json)
        return
    with connect(database, backend, connection_name, must_exist=True) as connection:
        there = safety.existing(connection, found)
        if not as_json and there:
            rows = [tuple("" if value is None else value for value in each.values()) for each in there]
            output.print_table(["drops", "name", "created_on", "comment", "holds"], rows)
        if there and not yes:
            confirm(f"Drop {', '.join(each['name'] for each in there)} from {where(connection, database, backend)}?")
        count = 0
        if there:
            with output.deploying(quiet=as_json) as on_step:
                count = deployment.run(connection, files, on_step)
    if as_json:
        output.print_json({"backend": backend.value, "dropped": [each["name"] for each in there], "statements": count})
    elif not there:
        output.notes().print("Nothing of the project is there.")


# --- shared with the other commands -----------------------------------------------------------------------------


def print_plan(files: Sequence[Script], backend: BackendName, as_json: bool) -> None:
    """The exact statements, as one SQL text or as JSON."""
    from ecomsim.cli import output
    from ecomsim.ecommerce import scripts

    if as_json:
        plan = [{"file": script.name, "statements": [text for _, text in script.statements]} for script in files]
        output.print_json({"backend": backend.value, "plan": plan})
    else:
        output.write(scripts.text(files))


def tell_costs(connection: Any, files: Sequence[Script]) -> None:
    """Which account is about to be changed, and what that will cost, on standard error."""
    from ecomsim.backends import snowflake
    from ecomsim.cli import output
    from ecomsim.ecommerce import costs

    console = output.notes()
    console.print(f"Snowflake: {snowflake.place(connection)}", style="bold")
    if note := costs.note(files):
        console.print(note)


def tell_use(connection: Any) -> None:
    """Which account a command works on, and that its warehouse runs meanwhile, on standard error."""
    from ecomsim.backends import snowflake
    from ecomsim.cli import output
    from ecomsim.ecommerce import costs, scripts

    hourly = costs.per_hour(scripts.numbered())
    console = output.notes()
    console.print(f"Snowflake: {snowflake.place(connection)}", style="bold")
    console.print(f"DE_PROJECT_WH runs meanwhile, for {hourly} {'credit' if hourly == 1 else 'credits'} an hour.")


def ask_to_replace(connection: Any, found: Sequence[Loss], yes: bool) -> None:
    """Ask when a deployment replaces things that are there already."""
    from ecomsim.ecommerce import safety

    lost = [] if yes else safety.present(connection, found)
    if lost:
        names = ", ".join(loss.name.rpartition(".")[2] for loss in lost)
        confirm(f"Replace, and so compute anew or start over, what is there already: {names}?")


def confirm(question: str) -> None:
    """Go on only after a yes. Raises Abort for a no, CommandError when there is nobody to ask."""
    import sys

    try:
        typer.confirm(question, abort=True, err=True)
    except typer.Abort:
        if not sys.stdin.isatty():
            raise CommandError(f"{question} Nobody is there to answer: add --yes to go on.") from None
        raise


def where(connection: Any, database: str, backend: BackendName) -> str:
    """The account that a question is about."""
    if backend is BackendName.snowflake:
        from ecomsim.backends import snowflake

        return f"the Snowflake account ({snowflake.place(connection)})"
    return database
