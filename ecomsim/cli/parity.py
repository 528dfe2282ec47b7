"""`ecomsim parity`: the parity cases on this engine, on a server of it, or on a real account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecomsim.cli.failures import CommandError
from ecomsim.cli.options import AsJson, ConnectionName, Yes

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecomsim.parity.backends import Backend
    from ecomsim.parity.cases import Case
    from ecomsim.parity.report import Result, Run


class ParityBackend(StrEnum):
    duckdb = "duckdb"
    server = "server"
    snowflake = "snowflake"


def parity(
    backend: Annotated[
        ParityBackend,
        typer.Option(
            "--backend",
            help="duckdb: in this process; server: over HTTP; snowflake: a real account, which costs credits.",
        ),
    ] = ParityBackend.duckdb,
    connection_name: ConnectionName = None,
    area: Annotated[
        list[str] | None, typer.Option("--area", metavar="NAME", help="Only cases of this area; may be repeated.")
    ] = None,
    like: Annotated[
        str | None, typer.Option("--like", metavar="TEXT", help="Only cases with this in their name.")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="FOLDER", help="Case files. [default: the ones of this package]")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FOLDER", help="Write parity.json and parity.html there.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record", metavar="FOLDER", help="Write the cases there with this backend's answers as expected."
        ),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", metavar="FILE", help="Update the outcomes of this backend in a JSON file."),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            "--wait", metavar="MINUTES", help="On Snowflake: the longest a case may wait for time to pass.", min=0
        ),
    ] = 0.0,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Run the parity cases: SQL, and what Snowflake answers. Exit code 1 when an answer differs.

    On a Snowflake account each case has a database of its own (ECOMSIM_PARITY_…), dropped after it; nothing else there
    is changed. Cases that need virtual time say so and are not run there, unless --wait lets them wait.

    Example: ecomsim parity --area streams --report build/parity
    """
    from ecomsim.cli import output
    from ecomsim.parity import page
    from ecomsim.parity import record as recording
    from ecomsim.parity import report as reports
    from ecomsim.parity.cases import collect, read

    folder = cases or _shipped()
    chosen = _chosen([read(path) for path in collect(folder)], area or [], like)
    if not chosen:
        raise CommandError(f"No case below {folder} is of that name or area.")
    place = _backend(backend, connection_name, wait, len(chosen), yes)
    with _progress(len(chosen), as_json) as tell:
        run = reports.measure(chosen, backend.value, place, tell)
    document = reports.document(run)
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        (report / "parity.html").write_text(page.page(document), encoding="utf-8")
        (report / "parity.json").write_text(output.json_text(document), encoding="utf-8")
    if record is not None:
        recording.record(run.results, folder, record, version=run.version, when=run.ended)
    if results is not None:
        stored = reports.load(results)
        stored[backend.value] = run.outcomes()
        reports.store(results, stored)
    if as_json:
        output.print_json(document)
    else:
        _print(run, document, report)
    if document["totals"]["differs"]:
        raise CommandError(f"{document['totals']['differs']} of {document['totals']['cases']} cases differ.")


def _shipped() -> Path:
    from ecomsim.ecommerce.project_files import project_dir

    return project_dir("parity")


def _chosen(found: list[Case], areas: list[str], like: str | None) -> list[Case]:
    """Cases by area and name. Raises BadParameter, listing the areas, for one that does not exist."""
    known = sorted({case.area for case in found})
    for name in areas:
        if name not in known:
            raise typer.BadParameter(f"there is no area {name!r}; there are {', '.join(known)}.")
    return [
        case
        for case in found
        if (not areas or case.area in areas) and (like is None or like.lower() in case.name.lower())
    ]


def _backend(name: ParityBackend, connection: str | None, wait: float, count: int, yes: bool) -> Backend:
    """The backend to run on; for a real account only after a yes, since it costs credits."""
    from ecomsim.parity.backends import BACKENDS

    if name is not ParityBackend.snowflake:
        for given, option in ((connection is not None, "--connection"), (wait > 0, "--wait")):
            if given:
                raise typer.BadParameter(f"{option} is for --backend snowflake.")
        return BACKENDS[name.value]()
    from ecomsim.cli import deployment
    from ecomsim.parity.account import Account

    options: dict[str, Any] = {"connection_name": connection} if connection else {}
    account = Account(longest_wait=timedelta(minutes=wait), **options)
    with account:
        where = account.place_name()
    if not yes:
        deployment.confirm(
            f"Run {count} cases on Snowflake ({where})? Its warehouse runs meanwhile, which costs credits."
        )
    return account


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[Result], None]]:
    """A callback that moves a bar on a terminal and prints each case that differs as it ends."""
    from ecomsim.cli import output

    console = output.notes()
    with output.counting(quiet, total, "cases") as count:

        def tell(result: Result) -> None:
            count(result.case.area, 1)
            if result.outcome == "differs" and not quiet:
                console.print(f"differs: {result.case.name}", markup=False)

        yield tell


def _print(run: Run, document: dict[str, Any], report: Path | None) -> None:
    from ecomsim.cli import output
    from ecomsim.parity.page import OUTCOMES

    rows = [
        (area, totals["cases"], *(totals[name] for name in OUTCOMES))
        for area, totals in [*document["areas"].items(), ("all", document["totals"])]
    ]
    output.print_table(["area", "cases", *OUTCOMES.values()], rows, f"Parity on {run.version}")
    for result in run.results:
        if result.outcome == "differs":
            output.write(f"\n{result.case.name}\n")
            for each in result.differences:
                output.write(f"{each}\n")
            if result.failure:
                output.write(f"{result.failure}\n")
    if report is not None:
        output.notes().print(f"Report: {report / 'parity.html'}", markup=False)
