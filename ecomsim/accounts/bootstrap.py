"""Opening an account: check the format of its file, create the internal schema, furnish a new account.

A file that is newer than this version ends in one clear OperationalError and is left as it was; an older one is
upgraded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecomsim import __version__
from ecomsim.access import roles
from ecomsim.accounts import upgrades
from ecomsim.accounts.blank import blank
from ecomsim.catalog import store
from ecomsim.catalog.account_objects import Grant, Warehouse
from ecomsim.dialect import runtime
from ecomsim.duck import first_row, transaction
from ecomsim.histories import history
from ecomsim.names import Name
from ecomsim.storage import offsets, versions

if TYPE_CHECKING:
    import duckdb

    from ecomsim.accounts.account import Account

_SETTINGS = """
    SET TimeZone = 'UTC';
    SET preserve_insertion_order = true;
    SET immediate_transaction_mode = true;  -- BEGIN takes the snapshot, not the first statement
"""
_META = "CREATE TABLE IF NOT EXISTS _ecomsim.meta (key VARCHAR PRIMARY KEY, value VARCHAR)"


def prepare(duck: duckdb.DuckDBPyConnection, *, in_memory: bool = False) -> datetime | None:
    """Create or check the internal schema; returns when the account last stopped."""
    duck.execute(_SETTINGS)
    if not in_memory:
        return _prepare(duck)
    if not blank.copy_to(duck):
        _prepare(duck)
        blank.keep(duck)
    return None


def _prepare(duck: duckdb.DuckDBPyConnection) -> datetime | None:
    duck.execute(transaction(("CREATE SCHEMA IF NOT EXISTS _ecomsim", _META)))
    written = _get(duck, "format")
    if written is None:
        put(duck, "format", str(upgrades.FORMAT))
    elif int(written) != upgrades.FORMAT:
        upgrades.check(int(written), __version__)
        upgrades.upgrade(duck, int(written), lambda number: put(duck, "format", str(number)))
    duck.execute(transaction(_tables()))
    runtime.install(duck)
    stopped = _get(duck, "stopped")
    return datetime.fromisoformat(stopped) if stopped else None


def _tables() -> tuple[str, ...]:
    from ecomsim.alerts import history as alert_runs
    from ecomsim.dynamic_tables import history as refreshes
    from ecomsim.histories import logins
    from ecomsim.lineage import history as accesses
    from ecomsim.notifications import outbox
    from ecomsim.pipes import files as pipe_files
    from ecomsim.staging import history as loads
    from ecomsim.tasks import history as task_runs
    from ecomsim.tasks import versions as task_versions
    from ecomsim.warehouses import metering

    return (
        *store.TABLES,
        *versions.TABLES,
        *offsets.TABLES,
        *history.TABLES,
        *accesses.TABLES,
        *task_runs.TABLES,
        *task_versions.TABLES,
        *refreshes.TABLES,
        *metering.TABLES,
        *alert_runs.TABLES,
        *outbox.TABLES,
        *loads.TABLES,
        *pipe_files.TABLES,
        *logins.TABLES,
    )


def furnish(account: Account) -> None:
    """Give a new account what every Snowflake account starts with: COMPUTE_WH, a warehouse every role may use.

    The objects are those of CREATE WAREHOUSE and GRANT; to run these would import twice as much as opening needs.
    """
    if account.catalog.version > 1 or not account.catalog.is_empty:
        return
    now = account.clock.now()
    warehouse = Warehouse(id=account.new_id(), name=Name("", "", "COMPUTE_WH"), created_on=now)
    usage = Grant(
        privilege="USAGE",
        on=Warehouse.kind,
        object_id=warehouse.id,
        created_on=now,
        granted_by=roles.ADMINISTRATOR,
    )
    public = roles.find_role(account.catalog, "PUBLIC")
    assert public is not None, "a system role"
    with_usage = replace(public, id=account.new_id(), grants=(usage,))
    with account.internal() as duck:
        store.save(duck, warehouse)
        store.save(duck, with_usage)
    account.catalog = account.catalog.evolve(add=(warehouse, with_usage))


def next_id(duck: duckdb.DuckDBPyConnection) -> int:
    """The highest object id ever given out."""
    remembered = int(_get(duck, "next_id") or 0)
    highest = first_row(duck.execute("SELECT coalesce(max(id), 0) FROM _ecomsim.objects"))
    return max(remembered, highest[0] if highest else 0)


def fingerprint(duck: duckdb.DuckDBPyConnection, now: datetime) -> str:
    """What tells this opening of this account from earlier ones: the time, and how much it has seen."""
    row = first_row(duck.execute("SELECT count(*) FROM _ecomsim.query_history"))
    return f"{now.isoformat()} {row[0] if row else 0}"


def remember(duck: duckdb.DuckDBPyConnection, now: datetime, highest_id: int) -> None:
    put(duck, "stopped", now.astimezone(UTC).isoformat())
    put(duck, "next_id", str(highest_id))


def put(duck: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    duck.execute("INSERT OR REPLACE INTO _ecomsim.meta VALUES (?, ?)", [key, value])


def _get(duck: duckdb.DuckDBPyConnection, key: str) -> str | None:
    row = first_row(duck.execute("SELECT value FROM _ecomsim.meta WHERE key = ?", [key]))
    return row[0] if row else None
