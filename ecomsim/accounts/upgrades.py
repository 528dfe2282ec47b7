"""Upgrades: how a file that an older ecomsim wrote becomes one of this version's format.

A file has a number, its format. Each step turns format n into n + 1, and knows nothing of the steps around it; all
that a file needs run in one transaction, so that it is upgraded as a whole or stays as it was. A change of what is
stored takes a new format and a step here; a step is never edited once a version with it is out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import _duckdb as duckdb

from ecomsim.errors import OperationalError
from ecomsim.names import Name, quote

Step = Callable[[duckdb.DuckDBPyConnection], None]

_log = logging.getLogger("ecomsim.accounts.upgrades")


def _refreshes_tell_their_strategy(duck: duckdb.DuckDBPyConnection) -> None:
    """2: what an incremental refresh keeps between two runs, and how, for whom and how long a refresh ran."""
    for table, column in (
        ("dynamic_table_states", "mark VARCHAR"),
        ("dynamic_table_refreshes", "strategy VARCHAR"),
        ("dynamic_table_refreshes", "execute_as_user VARCHAR"),
        ("dynamic_table_refreshes", "measured_ms BIGINT"),
    ):
        duck.execute(f"ALTER TABLE IF EXISTS _ecomsim.{table} ADD COLUMN IF NOT EXISTS {column}")


def _no_views_in_the_file(duck: duckdb.DuckDBPyConnection) -> None:
    """3: tables have no view of their Snowflake name beside them any more: `ecomsim views` gives names elsewhere."""
    containers = duck.execute(
        "SELECT kind, database, name FROM _ecomsim.objects WHERE kind IN ('SCHEMA', 'DATABASE') AND dropped_on IS NULL "
        "ORDER BY kind DESC"  # schemas before the databases they stand in
    ).fetchall()
    for kind, database, name in containers:
        if kind == "SCHEMA":
            duck.execute(f"DROP SCHEMA IF EXISTS {quote(database)}.{quote(name)} CASCADE")
        elif name.lower() not in _DUCKDB_S_OWN:
            duck.execute(f"DROP SCHEMA IF EXISTS {quote(name)} CASCADE")


_DUCKDB_S_OWN = frozenset({"main", "information_schema", "pg_catalog", "_ecomsim"})
"""Schemas that hold something else as well, should a database have had such a name."""


def _loads_know_the_stage(duck: duckdb.DuckDBPyConnection) -> None:
    """4: a loaded file is known by the folder of its internal stage, too. Whose @~ it was has never been written down:
    only those files would load again.
    """
    stages = duck.execute(
        "SELECT id, database, schema, name FROM _ecomsim.objects WHERE kind = 'STAGE' AND dropped_on IS NULL"
    ).fetchall()
    for identifier, database, schema, name in stages:
        duck.execute(
            "UPDATE _ecomsim.load_history SET md5 = ? || md5 WHERE stage = ?",
            [f"stage_{identifier}/", f"@{Name(database, schema, name)}"],
        )
    duck.execute(
        "UPDATE _ecomsim.load_history SET md5 = 'table_' || table_id || '/' || md5 "
        "WHERE starts_with(stage, '@') AND contains(stage, '.%')"
    )


def _loads_know_their_pipe(duck: duckdb.DuckDBPyConnection) -> None:
    """5: which pipe loaded a file and when it received it, and the number, state and record of the first error."""
    for column in (
        *("pipe_id BIGINT", "pipe_database VARCHAR", "pipe_schema VARCHAR", "pipe_name VARCHAR"),
        *("received_at TIMESTAMPTZ", "error_code BIGINT", "error_state VARCHAR", "error_row BIGINT"),
    ):
        duck.execute(f"ALTER TABLE IF EXISTS _ecomsim.load_history ADD COLUMN IF NOT EXISTS {column}")


STEPS: tuple[Step, ...] = (
    _refreshes_tell_their_strategy,
    _no_views_in_the_file,
    _loads_know_the_stage,
    _loads_know_their_pipe,
)
"""The first one makes format 2 of format 1, and so on."""

FORMAT = len(STEPS) + 1
"""The format this version writes."""


def check(written: int, version: str) -> None:
    """Raises OperationalError for a file that a newer ecomsim wrote; `version` is this one's."""
    if written > FORMAT:
        raise OperationalError(
            f"The database has file format {written}; ecomsim {version} reads up to format {FORMAT}. "
            "Install a newer ecomsim (pip install --upgrade ecomsim), or open a copy from before the upgrade.",
            errno=250001,
            sqlstate="08001",
        )


def upgrade(duck: duckdb.DuckDBPyConnection, written: int, set_format: Callable[[int], None]) -> None:
    """Bring a file of format `written`, an older one, to FORMAT; `set_format` writes the number.

    Raises OperationalError when a step fails; the file is then as it was.
    """
    duck.execute("BEGIN TRANSACTION")
    at = written
    try:
        for step in STEPS[written - 1 :]:
            step(duck)
            at += 1
        set_format(FORMAT)
    except duckdb.Error as cause:
        duck.execute("ROLLBACK")
        raise OperationalError(
            f"The database has file format {written} and could not be upgraded from {at} to {at + 1}: "
            f"{str(cause).splitlines()[0]} The file is as it was; the ecomsim that wrote it still opens it.",
            errno=250001,
            sqlstate="08001",
        ) from cause
    duck.execute("COMMIT")
    _log.warning(
        "The database was upgraded from file format %s to %s; an older ecomsim opens only a copy made before.",
        written,
        FORMAT,
    )
