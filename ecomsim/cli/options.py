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


Database = Annotated[
    str,
    typer.Option(
        "--database",
        "-d",
        metavar="PATH",
        envvar="ECOMSIM_DATABASE",
        help="The DuckDB file that holds the account.",
    ),
]
Backend = Annotated[
    BackendName,
    typer.Option("--backend", envvar="ECOMSIM_BACKEND", help="Where the SQL runs; snowflake needs SNOWFLAKE_* set."),
]
Scale = Annotated[
    float,
    typer.Option("--scale", metavar="F", help="Size of the shop: 1 is 5,003 orders.", min=0.001, max=2000),
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Same seed, same shop.", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def connect(database: str, backend: BackendName, *, must_exist: bool = False, clock: ClockName | None = None) -> Any:
    """A connection for one command; the scheduler does not run, so a command changes only what it says.

    Raises FileNotFoundError when the file must exist and does not.
    """
    import ecomsim

    if backend is BackendName.snowflake:
        return ecomsim.connect(backend="snowflake")
    if must_exist and not database.startswith(":memory:") and not Path(database).expanduser().exists():
        raise FileNotFoundError(
            f"There is no database file {database}: create it with `ecomsim deploy --database {database}`."
        )
    return ecomsim.connect(database, clock=(clock or ClockName.virtual).value, scheduler=False)


def parse_start(text: str | None) -> datetime | None:
    """--start as a UTC instant. Raises BadParameter for anything but ISO 8601."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date or time like 2026-01-31 or 2026-01-31T12:00.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
