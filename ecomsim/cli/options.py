"""Options that several commands share, and the connection they describe.

A database file carries its account's own time: it stands still while nobody runs it, and `simulate` moves it
on.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

DEFAULT_DATABASE = "ecomsim.duckdb"


class BackendName(StrEnum):
    duckdb = "duckdb"
    snowflake = "snowflake"


class ClockName(StrEnum):
    virtual = "virtual"
    wall = "wall"


def _said_database(context: typer.Context, value: str) -> str:
    """A file and a Snowflake account in one command: whoever types both means something else than what would happen."""
    source = context.get_parameter_source("database")
    if source is not None and source.name == "COMMANDLINE":
        context.meta["ecomsim.database"] = value
        _require_one_place(context, context.params.get("backend"))
    return value


def _said_backend(context: typer.Context, value: BackendName) -> BackendName:
    _require_one_place(context, value)
    return value


def _require_one_place(context: typer.Context, backend: BackendName | None) -> None:
    if backend is BackendName.snowflake and "ecomsim.database" in context.meta:
        raise typer.BadParameter("--database is a file of --backend duckdb: leave one of them out.")


Database = Annotated[
    str,
    typer.Option(
        "--database",
        "-d",
        metavar="PATH",
        envvar="ECOMSIM_DATABASE",
        help="The DuckDB file that holds the account.",
        callback=_said_database,
    ),
]
Backend = Annotated[
    BackendName,
    typer.Option(
        "--backend",
        envvar="ECOMSIM_BACKEND",
        help="Where the SQL runs: duckdb, the file; snowflake, a real account.",
        callback=_said_backend,
    ),
]
ConnectionName = Annotated[
    str | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        help="Connection of connections.toml or config.toml, for --backend snowflake.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the statements and send none.")]
Scale = Annotated[
    float,
    typer.Option("--scale", metavar="F", help="Size of the shop: 1 is 5,003 orders.", min=0.001, max=2000),
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Same seed, same shop.", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def connect(
    database: str,
    backend: BackendName,
    name: str | None = None,
    *,
    must_exist: bool = False,
    clock: ClockName | None = None,
) -> Any:
    """A connection for one command; the scheduler does not run, so a command changes only what it says.

    `name`: of a connection for Snowflake. Raises FileNotFoundError when the file must exist and does not.
    """
    import ecomsim

    if backend is BackendName.snowflake:
        named: dict[str, Any] = {"connection_name": name} if name else {}
        return ecomsim.connect(backend="snowflake", **named)
    require_snowflake(name is not None, backend, "--connection")
    if must_exist and not database.startswith(":memory:") and not Path(database).expanduser().exists():
        raise FileNotFoundError(
            f"There is no database file {database}: create it with `ecomsim deploy --database {database}`."
        )
    return ecomsim.connect(database, clock=(clock or ClockName.virtual).value, scheduler=False)


def require_snowflake(given: bool, backend: BackendName, option: str) -> None:
    """Raises BadParameter when an option that only Snowflake has was given for another backend."""
    if given and backend is not BackendName.snowflake:
        raise typer.BadParameter(f"{option} is for --backend snowflake.")


def parse_start(text: str | None) -> datetime | None:
    """--start as a UTC instant. Raises BadParameter for anything but ISO 8601."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date or time like 2026-01-31 or 2026-01-31T12:00.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
